"""A pool's year from its packages: the forecast of each budget line, its bridge, and the ledger beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from poolbook.agreements.models import Agreement
from poolbook.caseload import queries
from poolbook.caseload.models import CaseArea
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import Figures
from poolbook.rules.bridges import Bridge
from poolbook.rules.caseload import bridging, expecting, forecast, reconciling
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, day_number
from poolbook.rules.caseload.forecast import Expected, LineForecast, Uplift

HISTORY = 12  # months before the cut that starters and leavers are expected from
Price = tuple[date, Fraction, int | None]  # from when, by what part, which service (None: all)


@dataclass(frozen=True)
class Cut:
    """The last day that has happened, and the moment as which it is known (None: now)."""

    day: date
    known: datetime | None = None


@dataclass(frozen=True)
class Year:
    """A year's forecast by line, and the answer that it was made of."""

    lines: tuple[LineForecast, ...]
    answer: queries.Answer

    @property
    def pence(self) -> int:
        """The forecast of all lines."""
        return sum(each.year for each in self.lines)

    @property
    def known(self) -> datetime:
        """Since when its packages are known: the moment asked for, or of the newest load before it."""
        return moment_of(self.answer.question.known)


def of_year(
    agreement: Agreement,
    areas: Sequence[CaseArea],
    year: int,
    cut: Cut,
    prices: Sequence[Price] = (),
    expecting: bool = True,
) -> Year:
    """Each budget line's forecast of a year (2020 is 2020/21); what has no line stands under one of its own."""
    lines = queries.line_of(agreement, cut.known)
    asked = queries.question((), year=year, cut=cut.day, uplifts=[day for day, _, _ in prices])
    answer = queries.answer(areas, asked, cut.known)
    uplifts = [
        Uplift(_segment(asked.segments, day), part, service) for day, part, service in prices
    ]
    hoped = _expected(areas, year, cut, lines, answer) if expecting else {}
    found = forecast.forecast(answer.facts, asked.actual_segments, lines, uplifts, hoped)
    return Year(tuple(found), answer)


def of_lines(
    agreement: Agreement,
    areas: Sequence[CaseArea],
    year: int,
    cut: Cut,
    prices: Sequence[Price] = (),
    expecting: bool = True,
) -> list[LineForecast]:
    """The lines alone of a year's forecast."""
    return list(of_year(agreement, areas, year, cut, prices, expecting).lines)


def since(
    period: Period, previous: Period | None, areas: Sequence[CaseArea], known: datetime | None
) -> Cut:
    """Where a bridge to a period's end as known at a moment begins: at the end of the period before it
    as known when that was closed, or as known now where packages came into the book only since."""
    if previous is None:
        return Cut(period.month.year.first, known)
    then = previous.closed_at or known
    if then and known and then > known:
        then = known
    if not any(queries.newest(area, then) for area in areas):
        then = known
    return Cut(previous.month.last, then)


@dataclass(frozen=True)
class YearBridge:
    """A bridge between two forecasts of a year, with both and the facts of what moved between them."""

    bridge: Bridge
    before: Year
    after: Year
    moved: queries.Answer


def of_bridge(
    agreement: Agreement,
    areas: Sequence[CaseArea],
    year: int,
    start: Cut,
    end: Cut,
    prices: Sequence[Price] = (),
) -> YearBridge:
    """From the whole year's forecast at one cut to that at another, to the penny."""
    before = of_year(agreement, areas, year, start, prices)
    after = of_year(agreement, areas, year, end, prices)
    asked = queries.question((), year=year, cut=end.day)
    found = queries.bridge(areas, asked, (start.day, start.known), (end.day, end.known), year=True)
    extra = {
        "prices to come": _sum(after, "uplift") - _sum(before, "uplift"),
        "expected starters and leavers": _hoped(after) - _hoped(before),
    }
    made = bridging.yearly(found.facts, before.pence, after.pence, extra)
    return YearBridge(made, before, after, found)


def _sum(made: Year, part: str) -> int:
    return sum(getattr(each, part) for each in made.lines)


def _hoped(made: Year) -> int:
    return sum(each.expected.middle for each in made.lines)


def reconciliation(
    period: Period,
    areas: Sequence[CaseArea],
    items: Iterable[Figures],
    as_at: datetime | None = None,
) -> list[reconciling.Reconciled]:
    """Packages to the end of a period against the ledger (the period's figures as known then), for
    lines that packages belong to or pay for."""
    month = period.month
    made = of_lines(
        period.agreement, areas, month.year.start, Cut(month.last, as_at), expecting=False
    )
    mapped = set(queries.line_of(period.agreement, as_at).values())
    ledger = {
        each.line.code: each.actual
        for each in items
        if each.actual is not None and each.line.code in mapped
    }
    return reconciling.reconcile(made, ledger)


def moment_of(micros: int) -> datetime:
    """A moment of the lake (microseconds since 1970)."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _segment(segments: Sequence[int], day: date) -> int:
    """The first segment that begins on a day or after it: a price of the past counts from the cut."""
    starts = [at for at, first in enumerate(segments[:-1]) if first >= day_number(day)]
    return min(starts, default=len(segments))


def _expected(
    areas: Sequence[CaseArea],
    year: int,
    cut: Cut,
    lines: Mapping[tuple[int, int, int], str],
    answer: queries.Answer,
) -> dict[str, Expected]:
    """What starters and leavers of the past months lead one to expect, by line.

    Moves do not say who pays, so those of a service are shared over its lines as committed costs are;
    without any, as the whole year's; without either, they go to its first funder's line.
    """
    months = _months_before(cut.day)
    left = _days_left(cut.day, date(year + 1, 4, 1))
    costs = _costs(answer, lines)
    groups = sorted({key[0] for key in lines} | {group for group, _ in costs})
    movings = []
    for group in groups:
        asked = queries.question((), months=months, groups=[group])
        facts = queries.answer(areas, asked, cut.known).facts
        for service in SERVICES:
            found = forecast.history(facts, len(months) - 1, [service])
            if any(month.start_pence or month.leave_pence for month in found):
                first = next(
                    (lines[key] for f in FUNDERS if (key := (group, service, f)) in lines),
                    forecast.NOT_MAPPED,
                )
                movings.append(expecting.Moving(found, costs.get((group, service)) or {first: 1}))
    return expecting.share(movings, left)


def _costs(
    answer: queries.Answer, lines: Mapping[tuple[int, int, int], str]
) -> dict[tuple[int, int], dict[str, int]]:
    """(group, service) → line → pence-days still to come; of the whole year where none is."""
    coming: dict[tuple[int, int], dict[str, int]] = {}
    whole: dict[tuple[int, int], dict[str, int]] = {}
    for key, sums in answer.facts.lines.items():
        line = lines.get((key.group, key.service, key.funder), forecast.NOT_MAPPED)
        kinds = [whole] if key.segment < answer.question.actual_segments else [whole, coming]
        for kind in kinds:
            of = kind.setdefault((key.group, key.service), {})
            of[line] = of.get(line, 0) + sums.pence_days
    found = {}
    for key, all_year in whole.items():
        soon = coming.get(key, {})
        of = soon if any(soon.values()) else all_year
        if any(of.values()):
            found[key] = of
    return found


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
