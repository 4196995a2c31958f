"""Why a figure is what it is: how it is made, its parts as links, down to postings and forecasts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.audit.moments import moment_of
from poolbook.finance.queries import periods
from poolbook.reports.explain import explain as answer
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page

COLUMNS = {
    "outturn": "last year's outturn",
    "budget": "budget",
    "actual": "actual",
    "forecast": "forecast",
    "variation": "variation",
    "percent": "variation, % of budget",
    "previous": "variation last period",
    "change": "change since last period",
    "contributions": "contributions",
}


@page()
def explain(request: HttpRequest) -> HttpResponse:
    """The figure asked for by `?figure=`, now or as known at `?as_at=`."""
    place, ref = request.place, request.GET.get("figure", "").strip()
    try:
        moment = moment_of(request.GET.get("as_at", ""))
        found = answer(ref, request.user, moment, place.agreement.code)
    except Refusal as refusal:
        context = {"ref": ref, "refusal": refusal}
        return render(request, "explain/unknown.html", context, status=404)
    place.period = _period(ref, request)
    context = {
        "ref": ref,
        "answer": found,
        "pool": ref.partition("/")[0],
        "column": COLUMNS.get(found["column"], found["column"]),
        "as_known": moment,
        "given": request.GET.get("as_at", ""),
        "period": place.period,
    }
    return render(request, "explain/figure.html", context)


def _period(ref: str, request: HttpRequest) -> Any:
    """The period that the figure is of; None for one of a whole year."""
    try:
        return periods.period(ref.rsplit("@", 1)[-1], request.user, request.place.agreement.code)
    except Refusal:
        return None
