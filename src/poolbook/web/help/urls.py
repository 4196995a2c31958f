"""Addresses of help."""

from django.urls import path

from poolbook.web.help import views

urlpatterns = [
    path("help/", views.index, name="help"),
    path("help/<slug:name>/", views.text, name="help-text"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
