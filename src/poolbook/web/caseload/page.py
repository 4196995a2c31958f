"""The frame of the caseload's pages: what the address asks for, the header, the way between them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch

from poolbook.reports.caseload.asked import KEPT, PUBLISHED, Asked, asked_of
from poolbook.reports.caseload.inputs import AddressFault
from poolbook.rules.caseload.codes import GROUPS
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.context import Way

PAGES = (
    ("caseload", "Activity"),
    ("caseload-ages", "Age and cost"),
    ("caseload-market", "Providers and prices"),
    ("caseload-forecast", "Forecast"),
    ("caseload-bridge", "What moved"),
    ("caseload-ledger", "Packages to ledger"),
    ("caseload-demand", "Demand"),
    ("caseload-people", "Single people"),
    ("caseload-loads", "Loads"),
)


def ways(request: HttpRequest, asked: Asked) -> list[Way]:
    """The pages that the reader may open, the one they are on marked."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    found = []
    for name, word in PAGES:
        if name == "caseload-people" and not asked.may_see:
            continue
        try:
            address = request.place.address(name)
        except NoReverseMatch:
            continue
        belongs = here == name or (name != "caseload" and here.startswith(f"{name}-"))
        found.append(Way(word, address + asked.kept, belongs))
    return found


def addressed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is given what its address asks for; faults in the address are answered plainly."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            asked = asked_of(request.user, request.place.period, request.GET)
            return view(request, asked, **parts)
        except AddressFault as refusal:
            context = {"refusal": refusal, "address": True}
            return render(request, "caseload/fault.html", context, status=400)
        except Refusal as refusal:  # a file, a setting or a protection that does not hold
            return render(request, "caseload/fault.html", {"refusal": refusal}, status=503)

    answered.switch_query = KEPT  # type: ignore[attr-defined]
    return answered


def asking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Likewise; where no packages were known yet, the page says what to do first."""

    @addressed
    @wraps(view)
    def answered(request: HttpRequest, asked: Asked, **parts: Any) -> HttpResponse:
        if not asked.loaded:
            return render(request, "caseload/none.html", frame(request, asked))
        return view(request, asked, **parts)

    return answered


def frame(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What the header of every page of the caseload needs."""
    return {
        "asked": asked,
        "ways_within": ways(request, asked),
        "groups": GROUPS.items(),
        "given": dict(asked.given),
        "export_query": asked.query(),
        "as_published": request.path + asked.query(shown=PUBLISHED, area=""),
        "as_exact": request.path + asked.query(shown=""),
    }


def named(asked: Asked, what: str) -> str:
    """The name of a page's file, without its ending."""
    return f"caseload_{what}_{asked.period.month.year.start}_P{asked.period.number}"
