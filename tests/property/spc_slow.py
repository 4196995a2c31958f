"""The control-chart rules a second time, point by point as docs/rules/spc.md tells them.

Slow and plain, written without a look at the arrays: what both say is likely right.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from poolbook.rules.spc import Rule, Series, Settings


@dataclass
class Slow:
    """One point that is not ghosted, and what is found of it."""

    at: int
    value: float | None
    part: int
    baseline: bool = False
    mr: float | None = None
    mean: float | None = None
    amr: float | None = None
    slack: float = 0
    rules: set[Rule] = field(default_factory=set)

    def limit(self, sigmas: float) -> float | None:
        if self.mean is None or self.amr is None:
            return None
        return self.mean + sigmas * 2.66 / 3 * self.amr

    @property
    def side(self) -> int:
        if self.value is None or self.mean is None:
            return 0
        off = self.value - self.mean
        return 0 if abs(off) <= 1000 * self.slack else (1 if off > 0 else -1)

    def beyond(self, sigmas: int) -> int:
        """+1 above the upper line, −1 below the lower, 0 neither."""
        high, low = self.limit(sigmas), self.limit(-sigmas)
        if self.value is None or high is None or low is None:
            return 0
        return (self.value > high + self.slack) - (self.value < low - self.slack)


def judge(series: Series, how: Settings) -> list[Slow]:
    """Every point that is not ghosted, with its limits and rules."""
    points = _points(series, how)
    parts = sorted({point.part for point in points})
    for part in parts:
        _limits([p for p in points if p.part == part], series, how)
    if not how.nhsr and 0 in parts:
        first = next(p for p in points if p.part == 0)
        widest = max(p.slack for p in points if p.part in (0, 1))
        for point in points:
            if point.part == 1:
                point.mean, point.amr = first.mean, first.amr
            if point.part == 1:
                point.slack = widest
    for part in parts:
        _shift([p for p in points if p.part == part], how)
        _two_in_three([p for p in points if p.part == part], how)
        if how.nhsr:
            _trend([p for p in points if p.part == part], how)
    if not how.nhsr:
        _trend(points, how)
    for point in points:
        if point.beyond(3):
            high = point.beyond(3) > 0
            point.rules.add(Rule.ASTRONOMICAL_HIGH if high else Rule.ASTRONOMICAL_LOW)
    return points


def _points(series: Series, how: Settings) -> list[Slow]:
    found, part = [], 0 if how.nhsr else 1
    for at, value in enumerate(series.values):
        part += bool(series.recalculate and series.recalculate[at])
        if not series.ghosts[at]:
            found.append(Slow(at, value, part))
    wanted = series.baseline_points
    if not how.nhsr and wanted and len(found) >= wanted:
        for point in found[:wanted]:
            point.part, point.baseline = 0, True
    return found


def _limits(points: list[Slow], series: Series, how: Settings) -> None:
    for before, point in pairwise(points):
        if before.value is not None and point.value is not None:
            point.mr = abs(point.value - before.value)
    used = points[: series.baseline_points] if how.nhsr else points
    kept = [p for p in used if p.value is not None]
    ranges = [p.mr for p in used if p.mr is not None]
    amr = _mean(ranges)
    if how.screens and amr is not None:
        most = 3.267 * amr
        ranges = [r for r in ranges if (r < most if how.nhsr else r <= most)]
        if not how.nhsr:
            kept = [p for p in kept if p.mr is None or p.mr <= most]
        amr = _mean(ranges)
    mean = _mean([p.value for p in kept if p.value is not None])
    largest = max((abs(p.value) for p in points if p.value is not None), default=0)
    for point in points:
        point.mean, point.amr, point.slack = mean, amr, largest * 1e-12


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _shift(points: list[Slow], how: Settings) -> None:
    for start in range(len(points) - how.shift_points + 1):
        window = points[start : start + how.shift_points]
        for side, rule in ((1, Rule.SHIFT_HIGH), (-1, Rule.SHIFT_LOW)):
            if all(point.side == side for point in window):
                for point in window:
                    point.rules.add(rule)


def _trend(points: list[Slow], how: Settings) -> None:
    for start in range(len(points) - how.trend_points + 1):
        window = points[start : start + how.trend_points]
        values = [point.value for point in window]
        if None in values:
            continue
        steps = [b - a for a, b in pairwise(values)]  # type: ignore[operator]
        for rule, alike in (
            (Rule.TREND_RISING, all(step > 0 for step in steps)),
            (Rule.TREND_FALLING, all(step < 0 for step in steps)),
        ):
            for point in window if alike else ():
                point.rules.add(rule)


def _two_in_three(points: list[Slow], how: Settings) -> None:
    for start in range(len(points) - 2):
        window = points[start : start + 3]
        for side, rule in ((1, Rule.TWO_IN_THREE_HIGH), (-1, Rule.TWO_IN_THREE_LOW)):
            close = [
                p for p in window if p.beyond(2) and (how.include_astronomical or not p.beyond(3))
            ]
            if len(close) >= 2 and all(point.side == side for point in window):
                for point in close:
                    point.rules.add(rule)
