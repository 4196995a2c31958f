"""What moved: the packages' weekly cost, or the year's forecast from them, from one moment to another."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.caseload import queries
from poolbook.caseload.forecasts import Cut
from poolbook.reports.build.caseload import moved
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.bridge import Span, labels, tables, usual
from poolbook.reports.caseload.inputs import Inputs
from poolbook.reports.charts import waterfall
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@page()
@asking
def bridge(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The waterfall, its table and what moved by service; who may not see people gets one span only."""
    span = _span(request, asked)
    if span.kind == moved.YEAR:  # budget lines are of every group and area
        asked = replace(asked, group=0, areas=asked.every)
    if not asked.exact:
        asked = replace(asked, group=0, areas=asked.every, known=span.end.known)
    own = span.own or bool(asked.group) or asked.areas != asked.every
    if request.GET.get("as"):
        if own:
            raise Http404("files hold what is published: from last period's end to this one's")
        files = [table for table in tables(asked, span, asked.every, False)[1:] if table]
        return exported(request, files, named(asked, f"moved_{span.kind}")) or HttpResponse(
            status=404
        )
    made, table, services = tables(asked, span, asked.areas, asked.exact)
    context = frame(request, asked) | {
        "own_form": True,
        "table": table,
        "services": services,
        "chart": drawn(waterfall, moved.chart(made, span.kind, *labels(span)), "moved"),
        "span": span,
        "own": own,
        "export_query": asked.query(**span.given),
        "as_published": request.path + asked.query(shown="published", area="", of=span.kind),
        "as_exact": request.path + asked.query(shown="", **span.given),
        "change": made.end - made.start,
        "size": abs(made.end - made.start),
        "year": span.kind == moved.YEAR,
    }
    return render(request, "caseload/bridge.html", context)


def _span(request: HttpRequest, asked: Asked) -> Span:
    """What the address asks for: last period's end as known then, to this one's, unless it says otherwise."""
    inputs = Inputs(request.GET)
    kind = inputs.text("of") or moved.WEEK
    if kind not in moved.UNITS:
        inputs.faults.append("of: write “week” or “year”")
    start, end = usual(asked)
    if not asked.exact:
        inputs.refuse()
        return Span(start, end, kind, False, {"of": kind})
    first, last = inputs.day("from"), inputs.day("to")
    year = asked.period.month.year
    for name, day in (("from", first), ("to", last)):
        if day and kind == moved.YEAR and not year.first <= day <= year.last:
            inputs.faults.append(f"{name}: give a day of the year of this period")
    start = Cut(first or start.day, asked.against or (asked.known if first else start.known))
    end = Cut(last or end.day, asked.known)
    if start.day > end.day:
        inputs.faults.append("from: give a day that is not after the other")
    if start.known and end.known and start.known > end.known:
        inputs.faults.append("against: give a moment that is not after “as known on”")
    if not any(queries.newest(area, start.known) for area in asked.areas):
        inputs.faults.append("against: no packages were known then")
    inputs.refuse()
    own = bool(first or last or asked.against or dict(asked.given).get("known"))
    return Span(start, end, kind, own, inputs.given)
