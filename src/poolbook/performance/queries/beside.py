"""A value beside others: better, similar or worse than a comparator, and its rank among neighbours.

Better or worse is only said where the area's own 95% interval (Wilson's for a percentage, Byar's or
exact for a rate) leaves the comparator out; without counts there is no interval, and nothing is tested.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from poolbook.performance.models import Definition
from poolbook.performance.queries.series import Point
from poolbook.rules.comparing import england, places, words
from poolbook.rules.indicators import intervals
from poolbook.rules.measures.kinds import VALUE

LEVELS = (0.95, 0.998)
POLARITIES = {"higher": words.HIGH, "lower": words.LOW, "neutral": words.NEITHER}
PROPORTIONS, RATES = ("percent",), ("rate",)
Interval = tuple[float, float]


@dataclass(frozen=True)
class Than:
    """How a value compares: a word (better, similar, worse, higher, lower; "" where nothing can be
    said), whether an interval says so, and the reason."""

    word: str
    tested: bool
    why: str

    def __str__(self) -> str:
        return self.word if self.tested or not self.word else f"{self.word}, not tested"


def than(definition: Definition, point: Point | None, theirs: Decimal | None) -> Than:
    """A point's value against a comparator's of the same time."""
    if point is None or point.value is None or theirs is None:
        return Than("", False, "there is nothing to compare")
    interval = limits(definition, [point])[0]
    if interval is None:
        way = "the same" if point.value == theirs else "lower"
        way = "higher" if point.value > theirs else way
        return Than(
            way, False, "without a numerator and denominator there is no interval to test by"
        )
    low, high = interval[0]
    polarity = POLARITIES[definition.polarity]
    compared = england.single(float(point.value), low, high, float(theirs), polarity)
    return Than(compared.label, True, f"95% interval: {compared.why}")


def limits(
    definition: Definition, points: Sequence[Point]
) -> list[tuple[Interval, Interval] | None]:
    """The 95% and 99.8% interval of each point in the measure's unit; None where it has no counts,
    or its value is not what they come to."""
    if definition.unit not in PROPORTIONS + RATES or not points:
        return [None] * len(points)
    counts = np.array([_float(p.numerator) for p in points])
    totals = np.array([_float(p.denominator) for p in points])
    usable = np.isfinite(counts) & np.isfinite(totals) & (totals > 0) & (counts >= 0)
    per = 100 if definition.unit == "percent" else definition.per
    if definition.unit == "percent":
        usable &= counts <= totals
    counts, totals = np.where(usable, counts, 0.0), np.where(usable, totals, 1.0)
    pairs = []
    for level in LEVELS:
        if definition.unit == "percent":
            low, high = intervals.wilson(counts, totals, level)
            pairs.append((low * per, high * per))
        else:
            low, high = intervals.of_count(counts, level)
            pairs.append((low * per / totals, high * per / totals))
    found: list[tuple[Interval, Interval] | None] = []
    for at, point in enumerate(points):
        ends = [(float(low[at]), float(high[at])) for low, high in pairs]
        whole = usable[at] and all(math.isfinite(end) for pair in ends for end in pair)
        slack = 0.5 / 10**definition.decimals
        fits = (
            point.status == VALUE
            and point.value is not None
            and ends[0][0] - slack <= float(point.value) <= ends[0][1] + slack
        )
        found.append((ends[0], ends[1]) if whole and fits else None)
    return found


def rank(definition: Definition, own: Decimal | None, peers: Sequence[Decimal]) -> places.Rank:
    """The place of a value among its neighbours' and itself."""
    values = [None if own is None else float(own), *(float(each) for each in peers)]
    return places.ranks(values, POLARITIES[definition.polarity])[0]


def _float(value: Decimal | None) -> float:
    return math.nan if value is None else float(value)
