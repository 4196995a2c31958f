"""The API as an app of Django: it keeps tokens, and the answers to repeated requests."""

from django.apps import AppConfig


class Api(AppConfig):
    """The HTTP API."""

    name = "poolbook.api"
