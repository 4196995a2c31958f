"""Rows of one group: sums by group, in the order that public-health tools list groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.indicators.distributions import Floats, floats


@dataclass(frozen=True)
class Groups:
    """The groups, sorted (numbers, then text by its characters, then missing), and each row's."""

    names: tuple[str, ...]  # the columns that group
    keys: tuple[tuple[Any, ...], ...]
    codes: NDArray[np.intp]  # of each row: the place of its group in keys

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.keys)

    @property
    def sizes(self) -> NDArray[np.intp]:
        """How many rows each group has."""
        return np.bincount(self.codes, minlength=self.count)

    def sums(self, values: Floats) -> Floats:
        """The sum of each group; a missing value makes its group's missing."""
        return floats(np.bincount(self.codes, weights=values, minlength=self.count))

    def columns(self) -> dict[str, list[Any]]:
        """The grouping columns of an answer: a row for each group."""
        return {name: [key[at] for key in self.keys] for at, name in enumerate(self.names)}

    def called(self, at: SupportsIndex) -> str:
        """A group in words, for a message."""
        return ", ".join(str(part) for part in self.keys[at]) or "the data"


def groups(names: Sequence[str], columns: Sequence[Sequence[Any]], rows: int) -> Groups:
    """The groups that these columns make; without a column, one group of all rows."""
    if not names:
        return Groups((), ((),), np.zeros(rows, dtype=np.intp))
    each = list(zip(*columns, strict=True))
    keys = tuple(sorted(dict.fromkeys(each), key=lambda key: [_order(part) for part in key]))
    place = {key: at for at, key in enumerate(keys)}
    return Groups(tuple(names), keys, np.array([place[key] for key in each], dtype=np.intp))


def _order(part: Any) -> tuple[int, Any]:
    if part is None:
        return 2, 0
    return (0, part) if isinstance(part, int | float) else (1, str(part))
