"""A month on one page: what is done, what is to do and by whom, and what it comes to so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.web.frame.access import page


@page()
def month(request: HttpRequest) -> HttpResponse:
    """The task list beside the answer so far."""
    return render(request, "month/month.html", {})
