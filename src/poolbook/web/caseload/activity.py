"""Activity: people supported and what they cost a week, since 1 April."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.build.caseload import activity as tables
from poolbook.reports.build.caseload.numbers import Numbers
from poolbook.reports.charts import bars
from poolbook.reports.model import Table
from poolbook.rules.caseload.facts import COUNTY, EVERYBODY, FUNDER, SERVICE
from poolbook.rules.money import show_whole
from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.gathered import SHOWN, Gathered, gathered
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
        files = _tables(asked, found, found.published, False)
        return exported(request, files, named(asked, "activity")) or HttpResponse(status=404)
    people, cost = tables.pictures(found.numbers, asked.days)
    context = frame(request, asked) | {
        "tables": _tables(asked, found, found.numbers, asked.exact),
        "people_chart": drawn(bars, people, "people"),
        "cost_chart": drawn(bars, cost, "cost"),
        "now": _said(found.numbers, len(asked.days) - 1),
        "compares": True,
        "changed": _changed(asked, found) if asked.against else None,
    }
    return render(request, "caseload/activity.html", context)


def told(asked: Asked) -> list[Table]:
    """The tables as the reader may see them."""
    found = gathered(asked, SHOWN)
    return _tables(asked, found, found.numbers, asked.exact)


def _tables(asked: Asked, found: Gathered, numbers: Numbers, exact: bool) -> list[Table]:
    """The page's tables, in order."""
    notes, days = found.notes(exact), asked.days
    made = [
        tables.by(numbers, days, SERVICE, True, notes),
        tables.settings(numbers, days, notes),
        tables.by(numbers, days, FUNDER, False, notes),
        tables.by(numbers, days, COUNTY, False, notes),
    ]
    if (
        exact or not asked.group
    ):  # of one client group none is published: it would be taken from all
        starts = tables.admitted(found.facts, days) if exact else found.pack.starts
        made.append(tables.began(starts, days, asked.period.month.year.days, notes))
    return made


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
