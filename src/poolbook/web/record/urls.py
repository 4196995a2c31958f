"""Addresses of the record."""

from django.urls import path

from poolbook.web.record import views

urlpatterns = [path("record/<slug:agreement>/", views.record, name="record")]
