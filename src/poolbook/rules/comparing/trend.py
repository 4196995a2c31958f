"""Recent trend: whether the last five years rise or fall beyond chance, and hold without any one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from poolbook.rules.comparing.words import HIGH, LOW

POINTS = 5
SIGNIFICANT = 9.54953570608324  # chi-squared with one degree of freedom, 99.8 %
OPEN, NEXT, OURS = "fingertips_open_2020", "fingertips_next_2025", "poolbook"
IMPLEMENTATIONS = (OURS, OPEN, NEXT)
REGRESSION, PROPORTIONS = "ci_weighted_regression", "spc_for_proportions"
_NARROWEST = 1e-100  # the square of a standard error
METHODS = (REGRESSION, PROPORTIONS)
_TYPES = {
    OPEN: ("proportion", "crude_rate"),
    NEXT: ("proportion", "crude_rate", "dsr"),
    OURS: ("proportion", "crude_rate", "dsr"),
}


@dataclass(frozen=True)
class Point:
    """A year's figure with its count, denominator and 95 % interval; None where missing."""

    year: float
    count: float | None = None
    denominator: float | None = None
    value: float | None = None
    lower95: float | None = None
    upper95: float | None = None

    @property
    def valid(self) -> bool:
        """Whether it has a value, a count and a denominator to go with it."""
        known = self.value is not None and self.count is not None
        return known and self.denominator is not None and self.denominator > 0


@dataclass(frozen=True)
class Trend:
    """The marker (before polarity), the test behind it and, where there is none, why."""

    marker: str  # Increasing, Decreasing, NoChange or CannotBeCalculated
    significant: bool = False
    chi_square: float | None = None
    message: str = ""
    years: tuple[float, ...] = ()  # that were used
    notes: tuple[str, ...] = field(default=())

    def judgement(self, polarity: str) -> str:
        """In words, by what is good for the measure."""
        if self.marker == "CannotBeCalculated":
            return "cannot be calculated"
        if self.marker == "NoChange":
            return "no significant change"
        rising = self.marker == "Increasing"
        if polarity not in (HIGH, LOW):
            return "increasing" if rising else "decreasing"
        good = "better" if rising == (polarity == HIGH) else "worse"
        return f"{'increasing' if rising else 'decreasing'} and getting {good}"


def recent_trend(
    points: Sequence[Point],
    value_type: str = "proportion",
    method: str = REGRESSION,
    implementation: str = OURS,
    year_range: int = 1,
) -> Trend:
    """The trend over the last five valid points.

    The 2020 implementation wants them unbroken from the latest; the other two skip invalid years.
    Only the 2020 one (and ours) has a test of its own for proportions.
    """
    problem = _unfit(points, value_type, implementation, year_range)
    latest = sorted(points, key=lambda point: point.year, reverse=True)
    valid = _valid(latest, unbroken=implementation == OPEN)
    if not problem and len(valid) < POINTS:
        problem = "Not enough data points with valid values to calculate recent trend"
    if not problem and any(point.count == point.denominator for point in valid):
        problem = "The recent trend cannot be calculated"
    used = [point for point in valid if point.lower95 is not None and point.upper95 is not None]
    used = list(reversed(used[:POINTS]))
    if not problem and len(used) < POINTS:
        problem = "Not enough data points with an interval to calculate recent trend"
    if problem:
        return _none(problem, implementation)
    by_share = method == PROPORTIONS and implementation != NEXT
    fitted = _share_slopes(used, implementation) if by_share else _weighted_slopes(used)
    if isinstance(fitted, str):
        return _none(fitted, implementation)
    slopes, chi_square = fitted
    signs = sum(-1 if slope < 0 else 1 for slope in slopes)
    significant = abs(signs) == POINTS + 1 and chi_square > SIGNIFICANT
    return _marked(slopes[0], significant, chi_square, used, by_share, implementation)


def _marked(
    slope: float,
    significant: bool,
    chi_square: float,
    used: Sequence[Point],
    by_share: bool,
    implementation: str,
) -> Trend:
    marker, notes = "NoChange", tuple[str, ...]()
    if significant and slope != 0:
        marker = "Increasing" if slope > 0 else "Decreasing"
    if significant and by_share and implementation == OPEN and marker != "Decreasing":
        # The reference never sets the slope that it then looks at.
        marker, notes = "Decreasing", (f"The proportion rises; {OPEN} calls that Decreasing.",)
    years = tuple(point.year for point in used)
    return Trend(marker, significant, chi_square, "", years, notes)


def _unfit(points: Sequence[Point], value_type: str, implementation: str, year_range: int) -> str:
    if value_type not in _TYPES[implementation]:
        return "The recent trend cannot be calculated for this value type"
    if year_range != 1:
        return "The recent trend cannot be calculated for this year range"
    if len(points) < POINTS:
        return "Not enough data points to calculate recent trend"
    return ""


def _valid(latest: Sequence[Point], *, unbroken: bool) -> list[Point]:
    found = []
    for point in latest:
        if point.valid:
            found.append(point)
        elif unbroken:
            break
    return found


def _none(message: str, implementation: str) -> Trend:
    """No trend; the references then say a chi-squared of 0, we say none."""
    return Trend("CannotBeCalculated", False, None if implementation == OURS else 0.0, message)


def _weighted_slopes(used: Sequence[Point]) -> tuple[list[float], float] | str:
    """Slopes weighted by 1/SE², of all five points and without each; and the first's chi-squared."""
    terms = []  # of each point, as the reference groups its sums: w, wvt, wt, wv, wt²
    for at, point in enumerate(used, 1):
        assert point.lower95 is not None and point.upper95 is not None and point.value is not None
        error = (point.upper95 - point.lower95) / 3.92
        square = error * error
        if square < _NARROWEST:
            return "The recent trend cannot be calculated, for an interval has no width"
        value = point.value
        terms.append((1 / square, value * at / square, at / square, value / square, at**2 / square))
    slopes, chi_square = [], 0.0
    for left_out in range(-1, POINTS):
        kept = [term for at, term in enumerate(terms) if at != left_out]
        total, both, when, what, squares = (sum(column) for column in zip(*kept, strict=True))
        below = total * squares - when * when
        if not below > 0:
            return "The recent trend cannot be calculated, for one interval outweighs all others"
        slopes.append((total * both - when * what) / below)
        if left_out < 0:
            ratio = slopes[0] / math.sqrt(total / below) if total else math.nan
            chi_square = ratio * ratio
    if not all(map(math.isfinite, (chi_square, *slopes))):
        return "The recent trend cannot be calculated"
    return slopes, chi_square


def _share_slopes(used: Sequence[Point], implementation: str) -> tuple[list[float], float] | str:
    """Slopes of the logits, of all and without each; and the chi-squared for trend in proportions."""
    pairs = [(point.count or 0.0, point.denominator or 0.0) for point in used]
    if any(not 0 <= count < below for count, below in pairs):
        return "The recent trend cannot be calculated, for a count is more than its denominator"
    if any(count == 0 for count, _ in pairs) and implementation == OURS:
        return "The recent trend cannot be calculated, for a count of 0 has no logit"
    years = range(1, POINTS + 1)
    total = sum(below for _, below in pairs)
    events = sum(count for count, _ in pairs)
    when = sum(below * year for (_, below), year in zip(pairs, years, strict=True))
    both = sum(count * year for (count, _), year in zip(pairs, years, strict=True))
    square = sum(below * year**2 for (_, below), year in zip(pairs, years, strict=True))
    beneath = events * (total - events) * (total * square - when * when)
    apart = total * both - events * when
    chi_square = total * (apart * apart) / beneath if beneath > 0 else math.nan
    if not math.isfinite(chi_square):
        return "The recent trend cannot be calculated"
    logits = [math.log(count / (below - count)) if count else -math.inf for count, below in pairs]
    slopes = []
    for left_out in range(-1, POINTS):
        kept = [at for at in range(POINTS) if at != left_out]
        if any(math.isinf(logits[at]) for at in kept):
            slopes.append(0.0)  # undefined; the reference counts it as rising
            continue
        number, middle = len(kept), sum(at + 1 for at in kept)
        above = number * sum(logits[at] * (at + 1) for at in kept) - middle * sum(
            logits[at] for at in kept
        )
        slopes.append(above / (number * sum((at + 1) ** 2 for at in kept) - middle * middle))
    return slopes, chi_square
