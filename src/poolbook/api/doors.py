"""Every address of the API goes through here: no exception, no page and no cookie leaves it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from poolbook.api import idempotency, problems
from poolbook.web.frame.access import ANYBODY, Access

MOST = 21 * 2**20  # bytes of a request, files included
WITH_BODY = ("application/json", "multipart/form-data")


def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view as an address of the API. It says itself who may do what, by the token."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        request.place = None
        try:
            response = _unfit(request) or idempotency.once(
                request, lambda: view(request, *args, **parts)
            )
        except Exception as error:
            response = problems.answer(request, error)
        if response.status_code == 405:
            allow = response.headers.get("Allow", "GET")
            said = f"{request.method} is not for this address; it takes {allow}."
            response = problems.problem(405, said, headers={"Allow": allow})
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    opened.access = Access(ANYBODY, ANYBODY, own=True)  # type: ignore[attr-defined]
    opened.csrf_exempt = True  # type: ignore[attr-defined]
    return opened


@door
def nowhere(request: HttpRequest) -> HttpResponse:
    """Any other address under the API."""
    return problems.problem(404, "There is no such address.")


def _unfit(request: HttpRequest) -> HttpResponse | None:
    """What no operation takes: too long, or of no kind that we read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return problems.problem(400, "The length of what was sent is not a number.")
    if length > MOST:
        return problems.problem(413, "What was sent is larger than 20 MB.")
    if length and request.content_type not in WITH_BODY:
        said = f"Send JSON (application/json), or a form with a file; not {request.content_type}."
        return problems.problem(415, said)
    return None
