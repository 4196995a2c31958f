"""The gate: every request is held against what its view declares, before the view runs.

Order matters: who is not signed in is sent to sign in; what somebody may not see is not found (404),
whatever their role; what their role may not do is refused (403) with a sentence that says who may.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from poolbook.audit import kept
from poolbook.rules.refusal import Refusal
from poolbook.web.frame import outside, places
from poolbook.web.frame.access import ANYBODY, SIGNED_IN, access_of, allowed, who_may


class Gate:
    """Middleware that lets a request through, or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on; the work is done once the view is known."""
        request.place = None
        signed_in = request.user.is_authenticated  # as they came: who signs out is nobody after it
        if request.method in ("GET", "HEAD"):  # it changes nothing, so what it reads may be kept
            with kept.reading():
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        if signed_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, parts: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the view run."""
        access = access_of(view) or outside.access_of(request, view)
        if access is None:
            return _refused(request, "This page has no rule that says who may open it.", 403)
        if access.own:
            return None
        rule = access.rule(request.method or "GET")
        if rule is None:
            return HttpResponseNotAllowed(["GET", "HEAD"] + ["POST"] * (access.write is not None))
        person = request.user if request.user.is_authenticated else None
        if person is None and rule is not ANYBODY:
            if request.method == "POST":
                return _refused(request, "You are not signed in. Sign in, then try again.", 403)
            return redirect_to_login(request.get_full_path())
        if "agreement" in parts and person is not None:
            request.place = places.find(person, parts)
            for name in ("agreement", "year", "number", "pool"):
                parts.pop(name, None)
        if not allowed(person, rule):
            return _refused(request, _sentence(rule), 403)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view caught is told as one: nothing was changed."""
        if isinstance(error, Refusal):
            return _refused(request, error.message, 409, error.details)
        return None


def _sentence(rule: Any) -> str:
    if rule is SIGNED_IN:
        return "Only people who are signed in may do this."
    roles = who_may(rule)
    return f"Your role does not allow this; {' or '.join(roles) or 'nobody'} may do it."


def _refused(
    request: HttpRequest, message: str, status: int, details: tuple[str, ...] = ()
) -> HttpResponse:
    reading = request.method == "GET" and status == 403
    context = {"message": message, "details": details, "reading": reading}
    return render(request, "frame/refused.html", context, status=status)
