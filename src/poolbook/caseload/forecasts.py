"""A pool's year from its packages: the forecast of each budget line, its bridge, and the ledger beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from poolbook.agreements.models import Agreement
from poolbook.caseload import queries
from poolbook.caseload.models import CaseArea
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import figures
from poolbook.rules.bridges import Bridge
from poolbook.rules.caseload import bridging, forecast, reconciling
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, day_number
from poolbook.rules.caseload.forecast import Expected, LineForecast, Uplift

HISTORY = 12  # months before the cut that starters and leavers are expected from
Price = tuple[date, Fraction, int | None]  # from when, by what part, which service (None: all)


@dataclass(frozen=True)
class Cut:
    """The last day that has happened, and the moment as which it is known (None: now)."""

    day: date
    known: datetime | None = None


def of_lines(
    agreement: Agreement,
    areas: Sequence[CaseArea],
    year: int,
    cut: Cut,
    prices: Sequence[Price] = (),
    expecting: bool = True,
) -> list[LineForecast]:
    """Each budget line's forecast of a year (2020 is 2020/21); what has no line stands under one of its own."""
    lines = queries.line_of(agreement)
    days = [day for day, _, _ in prices]
    asked = queries.question((), year=year, cut=cut.day, uplifts=days)
    answer = queries.answer(areas, asked, cut.known)
    uplifts = [
        Uplift(_segment(asked.segments, day), part, service) for day, part, service in prices
    ]
    hoped = _expected(areas, year, cut, lines) if expecting else {}
    return forecast.forecast(answer.facts, asked.actual_segments, lines, uplifts, hoped)


def bridge(
    agreement: Agreement, areas: Sequence[CaseArea], year: int, start: Cut, end: Cut
) -> Bridge:
    """From the whole year's forecast at one cut to that at another, to the penny."""
    before = of_lines(agreement, areas, year, start)
    after = of_lines(agreement, areas, year, end)
    asked = queries.question((), year=year, cut=end.day)
    found = queries.bridge(areas, asked, (start.day, start.known), (end.day, end.known), year=True)
    hoped = sum(e.expected.middle for e in after) - sum(e.expected.middle for e in before)
    return bridging.yearly(
        found.facts, sum(e.year for e in before), sum(e.year for e in after),
        {"expected starters and leavers": hoped},
    )  # fmt: skip


def reconciliation(
    period: Period, areas: Sequence[CaseArea], as_at: datetime | None = None
) -> list[reconciling.Reconciled]:
    """Packages to the end of a period against the ledger, for lines that packages belong to or pay for."""
    month = period.month
    made = of_lines(
        period.agreement, areas, month.year.start, Cut(month.last, as_at), expecting=False
    )
    mapped = set(queries.line_of(period.agreement).values())
    ledger = {
        each.line.code: each.actual
        for each in figures(period, as_at)
        if each.actual is not None and each.line.code in mapped
    }
    return reconciling.reconcile(made, ledger)


def _segment(segments: Sequence[int], day: date) -> int:
    """The first segment that begins on a day or after it: a price of the past counts from the cut."""
    starts = [at for at, first in enumerate(segments[:-1]) if first >= day_number(day)]
    return min(starts, default=len(segments))


def _expected(
    areas: Sequence[CaseArea], year: int, cut: Cut, lines: Mapping[tuple[int, int, int], str]
) -> dict[str, Expected]:
    """What starters and leavers of the past months lead one to expect, by line.

    Moves do not say who pays, so those of a service go to the line of its first funder that has one.
    """
    months = _months_before(cut.day)
    left = _days_left(cut.day, date(year + 1, 4, 1))
    history: dict[str, list[forecast.Month]] = {}
    for group in sorted({key[0] for key in lines}):
        asked = queries.question((), months=months, groups=[group])
        facts = queries.answer(areas, asked, cut.known).facts
        for service in SERVICES:
            line = next(
                (lines[key] for f in FUNDERS if (key := (group, service, f)) in lines), None
            )
            if line:
                found = forecast.history(facts, len(months) - 1, [service])
                known = history.setdefault(line, [forecast.Month(0, 0)] * len(found))
                history[line] = [
                    forecast.Month(a.start_pence + b.start_pence, a.leave_pence + b.leave_pence)
                    for a, b in zip(known, found, strict=True)
                ]
    return {line: forecast.expected(found, left) for line, found in history.items()}


def _months_before(day: date) -> list[date]:
    """The first days of the whole months before the day after a cut, and the day after the last."""
    at = (day + timedelta(days=1)).replace(day=1)
    found = [at]
    for _ in range(HISTORY):
        at = (at - timedelta(days=1)).replace(day=1)
        found.append(at)
    return found[::-1]


def _days_left(cut: date, end: date) -> list[int]:
    """For each coming month of the year, the days from its middle to the year's end."""
    found = []
    at = (cut + timedelta(days=1)).replace(day=1)
    while at < end:
        found.append((end - at).days - 15)
        at = (at + timedelta(days=32)).replace(day=1)
    return found
