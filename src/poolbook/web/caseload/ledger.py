"""Packages to ledger: what packages were due to cost, and what was posted to their budget lines."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.agreements import queries as agreements
from poolbook.caseload import forecasts
from poolbook.finance.queries.figures import figures
from poolbook.reports.build.caseload import ledger as tables
from poolbook.reports.model import Table
from poolbook.rules.caseload.reconciling import Reconciled
from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported


@page()
@asking
def ledger(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Line by line, with what the difference says."""
    period = asked.period
    found = forecasts.reconciliation(period, asked.every, asked.known)
    table = _table(asked, found)
    name = named(asked, "ledger")
    if file := exported(request, [table], name):
        return file
    context = frame(request, asked) | {
        "of_lines": True,
        "table": table,
        "outside": sum(each.ledger for each in found if each.ledger and not each.packages),
        "difference": (difference := sum(each.difference for each in found)),
        "size": abs(difference),
    }
    return render(request, "caseload/ledger.html", context)


def told(asked: Asked) -> list[Table]:
    """The table: it is of money alone, and the same for everybody."""
    return [_table(asked, forecasts.reconciliation(asked.period, asked.every, asked.known))]


def _table(asked: Asked, found: Sequence[Reconciled]) -> Table:
    pools = {pool.pk: pool.code for pool in agreements.pools(asked.period.agreement)}
    lines = {
        each.line.code: (pools[each.line.pool_id], each.line.name)
        for each in figures(asked.period, asked.known)
    }
    return tables.table(found, asked.period, lines)
