"""Age and cost: a straight line with honest words about it."""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.caseload.facts import Facts, FitKey, FitSums
from poolbook.rules.money import round_half_up, show_percent

DAYS_IN_5_YEARS = Fraction(1826)  # 5 × 365 and one leap day; 5 years hold one or two
AT_LEAST = 30  # people: with fewer a straight line says nothing worth printing


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
