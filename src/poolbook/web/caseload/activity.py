"""Activity: people supported and what they cost a week, since 1 April."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.build.caseload import activity as tables
from poolbook.reports.build.caseload.numbers import Numbers
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.gathered import SHOWN, Gathered, gathered
from poolbook.reports.caseload.people import activity_tables
from poolbook.reports.charts import bars
from poolbook.rules.caseload.facts import EVERYBODY
from poolbook.rules.money import show_whole
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@page()
@asking
def activity(request: HttpRequest, asked: Asked) -> HttpResponse:
    """People and weekly cost by service, setting, funder and county."""
    found = gathered(asked, SHOWN)
    if request.GET.get("as"):
        files = activity_tables(found, False)
        return exported(request, files, named(asked, "activity")) or HttpResponse(status=404)
    people, cost = tables.pictures(found.numbers, asked.days)
    context = frame(request, asked) | {
        "tables": activity_tables(found, asked.exact),
        "people_chart": drawn(bars, people, "people"),
        "cost_chart": drawn(bars, cost, "cost"),
        "now": _said(found.numbers, len(asked.days) - 1),
        "compares": True,
        "changed": _changed(asked, found) if asked.against else None,
    }
    return render(request, "caseload/activity.html", context)


def _changed(asked: Asked, found: Gathered) -> dict[str, str]:
    """The people of the last day as known at the other moment, beside now."""
    other = gathered(replace(asked, known=asked.against), (-1,))
    at = len(asked.days) - 1
    return {"before": _said(other.numbers, at)["people"], "now": _said(found.numbers, at)["people"],
            "mean_before": _said(other.numbers, at)["mean"], "mean": _said(found.numbers, at)["mean"]}  # fmt: skip


def _said(numbers: Numbers, at: int) -> dict[str, str]:
    people, mean = numbers.people(at, EVERYBODY).cell, numbers.mean(at, EVERYBODY).cell
    return {
        "people": f"{people.value:,}" if isinstance(people.value, int) else people.missing,
        "mean": show_whole(mean.value) if isinstance(mean.value, int) else mean.missing,
    }
