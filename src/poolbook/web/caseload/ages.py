"""Age and cost: bands, how much age explains, conditions, and cost over a life of services."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.build.caseload import ages as tables
from poolbook.reports.build.caseload.numbers import Numbers
from poolbook.reports.charts import bars
from poolbook.reports.model import Table
from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.gathered import HIGH, Gathered, gathered, high_of
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@page()
@asking
def ages(request: HttpRequest, asked: Asked) -> HttpResponse:
    """People and weekly cost by age."""
    found, at = gathered(asked), len(asked.days) - 1
    if request.GET.get("as"):
        files = _tables(asked, found, found.published, False)
        return exported(request, files, named(asked, "ages")) or HttpResponse(status=404)
    context = frame(request, asked) | {
        "tables": _tables(asked, found, found.numbers, asked.exact),
        "chart": drawn(bars, tables.picture(found.numbers, at), "ages"),
        "said": tables.words(found.facts, at, asked.exact),
    }
    return render(request, "caseload/ages.html", context)


def told(asked: Asked) -> list[Table]:
    """The tables as the reader may see them."""
    found = gathered(asked)
    return _tables(asked, found, found.numbers, asked.exact)


def _tables(asked: Asked, found: Gathered, numbers: Numbers, exact: bool) -> list[Table]:
    """The page's tables, in order. Of one client group less is published: it would be taken from all."""
    notes, at = found.notes(exact), len(asked.days) - 1
    whole = exact or not asked.group
    over = high_of(found, exact) if whole else None
    preset = None if exact else found.preset
    made = [tables.bands(numbers, at, over, HIGH, notes), tables.cohorts(numbers, at, notes)]
    if whole:
        made.append(tables.lifetimes(found.facts if exact else found.everybody, preset, notes))
    return made
