"""Providers and prices: concentration, direct payments, in against out of county, high costs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.build.caseload import market as tables
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.gathered import HIGH, gathered, high_of
from poolbook.reports.caseload.people import held, market_tables
from poolbook.reports.charts import bars
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
        files = market_tables(found, False)
        return exported(request, files, named(asked, "market")) or HttpResponse(status=404)
    context = frame(request, asked) | {"tables": market_tables(found, asked.exact)}
    if asked.exact:
        context["largest"] = tables.largest(held(asked, True))
    if asked.exact or not asked.group:
        over = high_of(found, asked.exact)
        context["chart"] = drawn(bars, tables.picture(over, HIGH), "high")
    return render(request, "caseload/market.html", context)
