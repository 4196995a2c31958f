"""The pages' addresses: a package a kind of page."""

from django.urls import include, path

KINDS = (
    "home",
    "month",
    "forecast",
    "closing",
    "share",
    "notes",
    "bridges",
    "pack",
    "caseload",
    "scorecard",
    "feeds",  # before measures: its word is no reference of one
    "measures",
    "agreement",
    "explain",
    "record",
    "search",
    "people",
    "help",
    "style",
    "notices",
    "health",
    "published",
    "imports",
)
urlpatterns = [path("", include(f"poolbook.web.{kind}.urls")) for kind in KINDS]
