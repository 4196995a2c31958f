"""Addresses of the record: an agreement's, one thing's history, and the proof of it all."""

from django.urls import path

from poolbook.web.record import views

urlpatterns = [
    path("record/<slug:agreement>/", views.record, name="record"),
    path("history/<slug:agreement>/", views.history, name="history"),
    path("verify/", views.verify, name="verify"),
]
