"""Means, moving ranges and process limits of many series at once, in both manners.

A partition is a stretch of one series with limits of its own: it ends where limits are
recalculated, and in Making Data Count also where the baseline ends.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from poolbook.rules.spc.given import Settings
from poolbook.rules.spc.packed import Flags, Floats, Ints, Packed

THREE_SIGMA = 2.66  # 3 ÷ 1.128, as both references round it
SCREEN = 3.267  # upper limit of a moving range, as a multiple of their mean

Found = TypeVar("Found", Floats, Flags)


@dataclass(frozen=True)
class Limits:
    """Figures of each stretch, and which stretch each point belongs to. NaN: there is none."""

    stretch: Ints  # of each point: partitions counted over all series
    partition: Ints  # of each point: as the profile numbers them within its series
    baseline: Flags  # of each point: it is part of a baseline
    mean: Floats  # of each stretch, like the rest
    amr_raw: Floats  # mean moving range before screening
    amr: Floats  # mean moving range that the limits use
    rows: Ints  # points that are not ghosted, of the baseline where it follows one
    scale: Floats  # largest absolute value: what rounding is measured against
    moving: Floats  # of each point: moving range to the point before, across partitions
    moving_within: Floats  # of each point: the one that its own limits may use
    screened: Flags  # of each point: its moving range was screened out

    def line(self, sigmas: float) -> Floats:
        """The line this many sigmas from the mean, for each stretch."""
        return self.mean + (sigmas * THREE_SIGMA / 3) * self.amr


def limits(packed: Packed, settings: Settings) -> Limits:
    """The limits of every stretch of every series."""
    starts, partition, baseline = _partitions(packed, settings)
    stretch = np.cumsum(starts) - 1
    total = int(stretch[-1]) + 1 if len(stretch) else 0
    live = packed.live
    value, at, series = packed.values[live], stretch[live], packed.series[live]
    with np.errstate(all="ignore"):
        within, across = np.zeros(len(value), bool), np.zeros(len(value), bool)
        within[1:] = at[1:] == at[:-1]
        across[1:] = series[1:] == series[:-1]
        groups = _Groups.of(at, within, total)
        step = np.full(len(value), np.nan)
        step[1:] = np.abs(value[1:] - value[:-1])
        used = _based(packed, settings, series, within)
        moving = np.where(within if used is None else within & used, step, np.nan)
        mean = groups.means(value if used is None else np.where(used, value, np.nan))
        amr_raw = amr = groups.means(moving)
        screened = np.zeros(len(value), bool)
        if settings.screens:
            high = SCREEN * amr_raw[at]
            screened = (moving >= high) if settings.nhsr else (moving > high)
            amr = groups.means(np.where(screened, np.nan, moving))
            if not settings.nhsr:
                mean = groups.means(np.where(screened, np.nan, value))
    shown = packed.values if isinstance(live, slice) else np.where(packed.ghosts, 0, packed.values)
    scale = _largest(shown, starts)
    rows = np.bincount(at, minlength=total)
    heir = _heirs(starts, partition, packed) if not settings.nhsr else np.zeros(total, bool)
    if heir.any():
        mean, amr_raw, amr = (_inherited(part, heir) for part in (mean, amr_raw, amr))
        scale = np.maximum(scale, _inherited(scale, heir))
        rows = np.where(heir, np.roll(rows, 1), rows)
    nothing = np.full(len(packed.values), np.nan)
    return Limits(
        stretch=stretch,
        partition=partition,
        baseline=baseline,
        mean=mean,
        amr_raw=amr_raw,
        amr=amr,
        rows=rows,
        scale=scale,
        moving=_spread(nothing, live, np.where(across, step, np.nan)),
        moving_within=_spread(nothing, live, moving),
        screened=_spread(np.zeros(len(nothing), bool), live, screened),
    )


def _partitions(packed: Packed, settings: Settings) -> tuple[Flags, Ints, Flags]:
    """Where stretches start, the number of each point's partition, and which points are baseline."""
    length = len(packed.values)
    starts = packed.recalculate.copy()
    begin = packed.first[:-1][np.diff(packed.first) > 0]
    partition = np.zeros(length, np.int64)
    if starts.any():  # the count of recalculations within each series
        count = np.cumsum(packed.recalculate)
        before: Ints = count - packed.recalculate
        offset = np.zeros(packed.count, np.int64)
        offset[packed.series[begin]] = before[begin]
        partition = count - offset[packed.series]
    baseline = np.zeros(length, bool)
    if not settings.nhsr:
        partition += 1
        end = _baseline_ends(packed)
        if (end >= 0).any():
            baseline = np.arange(length) <= end[packed.series]
            partition[baseline] = 0
            starts[1:] = partition[1:] != partition[:-1]
            starts |= packed.recalculate & ~baseline
    starts[begin] = True
    return starts, partition, baseline


def _baseline_ends(packed: Packed) -> Ints:
    """The last point of each series' baseline; −1 for none. A date goes before a number."""
    end = packed.baseline_end.copy()
    asked = np.flatnonzero((packed.baseline_points > 0) & (end < 0))
    for one in asked:  # few series have a baseline
        low, high = packed.first[one], packed.first[one + 1]
        live = np.flatnonzero(~packed.ghosts[low:high])
        if len(live) >= packed.baseline_points[one]:
            end[one] = low + live[packed.baseline_points[one] - 1]
    return end


def _based(packed: Packed, settings: Settings, series: Ints, within: Flags) -> Flags | None:
    """Which points limits are made from: in nhsr the first of each stretch; None for all."""
    if not settings.nhsr or not packed.baseline_points.any():
        return None
    places = np.arange(len(series))
    begun = np.maximum.accumulate(np.where(within, 0, places))
    most = packed.baseline_points[series]
    based: Flags = (most == 0) | (places - begun < most)
    return based


@dataclass(frozen=True)
class _Groups:
    """The stretches among the points that are not ghosted; some may have none."""

    begun: Ints  # where each begins
    which: Ints  # its number
    place: Ints  # of each point: its place in these two
    total: int

    @staticmethod
    def of(at: Ints, within: Flags, total: int) -> "_Groups":
        begun = np.flatnonzero(~within)
        which = at[begun]
        full = len(begun) == total
        return _Groups(begun, which, at if full else np.cumsum(~within) - 1, total)

    def means(self, values: Floats) -> Floats:
        """Mean of what is not NaN, in two passes so that equal values give themselves; or NaN."""
        found = np.full(self.total, np.nan)
        if not len(values):
            return found
        there = ~np.isnan(values)
        count = np.add.reduceat(there, self.begun, dtype=np.int64)
        rough = np.add.reduceat(np.where(there, values, 0), self.begun) / count
        off = np.where(there, values - rough.take(self.place), 0)
        found[self.which] = rough + np.add.reduceat(off, self.begun) / count
        return found


def _largest(values: Floats, starts: Flags) -> Floats:
    """The largest absolute value of each stretch."""
    if not len(values):
        return np.zeros(0)
    found = np.fmax.reduceat(np.abs(values), np.flatnonzero(starts))
    return np.where(np.isnan(found), 0, found)


def _heirs(starts: Flags, partition: Ints, packed: Packed) -> Flags:
    """Stretches that follow a baseline without recalculation: they take its limits."""
    begin = np.flatnonzero(starts)
    number, series = partition[begin], packed.series[begin]
    heir = np.zeros(len(begin), bool)
    heir[1:] = (number[1:] == 1) & (number[:-1] == 0) & (series[1:] == series[:-1])
    return heir


def _inherited(figures: Floats, heir: Flags) -> Floats:
    return np.where(heir, np.roll(figures, 1), figures)


def _spread(empty: Found, live: Ints | slice, found: Found) -> Found:
    """Figures of the points that are not ghosted, put back among all points."""
    if isinstance(live, slice):
        return found
    whole = empty.copy()
    whole[live] = found
    return whole
