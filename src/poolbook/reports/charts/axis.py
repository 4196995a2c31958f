"""Axes in money: round ticks in pence, where a penny lies in px, and amounts in few letters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from poolbook.reports.charts.frame import SMALL
from poolbook.reports.charts.text import kept_within, width
from poolbook.rules import money

INVISIBLE = 8  # steps that fill less than one part in this many of the axis cannot be compared


@dataclass(frozen=True)
class Axis:
    """From `low` to `high` pence over the px from `left` to `right` (or from `right` up, say)."""

    low: int
    high: int
    ticks: tuple[int, ...]
    left: float
    right: float

    def at(self, pence: int | Fraction) -> float:
        """The px of an amount; the amount is placed exactly before it becomes px."""
        part = Fraction(pence - self.low) / (self.high - self.low)
        return self.left + float(part) * (self.right - self.left)


def short(amount: int) -> str:
    """An amount in few letters: to £1k from £10k, to £100 from £1k, to £1 from £10, else exact."""
    size = abs(amount)
    for least, unit in ((1_000_000, 100_000), (100_000, 10_000), (1_000, 100)):
        if size >= least:
            size = money.round_half_up(Fraction(size, unit)) * unit
            break
    return money.signed(money.show_short(size), amount < 0)


def over(amount: int) -> str:
    """A variation in words: `£110k over`, `£83k under`, `on budget`."""
    if not amount:
        return "on budget"
    return f"{short(abs(amount))} {'over' if amount > 0 else 'under'}"


def change(amount: int) -> str:
    """A movement with its sign: `+£645k`, `−£83k`, `£0`."""
    return f"+{short(amount)}" if amount > 0 else short(amount)


def tick_step(span: int, most: int) -> int:
    """The smallest of 1, 2 and 5 times a power of ten pence that divides a span in `most` parts."""
    unit = 1
    while True:
        for times in (1, 2, 5):
            if times * unit * most >= span:
                return times * unit
        unit *= 10


def fitted(low: int, high: int, left: float, right: float, limit: int, most: int = 6) -> Axis:
    """An axis from round tick to round tick that holds `low` to `high`.

    It has as many ticks, `most` parts at most, as their labels have room for in a picture `limit`
    px wide; where two are too many, only zero or the first.
    """
    if low == high:
        return Axis(low, high + 1, (low,), left, right)
    axis = _with(low, high, left, right, most)
    while most > 1 and _crowded(axis, limit):
        most -= 1
        axis = _with(low, high, left, right, most)
    return _thinned(axis, limit)


def tight(low: int, high: int, left: float, right: float, limit: int, most: int = 6) -> Axis:
    """As `fitted`, but the axis ends where the figures end, and ticks stand only within."""
    if low == high:
        return Axis(low, high + 1, (low,), left, right)
    while True:
        step = tick_step(high - low, most)
        ticks = tuple(range(-(-low // step) * step, high + 1, step))
        axis = Axis(low, high, ticks, left, right)
        if most <= 1 or not _crowded(axis, limit):
            return _thinned(axis, limit)
        most -= 1


def upright(low: int, high: int, bottom: float, top: float, most: int = 6) -> Axis:
    """As `fitted`, but going up, where labels stand below each other and never crowd."""
    if low == high:
        return Axis(low - 1, high + 1, (low,), bottom, top)
    return _with(low, high, bottom, top, most)


def _with(low: int, high: int, left: float, right: float, most: int) -> Axis:
    step = tick_step(high - low, most)
    first, last = low // step * step, -(-high // step) * step
    return Axis(first, last, tuple(range(first, last + 1, step)), left, right)


def _crowded(axis: Axis, limit: int) -> bool:
    """Whether the labels of two ticks come nearer than 14 px, kept within the picture as they are."""
    wides = [width(money.show_short(tick), SMALL) for tick in axis.ticks]
    places = [
        (kept_within(axis.at(tick), wide, limit), wide)
        for tick, wide in zip(axis.ticks, wides, strict=True)
    ]
    near = ((b - a, (wide + wider) / 2) for (a, wide), (b, wider) in pairwise(places))
    return any(apart < half + 14 for apart, half in near)


def _thinned(axis: Axis, limit: int) -> Axis:
    """The axis with one tick alone where even its fewest are too many."""
    if not _crowded(axis, limit):
        return axis
    return replace(axis, ticks=(0,) if 0 in axis.ticks else axis.ticks[:1])


def bounds(levels: Sequence[int]) -> tuple[int, int, bool]:
    """The lowest and highest pence to draw, and whether the axis must leave out zero.

    It starts at zero unless all levels lie so close together, and so far from zero, that their
    differences could not be seen.
    """
    low, high = min(levels), max(levels)
    reach = max(abs(low), abs(high))
    if low != high and low * high > 0 and (high - low) * INVISIBLE < reach:
        room = (high - low) * 2 // 5 + 1
        return (low - room, high, True) if low > 0 else (low, high + room, True)
    return min(low, 0), max(high, 0), False
