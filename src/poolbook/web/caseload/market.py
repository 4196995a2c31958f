"""Providers and prices: concentration, direct payments, in against out of county, high costs."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.caseload import queries
from poolbook.reports.build.caseload import market as tables
from poolbook.reports.build.caseload.numbers import Numbers
from poolbook.reports.charts import bars
from poolbook.reports.model import Table
from poolbook.rules.caseload.market import by_provider
from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.gathered import HIGH, Gathered, facts_of, gathered, high_of
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@page()
@asking
def market(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Who provides care and at what prices."""
    found = gathered(asked)
    if request.GET.get("as"):
        files = _tables(asked, found, found.published, False)
        return exported(request, files, named(asked, "market")) or HttpResponse(status=404)
    context = frame(request, asked) | {"tables": _tables(asked, found, found.numbers, asked.exact)}
    if asked.exact:
        context["largest"] = tables.largest(_held(asked, True))
    if asked.exact or not asked.group:
        over = high_of(found, asked.exact)
        context["chart"] = drawn(bars, tables.picture(over, HIGH), "high")
    return render(request, "caseload/market.html", context)


def told(asked: Asked) -> list[Table]:
    """The tables as the reader may see them."""
    found = gathered(asked)
    return _tables(asked, found, found.numbers, asked.exact)


def _tables(asked: Asked, found: Gathered, numbers: Numbers, exact: bool) -> list[Table]:
    """The page's tables, in order. Of one client group less is published: it would be taken from all."""
    at, notes = len(asked.days) - 1, found.notes(exact)
    facts = found.facts if exact else found.everybody
    if not exact and asked.group:
        return [tables.direct(numbers, facts, at, exact, notes)]
    preset = None if exact else found.preset
    return [
        tables.high(high_of(found, exact), HIGH, notes),
        tables.direct(numbers, facts, at, exact, notes),
        tables.like_for_like(numbers, facts, at, preset, notes),
        tables.providers(_held(asked, exact), preset, notes),
    ]


def _held(asked: Asked, exact: bool) -> dict[str, tuple[int, int]]:
    """People and weekly pence of each provider by name: one that works in two areas is one."""
    held: dict[str, tuple[int, int]] = {}
    for area in asked.areas if exact else asked.every:
        names = queries.providers(area)
        for number, sums in by_provider(
            facts_of(replace(asked, areas=(area,))), len(asked.days) - 1
        ):
            name = names.get(number, f"Provider {number}")
            people, pence = held.get(name, (0, 0))
            held[name] = (people + sums.people, pence + sums.pence)
    return held
