"""Age and cost: bands, a cohort against the whole, and a straight line with honest words about it."""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.caseload.activity import figure, median, single_costs
from poolbook.rules.caseload.facts import BAND, CONDITION, Facts, FitKey, FitSums
from poolbook.rules.money import ratio, round_half_up, show_percent

DAYS_IN_5_YEARS = Fraction(1826)  # 5 × 365 and one leap day; 5 years hold one or two
AT_LEAST = 30  # people: with fewer a straight line says nothing worth printing


@dataclass(frozen=True)
class Band:
    """An age band: people with a price, their mean and median weekly pence, the part over the threshold."""

    band: int
    people: int
    mean: Fraction | None
    median: Fraction | None
    over: int
    part_over: Fraction | None


def bands(facts: Facts, day: int, high: int) -> list[Band]:
    """Each band that holds anybody; `high` is the weekly pence above which a cost is high."""
    found = []
    for value in sorted({k.value for k in facts.costs if k.day == day and k.cut == BAND}):
        costs = single_costs(facts, day, BAND, value)
        people, over = len(costs), int((costs > high).sum())
        mean = ratio(int(costs.sum()), people)
        found.append(Band(value, people, mean, median(costs), over, ratio(over, people)))
    return found


@dataclass(frozen=True)
class Cohort:
    """People with a condition against everybody: `part` of all, `variation` of the mean from all."""

    people: int
    part: Fraction | None
    mean: Fraction | None
    variation: Fraction | None


def cohort(facts: Facts, day: int, condition: int) -> Cohort:
    """The people with a condition (its bit) on a day."""
    whole, mine = figure(facts, day), figure(facts, day, CONDITION, condition)
    variation = None
    if mine.mean is not None and whole.mean:
        variation = mine.mean / whole.mean - 1
    return Cohort(mine.people, ratio(mine.people, whole.people), mine.mean, variation)


@dataclass(frozen=True)
class Line:
    """Cost on age by least squares: pence a week for each day of age, exactly, and R²."""

    n: int
    slope: Fraction
    intercept: Fraction
    r_squared: Fraction
    mean: Fraction

    @property
    def five_years(self) -> Fraction | None:
        """What five years of age add to the mean weekly cost, as a part of it."""
        return self.slope * DAYS_IN_5_YEARS / self.mean if self.mean else None

    @property
    def words(self) -> str:
        """What may be said of it, and no more."""
        if self.n < AT_LEAST:
            return f"Only {self.n} people: too few to say whether cost goes with age."
        share = show_percent(self.r_squared)
        if round_half_up(self.r_squared * 100) < 1:
            return "Age explains less than 1% of the difference in cost between people."
        rest = "the rest has other reasons" if self.r_squared < 1 else "nothing else does"
        return f"Age explains {share} of the difference in cost between people; {rest}."


def line(facts: Facts, day: int) -> Line | None:
    """The straight line of a day; None where all are of one age or there are fewer than two."""
    return fit(facts.fit.get(FitKey(day), FitSums(0, 0, 0, 0, 0, 0)))


def fit(sums: FitSums) -> Line | None:
    """Least squares from integer sums, exactly. R² of costs that are all equal is 0."""
    n, x, y, xx, xy, yy = sums
    spread, together, costs = n * xx - x * x, n * xy - x * y, n * yy - y * y
    if n < 2 or not spread:
        return None
    slope = Fraction(together, spread)
    squared = Fraction(together * together, spread * costs) if costs else Fraction(0)
    return Line(n, slope, (Fraction(y) - slope * x) / n, squared, Fraction(y, n))
