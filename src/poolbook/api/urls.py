"""Addresses of the API, and of the pages about it."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from poolbook.api import pages
from poolbook.api.doors import door, nowhere
from poolbook.api.site import api


@cache
def document() -> bytes:
    """The OpenAPI document: it is the same until the server starts again."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), ensure_ascii=False).encode()


@door
def openapi(request: HttpRequest) -> HttpResponse:
    """What the API takes and gives, as OpenAPI 3.1. For anybody: it says nothing of the book."""
    return HttpResponse(document(), content_type="application/json; charset=utf-8")


def _behind_doors() -> list[object]:
    found, app, namespace = api.urls
    kept = [each for each in found if each.name != "api-root"]
    for each in kept:
        each.callback = door(each.callback)
    return [path("api/", include((kept, app), namespace=namespace))]


urlpatterns = [
    path("account/tokens/", pages.tokens, name="tokens"),
    path("account/tokens/<int:token>/revoke", pages.revoke, name="token-revoke"),
    path("api/", pages.listing, name="api-listing"),
    path("api/openapi.json", openapi, name="api-document"),
    *_behind_doors(),
    re_path(r"^api(?:/.*)?$", nowhere, name="api-nowhere"),
]
