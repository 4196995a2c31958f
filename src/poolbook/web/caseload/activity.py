"""Activity: people supported and what they cost a week, since 1 April."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.page import asking, frame
from poolbook.web.frame.access import page


@page()
@asking
def activity(request: HttpRequest, asked: Asked) -> HttpResponse:
    """People and weekly cost by service, setting, funder and county."""
    return render(request, "caseload/activity.html", frame(request, asked))
