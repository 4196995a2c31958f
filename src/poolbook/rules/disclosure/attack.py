"""The attack: what anybody can work out from everything published, cell by hidden cell.

It uses nothing but what is printed: the numbers, what their rounding allows, what `*` means, which
cells add up to which, and every other publication in which a cell or one tied to it occurs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from poolbook.rules.disclosure.linear import NEAR, Floats, System, matrix
from poolbook.rules.disclosure.published import CLEAR, Publication
from poolbook.rules.disclosure.ranges import narrow
from poolbook.rules.disclosure.tables import Key, amount_key, is_amount
from poolbook.rules.refusal import Restated

LARGE = (
    1_000.0  # sums of money are counted in thousandths of the largest, so that numbers are alike
)


@dataclass(frozen=True)
class Recovered:
    """A hidden cell whose possible values, from `low` to `high`, are too near each other.

    Whole people, or pence where the cell is a sum of money; `need`: how far apart they should be.
    """

    cell: Key
    low: float
    high: float
    need: float

    @property
    def exact(self) -> bool:
        """Whether only one value is left."""
        return self.high - self.low < 1


@dataclass(frozen=True)
class Reader:
    """What a reader of some publications knows: a system of numbers, by cell."""

    keys: tuple[Key, ...]
    system: System
    scale: float
    need: Floats
    clear: frozenset[Key]

    def place(self) -> dict[Key, int]:
        """Where each cell is among the numbers."""
        return {k: i for i, k in enumerate(self.keys)}

    def unit(self, cell: Key) -> float:
        """Pence in one of the system's units of money; 1 for counts."""
        return self.scale if is_amount(cell) else 1.0

    def recovered(self, need: Floats | None = None) -> tuple[Recovered, ...]:
        """The hidden cells with too narrow a range, in the order of their names."""
        needs = self.need if need is None else need
        try:
            ranges = narrow(self.system, needs)
        except ValueError:
            raise Restated(
                "The publications contradict each other.",
                ["Give figures that have changed since another `known` date in their names."],
            ) from None
        return tuple(
            Recovered(
                self.keys[i],
                low * self.unit(self.keys[i]),
                high * self.unit(self.keys[i]),
                float(needs[i]) * self.unit(self.keys[i]),
            )
            for i, (low, high) in ranges.items()
        )


def attack(publications: Sequence[Publication], *, exact: bool = False) -> tuple[Recovered, ...]:
    """The hidden cells that can be worked out too closely; with `exact`, only those known for sure."""
    reader = read(publications)
    found = reader.recovered(np.minimum(reader.need, _least(reader)) if exact else None)
    return (*found, *_of_too_few(publications, reader))


def _of_too_few(publications: Sequence[Publication], reader: Reader) -> Iterator[Recovered]:
    """The printed averages that may rest on fewer people than they should: a person's own price."""
    place, low = reader.place(), reader.system.low
    for average in dict.fromkeys(one for each in publications for one in each.averages):
        at = place.get(average.cell)
        if at is None or average.cell not in reader.clear or low[at] < average.least:
            value, named = float(average.value), amount_key(average.cell, average.name)
            yield Recovered(named, value, value, float(average.least))


def intervals(
    publications: Sequence[Publication], cells: Iterable[Key] | None = None
) -> Mapping[Key, tuple[float, float]]:
    """The exact least and greatest possible value of cells (default: all hidden); slow: two programmes each."""
    reader = read(publications)
    place = reader.place()
    chosen = [k for k in reader.keys if reader.need[place[k]] > 0] if cells is None else cells
    need = np.zeros(len(reader.keys))
    need[[place[k] for k in chosen]] = np.inf
    return {one.cell: (one.low, one.high) for one in reader.recovered(need)}


def read(publications: Sequence[Publication]) -> Reader:
    """What a reader of all these publications knows."""
    limits: dict[Key, tuple[float, float]] = {}
    need: dict[Key, float] = {}
    for publication in publications:
        for k, cell in publication.cells.items():
            low = -np.inf if cell.low is None else float(cell.low)
            high = np.inf if cell.high is None else float(cell.high)
            known = limits.get(k, (-np.inf, np.inf))
            limits[k] = max(low, known[0]), min(high, known[1])
            need[k] = max(need.get(k, 0.0), float(cell.need))
    keys = tuple(sorted(limits))
    clear = {k for p in publications for k, cell in p.cells.items() if cell.mark == CLEAR}
    money = [abs(x) for k in keys if is_amount(k) for x in limits[k] if np.isfinite(x)]
    scale = max([*money, LARGE]) / LARGE
    units = np.array([scale if is_amount(k) else 1.0 for k in keys])
    low = np.array([limits[k][0] for k in keys]) / units
    high = np.array([limits[k][1] for k in keys]) / units
    cap = _cap(low, high)
    rows, row_low, row_high = _rows(publications, {k: i for i, k in enumerate(keys)}, units)
    whole = np.array([not is_amount(k) for k in keys], dtype=bool)
    system = System(np.maximum(low, -cap), np.minimum(high, cap), whole, rows, row_low, row_high)
    needs = np.array([need[k] for k in keys]) / units
    return Reader(keys, system, scale, needs, frozenset(clear))


def _cap(low: Floats, high: Floats) -> float:
    """A limit for numbers without one that is beyond any sum of the limited ones."""
    finite = np.concatenate([np.abs(low[np.isfinite(low)]), np.abs(high[np.isfinite(high)])])
    return float(np.sum(finite)) + LARGE


def _rows(
    publications: Sequence[Publication], place: Mapping[Key, int], units: Floats
) -> tuple[object, Floats, Floats]:
    sums = dict.fromkeys(one for publication in publications for one in publication.sums)
    rows = [{place[k]: float(sign) for k, sign in one.signs()} for one in sums]
    ends = [(0.0, 0.0)] * len(rows)
    for claim in dict.fromkeys(c for publication in publications for c in publication.claims):
        row = {place[k]: factor * float(units[place[k]]) for k, factor in claim.factors}
        size = max(map(abs, row.values()))
        rows.append({i: factor / size for i, factor in row.items()})
        low = -np.inf if claim.low is None else claim.low / size
        ends.append((low, np.inf if claim.high is None else claim.high / size))
    lows, highs = (np.array([end[i] for end in ends], dtype=np.float64) for i in (0, 1))
    return matrix(rows, len(units)), lows, highs


def _least(reader: Reader) -> Floats:
    """The need of which less means that one value is left: one person, or two pence."""
    return np.array([2 / reader.unit(k) if is_amount(k) else 1.0 for k in reader.keys]) - NEAR
