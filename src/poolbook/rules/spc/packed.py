"""Many series as flat arrays, one after another, so that one pass of NumPy judges them all.

Series are as long as they are: nothing is padded. `series[i]` is the series that point i belongs
to, `first[s]` where series s begins. A missing value or target is NaN in here, and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.spc.given import Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Packed:
    """The points of all series in a row, and what is said of each series."""

    values: Floats
    targets: Floats
    ghosts: Flags
    recalculate: Flags
    series: Ints
    first: Ints  # where each series begins; one longer than there are series
    improvement: Ints  # +1, −1, 0 of each series
    baseline_points: Ints  # of each series; 0 for none
    baseline_end: Ints  # the point on the baseline date, counted over all points; −1 for none

    @property
    def live(self) -> Ints | slice:
        """The points that are not ghosted: without them, neighbours meet across a ghost."""
        return np.flatnonzero(~self.ghosts) if self.ghosts.any() else slice(None)

    @property
    def count(self) -> int:
        """How many series."""
        return len(self.first) - 1


def pack(many: Sequence[Series]) -> Packed:
    """The series as arrays. Raises ValueError for a value that is not finite."""
    lengths = np.array([len(one) for one in many], np.int64)
    first = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    values = _floats([value for one in many for value in one.values])
    targets = _column(many, lengths, "targets")
    return Packed(
        values=values,
        targets=np.full(len(values), np.nan) if targets is None else _floats(targets),
        ghosts=_flags(_column(many, lengths, "ghosts"), len(values)),
        recalculate=_flags(_column(many, lengths, "recalculate"), len(values)),
        series=np.repeat(np.arange(len(many)), lengths),
        first=first,
        improvement=np.array([one.improvement.sign for one in many], np.int64),
        baseline_points=np.array([one.baseline_points or 0 for one in many], np.int64),
        baseline_end=np.array(
            [_on_date(one, int(at)) for one, at in zip(many, first, strict=False)], np.int64
        ),
    )


def _column(many: Sequence[Series], lengths: Ints, name: str) -> list[float | None] | None:
    """One list of all series in a row; None where no series has it."""
    lists = [getattr(one, name) for one in many]
    if not any(lists):
        return None
    found: list[float | None] = []
    for part, length in zip(lists, lengths, strict=True):
        found.extend(part or [None] * int(length))
    return found


def _floats(found: list[float | None]) -> Floats:
    values = np.array(found, np.float64)
    wrong = np.isinf(values)
    if wrong.any():
        raise ValueError("a value is infinite")
    return values


def _flags(found: list[float | None] | None, length: int) -> Flags:
    return np.zeros(length, bool) if found is None else np.array(found, bool)


def _on_date(one: Series, first: int) -> int:
    """Where the point on the baseline date stands; −1 where there is none."""
    if one.baseline_date is None or one.baseline_date not in one.dates:
        return -1
    return first + list(one.dates).index(one.baseline_date)
