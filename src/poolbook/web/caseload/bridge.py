"""What moved: the packages' weekly cost, or the year's forecast from them, from one moment to another."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.caseload import forecasts, publishing, queries
from poolbook.caseload.forecasts import Cut
from poolbook.caseload.models import CaseArea
from poolbook.finance.queries.periods import before
from poolbook.reports.build.caseload import moved
from poolbook.reports.charts import waterfall
from poolbook.reports.model import Table
from poolbook.rules.bridges import Bridge
from poolbook.rules.caseload import bridging, few
from poolbook.rules.caseload.facts import SERVICE, Facts
from poolbook.rules.saying import day as said_day
from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.inputs import AddressFault, Inputs
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@dataclass(frozen=True)
class Span:
    """From where to where: two days, each as known at a moment; `own` where the reader chose them."""

    start: Cut
    end: Cut
    kind: str
    own: bool
    given: dict[str, str]


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
        files = [table for table in _tables(asked, span, asked.every, False)[1:] if table]
        return exported(request, files, named(asked, f"moved_{span.kind}")) or HttpResponse(
            status=404
        )
    made, table, services = _tables(asked, span, asked.areas, asked.exact)
    context = frame(request, asked) | {
        "own_form": True,
        "table": table,
        "services": services,
        "chart": drawn(waterfall, moved.chart(made, span.kind, *_labels(span)), "moved"),
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


def told(asked: Asked, kind: str) -> list[Table]:
    """The tables from last period's end to this one's, as the reader may see them.

    Raises AddressFault where a moment, an area or a group is asked for that the bridge is not of.
    """
    given = dict(asked.given)
    if wrong := [name for name in ("group", "area") if kind == moved.YEAR and given.get(name)]:
        raise AddressFault("The bridge of a year is of all packages", [f"{wrong[0]}: leave it out"])
    if not asked.exact and (given.get("known") or asked.group):
        why = "numbers as published are of everybody, as known when the period was closed"
        raise AddressFault("There is no such bridge as published", [why])
    start, end = _default(asked)
    span = Span(start, replace(end, known=asked.known), kind, False, {})
    return [table for table in _tables(asked, span, asked.areas, asked.exact)[1:] if table]


def _span(request: HttpRequest, asked: Asked) -> Span:
    """What the address asks for: last period's end as known then, to this one's, unless it says otherwise."""
    inputs = Inputs(request.GET)
    kind = inputs.text("of") or moved.WEEK
    if kind not in moved.UNITS:
        inputs.faults.append("of: write “week” or “year”")
    start, end = _default(asked)
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


def _default(asked: Asked) -> tuple[Cut, Cut]:
    """From last period's end (1 April, for a first one) to this period's."""
    period, known = asked.period, asked.period.closed_at
    start = forecasts.since(period, before(period), asked.every, known)
    return start, Cut(period.month.last, known)


def _tables(
    asked: Asked, span: Span, areas: tuple[CaseArea, ...], exact: bool
) -> tuple[Bridge, Table, Table | None]:
    """The bridge as it may be shown, its table, and the table by service."""
    groups = asked.groups if exact else ()
    start, end, labels = span.start, span.end, _labels(span)
    if span.kind == moved.YEAR:
        year = asked.period.month.year.start
        whole = forecasts.of_bridge(asked.period.agreement, areas, year, start, end)
        made, facts = whole.bridge, whole.moved.facts
    else:
        question = queries.question((), groups=groups)
        ends = (start.day, start.known), (end.day, end.known)
        facts = queries.bridge(areas, question, *ends).facts
        made = bridging.weekly(facts)
    sums = {key.service: each for key, each in facts.bridge.items()}
    all_sums = bridging.total(sums.values())
    preset = None if exact else publishing.preset()
    if preset:
        made = few.steps(made, all_sums.joined, all_sums.left, preset)
    if span.kind == moved.YEAR:
        sums = {service: bridging.in_pence(each) for service, each in sums.items()}
    people = _people(areas, start, end, groups)
    services = moved.by_service(sums, people, span.kind, preset)
    return made, moved.table(made, span.kind, *labels), services


def _people(
    areas: tuple[CaseArea, ...], start: Cut, end: Cut, groups: tuple[int, ...]
) -> dict[int, int]:
    """People with each service at the end that has fewer of them."""
    counts = []
    for cut in (start, end):
        asked = queries.question((cut.day,), groups=groups)
        counts.append(_of_service(queries.answer(areas, asked, cut.known).facts))
    return {
        service: min(each.get(service, 0) for each in counts)
        for service in {key for each in counts for key in each}
    }


def _of_service(facts: Facts) -> dict[int, int]:
    return {key.value: each.people for key, each in facts.people.items() if key.cut == SERVICE}


def _labels(span: Span) -> tuple[str, str]:
    """The two ends in words; the same day twice is told apart by when it was known."""
    first, last = said_day(span.start.day), said_day(span.end.day)
    return (
        (f"{first}, as known then", f"{last}, as known later") if first == last else (first, last)
    )
