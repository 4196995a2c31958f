"""The pages' addresses: a package a kind of page."""

from django.urls import include, path, register_converter

from poolbook.web.frame.places import YearConverter

register_converter(YearConverter, "year")

KINDS = (
    "home",
    "month",
    "forecast",
    "explain",
    "record",
    "search",
    "people",
    "help",
    "published",
)
urlpatterns = [path("", include(f"poolbook.web.{kind}.urls")) for kind in KINDS]
