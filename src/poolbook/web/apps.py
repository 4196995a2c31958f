"""What the site needs before its first address is read."""

from django.apps import AppConfig
from django.urls import register_converter


class Web(AppConfig):
    """The website."""

    name = "poolbook.web"

    def ready(self) -> None:
        """Years in addresses are `2020-21`."""
        from poolbook.web.frame.places import YearConverter

        register_converter(YearConverter, "year")
