"""Middleware that gives each request an id, counts and times it, and logs one line of it."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from poolbook.web.health.logs import request_id, route
from poolbook.web.health.metrics import REQUESTS, SECONDS

log = logging.getLogger("poolbook.request")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
STATIC = "(static)"
QUIET = (STATIC, "health/live", "health/ready", "metrics")  # counted, not logged


class Measure:
    """Outermost, so that what other middleware answers is measured too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The id is the proxy's X-Request-ID where it sent a plain one, else a new one."""
        given = request.headers.get("X-Request-ID", "")
        known = given if GIVEN.fullmatch(given) else uuid4().hex
        token, start = request_id.set(known), time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = known
            _tell(request, response, time.perf_counter() - start)
            return response
        finally:
            request_id.reset(token)


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    static = request.path.startswith("/static/")
    where = STATIC if static else route(request)
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(where, method, response.status_code).inc()
    SECONDS.labels(where, method).observe(seconds)
    if where in QUIET and response.status_code < 500:
        return
    user = getattr(request, "_cached_user", None)  # only where somebody asked for it: no query
    log.log(
        logging.WARNING if response.status_code >= 500 else logging.INFO,
        "request",
        extra={
            "method": method,
            "route": where,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "person": getattr(user, "pk", None),
        },
    )
