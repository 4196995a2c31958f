"""Problems as RFC 9457 says: one form for everything that is not answered, with every fault at once."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from poolbook.rules.refusal import NotAllowed, Refusal, Stale
from poolbook.web.health.logs import request_id

MEDIA = "application/problem+json"
log = logging.getLogger("poolbook.api")


class Fault(Schema):
    """One thing that is wrong: where in what was sent (empty: in the whole), and what to do."""

    place: str
    message: str


class Problem(Schema):
    """Why a request was not carried out. Nothing was changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Conflict",
                "status": 409,
                "detail": "2020-21/P7 is closed; this needs it open",
                "faults": [],
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    faults: list[Fault] = Field(default_factory=list)
    request_id: str | None = Field(None, description="With 500: what to quote to the operator.")


class Told(Exception):
    """A problem that is known when it is met."""

    def __init__(
        self,
        status: int,
        detail: str,
        faults: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults = status, detail, tuple(faults)
        self.headers, self.more = dict(headers or {}), more


def problem(
    status: int,
    detail: str,
    faults: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The answer that tells a problem."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "faults": [{"place": place, "message": message} for place, message in faults],
    }
    content = json.dumps(body | more, ensure_ascii=False)
    response = HttpResponse(content.encode(errors="replace"), status=status, content_type=MEDIA)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """What a request that failed is answered."""
    match error:
        case Told():
            return problem(error.status, error.detail, error.faults, error.headers, **error.more)
        case NotAllowed():
            return problem(403, error.message)
        case Refusal():
            faults = [("", detail) for detail in error.details]
            status = 409 if isinstance(error, Stale) else _refused(request)
            return problem(status, error.message, faults)
        case Http404():
            return problem(404, "There is nothing here that you may see.")
        case AuthenticationError():
            said = "Send a token that works: Authorization: Bearer pb_…"
            return problem(401, said, headers={"WWW-Authenticate": 'Bearer realm="Poolbook"'})
        case ValidationError():
            return _invalid(error)
        case RequestDataTooBig():
            return problem(413, "What was sent is larger than 10 MB, or a file than 20 MB.")
        case HttpError():
            return problem(error.status_code, f"{error}.")
        case SuspiciousOperation() | MultiPartParserError() | UnicodeDecodeError():
            return problem(400, "What was sent cannot be read.")
        case IntegrityError():
            log.warning("the database refused a write of the API", exc_info=error)
            said = "The book does not allow this: it was done already, or the period is closed."
            return problem(409, said)
    return _failed(error)


def _refused(request: HttpRequest) -> int:
    """409 where the book's state or rules stand in the way, 422 where what was given has faults."""
    operation = getattr(request, "operation", None)
    period = getattr(getattr(request, "place", None), "period", None)
    if operation is None or not operation.given:
        return 409
    if period is not None:
        period.refresh_from_db(fields=["state"])
    return 422 if period is None or period.state == "open" else 409


def _invalid(error: ValidationError) -> HttpResponse:
    if any(each["loc"][0] == "path" for each in error.errors):
        return problem(404, "There is no such address.")
    faults = [(_place(each["loc"]), each["msg"]) for each in error.errors]
    return problem(422, "What was sent has faults; nothing was done.", faults)


def _place(location: Sequence[Any]) -> str:
    """`body.entries.0.line`, `query.limit`: the name that the operation gives its argument is left out."""
    where, rest = location[0], location[1:]
    inner = rest[1:] if where == "body" else rest[-1:]
    return ".".join(str(part) for part in (where, *inner))


def _failed(error: Exception) -> HttpResponse:
    log.error("the API failed", exc_info=error)
    said = "Something went wrong here, and nothing was changed. Quote the request's id."
    return problem(500, said, request_id=request_id.get())
