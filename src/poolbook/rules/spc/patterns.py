"""The four rules of special cause, on all points of all series at once.

Each point gets a number whose bits say every rule that it meets and to which side. Ghosted points
are taken out first, so that runs, trends and windows of three go on across them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.spc.given import Settings
from poolbook.rules.spc.limits import THREE_SIGMA, Limits
from poolbook.rules.spc.packed import Flags, Floats, Ints, Packed

Bits = NDArray[np.uint8]

# Bits in order of precedence (astronomical, trend, two in three, shift); of each pair the first is
# the high or rising side.
HIGH, LOW = 0b01010101, 0b10101010
ON_THE_MEAN = 1e-9  # of the scale: a point this near the mean is on it, whatever rounding says
ON_A_LIMIT = 1e-12  # of the scale: what rounding alone can do


@dataclass(frozen=True)
class Found:
    """What was found of each point."""

    rules: Bits
    side: NDArray[np.int8]  # of the mean: +1 above, −1 below, 0 on it or missing
    near: Flags  # beyond two sigma and not beyond three
    turned: NDArray[np.int8]  # nhsr's direction of a trend: +1 rising, −1 falling, 0 none


def find(packed: Packed, limits: Limits, settings: Settings) -> Found:
    """Every rule that each point meets."""
    live = packed.live
    value, at = packed.values[live], limits.stretch[live]
    with np.errstate(all="ignore"):
        off = value - limits.mean.take(at)
        apart, slack = ON_THE_MEAN * limits.scale, ON_A_LIMIT * limits.scale
        side = _sign(off, apart.take(at))
        far = np.abs(off)
        beyond = far > (THREE_SIGMA * limits.amr + slack).take(at)
        close = far > (THREE_SIGMA * 2 / 3 * limits.amr + slack).take(at)
        above, below = beyond & (off > 0), beyond & (off < 0)
        near = close & ~beyond
        step = _sign(value[1:] - value[:-1], 0)
    # A trend of Making Data Count goes on where limits are recalculated.
    joined = at if settings.nhsr else packed.series[live]
    step[joined[1:] != joined[:-1]] = 0
    rising, falling = _trends(step, len(value), settings.trend_points)
    counted = close if settings.include_astronomical else near
    pair = _two_in_three(side, counted, at)
    shifted = _shifts(side, at, settings.shift_points)
    rules = np.zeros(len(value), np.uint8)
    for order, (high, low) in enumerate(
        (
            (above, below),
            (rising, falling),
            (pair & (side > 0), pair & (side < 0)),
            (shifted & (side > 0), shifted & (side < 0)),
        )
    ):
        rules |= high.view(np.uint8) << np.uint8(2 * order)
        rules |= low.view(np.uint8) << np.uint8(2 * order + 1)
    length = len(packed.values)
    found = Found(
        rules=np.zeros(length, np.uint8),
        side=np.zeros(length, np.int8),
        near=np.zeros(length, bool),
        turned=np.zeros(length, np.int8),
    )
    found.rules[live], found.side[live], found.near[live] = rules, side, near
    if settings.nhsr:
        found.turned[live] = _turned(step, rising, falling)
    return found


def _sign(value: Floats, slack: Floats | float) -> NDArray[np.int8]:
    """+1, 0 or −1; 0 within the slack, and for NaN."""
    found: NDArray[np.int8] = (value > slack).view(np.int8) - (value < -slack).view(np.int8)
    return found


def _long(same: Flags, least: int) -> Flags:
    """Items of a run of at least so many, where `same` says that it goes on from the last."""
    length = len(same) + 1
    starts = np.ones(length, bool)
    np.logical_not(same, out=starts[1:])
    begun = np.flatnonzero(starts)
    ended = np.append(begun[1:], length)
    long = ended - begun >= least
    edges = np.zeros(length + 1, np.int8)
    edges[begun[long]] += 1
    edges[ended[long]] -= 1
    found: Flags = np.cumsum(edges[:-1], dtype=np.int8).view(bool)
    return found


def _shifts(side: NDArray[np.int8], at: Ints, least: int) -> Flags:
    """Points of a run on one side of the mean, within one stretch."""
    if not len(side):
        return np.zeros(0, bool)
    same = (side[1:] == side[:-1]) & (at[1:] == at[:-1])
    found: Flags = _long(same, least) & (side != 0)
    return found


def _trends(step: NDArray[np.int8], length: int, least: int) -> tuple[Flags, Flags]:
    """Points of rising and of falling runs: `least` points are one step fewer."""
    rising, falling = np.zeros(length, bool), np.zeros(length, bool)
    if length < least:
        return rising, falling
    long = _long(step[1:] == step[:-1], least - 1)
    for way, found in ((1, rising), (-1, falling)):
        steps = long & (step == way)
        found[:-1] = steps
        found[1:] |= steps
    return rising, falling


def _two_in_three(side: NDArray[np.int8], counted: Flags, at: Ints) -> Flags:
    """Points that count, in a window of three on one side of the mean of which two count."""
    found = np.zeros(len(side), bool)
    if len(side) < 3:
        return found
    alike = (side[2:] == side[1:-1]) & (side[1:-1] == side[:-2]) & (side[2:] != 0)
    many = counted[2:].astype(np.int8) + counted[1:-1] + counted[:-2]
    window = alike & (at[2:] == at[:-2]) & (many >= 2)
    for shift in range(3):
        found[shift : len(side) - 2 + shift] |= window
    both: Flags = found & counted
    return both


def _turned(step: NDArray[np.int8], rising: Flags, falling: Flags) -> NDArray[np.int8]:
    """NHSRplotthedots's direction of a trend's point: the step to its right if the next point is
    of a trend too, else the step to its left. Where the right step is a tie (it then says falling)
    we say the left one.
    """
    trend = rising | falling
    left = np.zeros(len(trend), np.int8)
    right = left.copy()
    left[1:], right[:-1] = step, step
    onward = np.zeros(len(trend), bool)
    onward[:-1] = trend[1:]
    way = np.where(onward & (right != 0), right, left)
    found: NDArray[np.int8] = np.where(trend, way, 0).astype(np.int8)
    return found
