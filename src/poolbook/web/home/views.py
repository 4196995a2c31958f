"""The home page of whoever opens it: the public reads what was issued, everybody else their work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from poolbook.reports import queries as reports
from poolbook.web.frame.access import ANYBODY, SIGNED_IN, page


@page(ANYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person; for the public, the issued reports."""
    if not request.user.is_authenticated:
        return render(request, "published/list.html", {"issues": reports.issues()})
    return render(request, "home/home.html", {})


@page(SIGNED_IN)
def go(request: HttpRequest) -> HttpResponse:
    """To the address chosen in a switcher, within this site only."""
    to = request.GET.get("to", "")
    safe = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return redirect(to if safe else "home")
