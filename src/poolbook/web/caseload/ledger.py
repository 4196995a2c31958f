"""Packages to ledger: what packages were due to cost, and what was posted to their budget lines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.money import reconciled
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported


@page()
@asking
def ledger(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Line by line, with what the difference says."""
    found, table = reconciled(asked)
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
