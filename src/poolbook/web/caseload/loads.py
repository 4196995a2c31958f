"""Loads of packages: what came of each area, by whom and when, and taking another extract in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.web.caseload.asked import read
from poolbook.web.caseload.page import frame
from poolbook.web.frame.access import page


@page()
def loads(request: HttpRequest) -> HttpResponse:
    """The loads of every area."""
    return render(request, "caseload/loads.html", frame(request, read(request)))
