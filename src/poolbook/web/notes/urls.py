"""Addresses of a month's notes."""

from django.urls import path

from poolbook.web.frame.places import PERIOD
from poolbook.web.notes import views

urlpatterns = [
    path(f"notes/{PERIOD}", views.notes, name="notes"),
    path(f"notes/{PERIOD}add/", views.add, name="notes-add"),
    path(f"notes/{PERIOD}carry/", views.carry, name="notes-carry"),
    path(f"notes/{PERIOD}<int:note>/close/", views.close, name="notes-close"),
]
