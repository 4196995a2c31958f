"""The pages' addresses: a package a kind of page."""

from django.urls import include, path

KINDS = (
    "home",
    "month",
    "agreement",
    "explain",
    "record",
    "search",
    "people",
    "help",
    "published",
)
urlpatterns = [path("", include(f"poolbook.web.{kind}.urls")) for kind in KINDS]
