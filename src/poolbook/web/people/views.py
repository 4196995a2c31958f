"""Pages of people and of everybody's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.partners.roles import May
from poolbook.web.frame.access import page


@page(May.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, by partner."""
    return render(request, "frame/base.html", {})


@page()
def me(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "frame/base.html", {})
