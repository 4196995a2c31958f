"""The home page of whoever opens it: the public reads what was issued, everybody else their work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports import queries as reports
from poolbook.web.frame.access import ANYBODY, page


@page(ANYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person; for the public, the issued reports."""
    if not request.user.is_authenticated:
        return render(request, "published/list.html", {"issues": reports.issues()})
    return render(request, "home/home.html", {})
