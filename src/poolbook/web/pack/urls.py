"""Addresses of packs."""

from django.urls import path

from poolbook.web.frame.places import POOL
from poolbook.web.pack import views

urlpatterns = [
    path(f"pack/{POOL}", views.pack, name="pack"),
    path(f"pack/{POOL}sections/", views.sections, name="pack-sections"),
    path(f"pack/{POOL}comment/<slug:section>/", views.comment, name="pack-comment"),
    path(f"pack/{POOL}file/<slug:form>/", views.file, name="pack-file"),
    path(f"pack/{POOL}changes/", views.changes, name="pack-changes"),
    path("pack-template/<slug:agreement>/", views.template, name="pack-template"),
]
