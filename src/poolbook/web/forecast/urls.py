"""Addresses of the forecast grid."""

from django.urls import path

from poolbook.web.forecast import line, saving, views
from poolbook.web.frame.places import POOL

urlpatterns = [
    path(f"forecast/{POOL}", views.grid, name="forecast"),
    path(f"forecast/{POOL}save/", saving.save, name="forecast-save"),
    path(f"forecast/{POOL}news/", saving.news, name="forecast-news"),
    path(f"forecast/{POOL}line/<slug:line>/", line.line, name="forecast-line"),
]
