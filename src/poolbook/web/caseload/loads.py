"""Loads of packages: what came of each area, by whom and when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.caseload import queries
from poolbook.web.caseload.asked import read
from poolbook.web.caseload.page import frame
from poolbook.web.frame.access import page


@page()
def loads(request: HttpRequest) -> HttpResponse:
    """The loads of every area."""
    asked = read(request)
    found = [(area, queries.loads(area)) for area in asked.every]
    return render(request, "caseload/loads.html", frame(request, asked) | {"by_area": found})
