"""The probes of a monitoring system, and its figures. None of them tells a figure of the book."""

import hmac
import os

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from poolbook.web.frame.access import ANYBODY, page
from poolbook.web.health import metrics as figures
from poolbook.web.health import state


@page(ANYBODY)
def live(request: HttpRequest) -> HttpResponse:
    """Whether this process answers; asks nothing of the database."""
    return _told({"status": "live"})


@page(ANYBODY)
def ready(request: HttpRequest) -> HttpResponse:
    """200 where requests can be served in full, else 503 with the part that is missing."""
    faults = state.faults()
    if faults:
        return _told({"status": "not ready", "faults": faults}, 503)
    return _told({"status": "ready"})


@page(ANYBODY)
def metrics(request: HttpRequest) -> HttpResponse:
    """For who sends `Authorization: Bearer $POOLBOOK_METRICS_TOKEN`; to others it is not there."""
    token = os.environ.get("POOLBOOK_METRICS_TOKEN", "")
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not token or not hmac.compare_digest(sent.encode(), token.encode()):
        raise Http404
    response = HttpResponse(figures.written(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(body: dict[str, object], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
