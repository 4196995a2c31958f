"""The year's cost from the packages: what has happened, what is committed, and what is to be expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from poolbook.rules.caseload.facts import Facts, LineKey
from poolbook.rules.money import round_half_up

BudgetLine = str
Mapped = Mapping[tuple[int, int, int], BudgetLine]  # group, service, funder → budget line


@dataclass(frozen=True)
class Uplift:
    """Prices of a service (None: all) rise by `part` from the first day of a segment on."""

    segment: int
    part: Fraction
    service: int | None = None


@dataclass(frozen=True)
class Expected:
    """Starters less leavers that history leads one to expect in what remains of the year, in pence.

    `low` and `high` are about one standard deviation of the past months away: a range, not a promise.
    """

    low: int = 0
    middle: int = 0
    high: int = 0


@dataclass(frozen=True)
class LineForecast:
    """A budget line in pence: the year is actual + committed + uplift + expected."""

    line: BudgetLine
    actual: int
    committed: int
    uplift: int
    expected: Expected

    @property
    def year(self) -> int:
        """The forecast."""
        return self.actual + self.committed + self.uplift + self.expected.middle

    @property
    def range(self) -> tuple[int, int]:
        """The forecast with fewer and with more people than expected."""
        certain = self.year - self.expected.middle
        return certain + self.expected.low, certain + self.expected.high


NOT_MAPPED = "(no line)"


def forecast(
    facts: Facts,
    actual_segments: int,
    lines: Mapped,
    uplifts: Sequence[Uplift] = (),
    expected: Mapping[BudgetLine, Expected] | None = None,
) -> list[LineForecast]:
    """Each line's forecast. Packages that belong to no line stand under `(no line)`, never nowhere.

    Pence-days of a line are summed first and divided by 7 once. The actual part is rounded by itself;
    committed and uplift so that the three sum to the rounded whole.
    """
    days: dict[BudgetLine, list[Fraction]] = {name: [Fraction(0)] * 3 for name in expected or ()}
    for key, sums in facts.lines.items():
        name = lines.get((key.group, key.service, key.funder), NOT_MAPPED)
        line = days.setdefault(name, [Fraction(0)] * 3)
        if key.segment < actual_segments:
            line[0] += sums.pence_days
        else:
            line[1] += sums.pence_days
            line[2] += sums.pence_days * (_factor(key, uplifts) - 1)
    found = []
    for name, (past, coming, more) in sorted(days.items()):
        actual = round_half_up(past / 7)
        committed = round_half_up((past + coming) / 7) - actual
        uplift = round_half_up((past + coming + more) / 7) - actual - committed
        hoped = (expected or {}).get(name, Expected())
        found.append(LineForecast(name, actual, committed, uplift, hoped))
    return found


def _factor(key: LineKey, uplifts: Sequence[Uplift]) -> Fraction:
    factor = Fraction(1)
    for each in uplifts:
        if key.segment >= each.segment and each.service in (None, key.service):
            factor *= 1 + each.part
    return factor


@dataclass(frozen=True)
class Month:
    """One past month's net weekly pence: what started less what ended."""

    start_pence: int
    leave_pence: int

    @property
    def net(self) -> int:
        """Pence a week gained."""
        return self.start_pence - self.leave_pence


def expected(history: Sequence[Month], days_left: Sequence[int]) -> Expected:
    """What starters and leavers will add in the coming months, each as a past month on average.

    `days_left[i]` are the days of the year that remain after the middle of coming month i. The range
    is one standard deviation of the sum, as if months were independent; no range from one month.
    """
    if not history:
        return Expected()
    nets = [month.net for month in history]
    n = len(nets)
    mean = Fraction(sum(nets), n)
    middle = round_half_up(mean * sum(days_left) / 7)
    spread = 0
    if n > 1:
        variance = sum(((net - mean) * (net - mean) for net in nets), Fraction(0)) / (n - 1)
        square = variance * sum(days * days for days in days_left) / 49
        spread = isqrt(round_half_up(square))
    return Expected(middle - spread, middle, middle + spread)


def history(facts: Facts, months: int, services: Sequence[int]) -> list[Month]:
    """Starts and leaves of some services, month by month of the question."""
    found = []
    for month in range(months):
        chosen = [s for k, s in facts.moves.items() if k.month == month and k.service in services]
        starts, leaves = sum(s.start_pence for s in chosen), sum(s.leave_pence for s in chosen)
        found.append(Month(starts, leaves))
    return found
