"""Age and cost: bands, how much age explains, conditions, and cost over a life of services."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.build.caseload import ages as tables
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.gathered import gathered
from poolbook.reports.caseload.people import ages_tables
from poolbook.reports.charts import bars
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
        files = ages_tables(found, False)
        return exported(request, files, named(asked, "ages")) or HttpResponse(status=404)
    context = frame(request, asked) | {
        "tables": ages_tables(found, asked.exact),
        "chart": drawn(bars, tables.picture(found.numbers, at), "ages"),
        "said": tables.words(found.facts, at, asked.exact),
    }
    return render(request, "caseload/ages.html", context)
