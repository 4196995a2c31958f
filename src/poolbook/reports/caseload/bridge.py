"""What moved: the tables of a bridge, exact or as published."""

from dataclasses import dataclass

from poolbook.caseload import forecasts, publishing, queries
from poolbook.caseload.forecasts import Cut
from poolbook.caseload.models import CaseArea
from poolbook.finance.queries.periods import before
from poolbook.reports.build.caseload import moved
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.inputs import AddressFault
from poolbook.reports.model import Table
from poolbook.rules.bridges import Bridge
from poolbook.rules.caseload import bridging, few
from poolbook.rules.caseload.facts import SERVICE, Facts
from poolbook.rules.saying import day as said_day


@dataclass(frozen=True)
class Span:
    """From where to where: two days, each as known at a moment; `own` where the reader chose them."""

    start: Cut
    end: Cut
    kind: str
    own: bool
    given: dict[str, str]


def bridge(asked: Asked, kind: str) -> list[Table]:
    """The tables from last period's end to this one's, as the reader may see them.

    Raises AddressFault where a moment, an area or a group is asked for that the bridge is not of.
    """
    given = dict(asked.given)
    if wrong := [name for name in ("group", "area") if kind == moved.YEAR and given.get(name)]:
        raise AddressFault("The bridge of a year is of all packages", [f"{wrong[0]}: leave it out"])
    if not asked.exact and (given.get("known") or asked.group):
        why = "numbers as published are of everybody, as known when the period was closed"
        raise AddressFault("There is no such bridge as published", [why])
    span = Span(*usual(asked), kind, False, {})
    return [table for table in tables(asked, span, asked.areas, asked.exact)[1:] if table]


def usual(asked: Asked) -> tuple[Cut, Cut]:
    """From last period's end (1 April, for a first one) to this period's; as published, as known when
    the period was closed."""
    period = asked.period
    known = asked.known if asked.exact else period.closed_at
    start = forecasts.since(period, before(period), asked.every, known)
    return start, Cut(period.month.last, known)


def tables(
    asked: Asked, span: Span, areas: tuple[CaseArea, ...], exact: bool
) -> tuple[Bridge, Table, Table | None]:
    """The bridge as it may be shown, its table, and the table by service."""
    groups = asked.groups if exact else ()
    start, end = span.start, span.end
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
    return made, moved.table(made, span.kind, *labels(span)), services


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


def labels(span: Span) -> tuple[str, str]:
    """The two ends in words; the same day twice is told apart by when it was known."""
    first, last = said_day(span.start.day), said_day(span.end.day)
    return (
        (f"{first}, as known then", f"{last}, as known later") if first == last else (first, last)
    )
