"""Who must have a second factor, and is led to set one up before anything else."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from poolbook.partners import queries
from poolbook.web.people.adapters import by_provider

# What is open without one: the way to set it up, and the way out.
OPEN = ("mfa_", "account_logout", "account_reauthenticate", "account_change_password")
TOLD = (
    "Set up a second factor first: a passkey or an authenticator app. Poolbook asks for it when "
    "you sign in, so that a password that was guessed or read over a shoulder is not enough."
)


class SecondFactor:
    """Middleware: with POOLBOOK_REQUIRE_MFA, nobody goes on without a second factor. Who came in by
    their organisation is not asked: it sees to that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leads to the set-up page, or passes the request on."""
        if settings.POOLBOOK_REQUIRE_MFA and _missing(request) and not _open(request.path_info):
            if request.method == "GET":
                messages.error(request, TOLD)
            return redirect("mfa_index")
        return self.get_response(request)


def _missing(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or by_provider(request, request.user):
        return False
    return not queries.has_second_factor(request.user)


def _open(path: str) -> bool:
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        name = resolve(path).view_name
    except Resolver404:
        return False
    return name.startswith(OPEN)
