"""The API put together: its nouns, its problems, its description."""

from typing import Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from poolbook.api import operations, problems
from poolbook.api.routes import NOUNS

DESCRIPTION = (
    "The book of a pooled budget for programs: the same figures and acts as on the pages, for the "
    "person whose token it is. Money is whole pence, in names that end in `_pence`; dates are ISO 8601. "
    "Lists come in pages: give `next` as `after`. Problems are RFC 9457 (`application/problem+json`)."
)


class Api(NinjaAPI):
    """Ninja's API whose document says the problems' media type."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document."""
        return operations.as_problems(super().get_openapi_schema(**options))  # type: ignore[return-value]


def _made() -> Api:
    api = Api(
        title="Poolbook",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
    )
    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, problems.answer)
    for noun, routes in NOUNS.items():
        api.add_router("", routes, tags=[noun])
    return api


api = _made()
