"""Pages of record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.web.frame.access import page


@page()
def record(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "frame/base.html", {})
