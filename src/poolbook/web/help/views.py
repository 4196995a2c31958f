"""Help in the user's words, beside the step where it is needed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.web.frame.access import ANYBODY, page
from poolbook.web.help.texts import texts


@page(ANYBODY)
def index(request: HttpRequest) -> HttpResponse:
    """Every how-to page."""
    return render(request, "help/index.html", {"texts": texts().values()})


@page(ANYBODY)
def text(request: HttpRequest, name: str) -> HttpResponse:
    """One how-to page."""
    found = texts().get(name)
    if found is None:
        raise Http404("no such help")
    return render(request, "help/text.html", {"text": found})


@page(ANYBODY)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "help/accessibility.html")
