"""Which further cells to hide, so that hidden ones that can be worked out no longer can."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array, hstack, vstack  # type: ignore[import-untyped]

from poolbook.rules.disclosure.attack import Reader, Recovered
from poolbook.rules.disclosure.linear import NEAR, Floats, System, matrix
from poolbook.rules.disclosure.published import CLEAR, UNSEEN, WITHHELD, Shown
from poolbook.rules.disclosure.tables import Key


class _Stretched:
    """A reader's system in which the cells that may still be hidden pass their limits, at a cost."""

    def __init__(
        self,
        reader: Reader,
        marks: Mapping[Key, Shown],
        veils: Mapping[Key, Shown],
        dear: Mapping[Key, float],
        printed: set[Key],
    ) -> None:
        self.reader, self.width = reader, len(reader.keys)
        self.free = [
            i
            for i, k in enumerate(reader.keys)
            if k in marks and k not in printed and marks[k].mark not in (WITHHELD, UNSEEN)
        ]
        names = [reader.keys[i] for i in self.free]
        price = [dear[k] if marks[k].mark == CLEAR else 1.0 for k in names]
        self.cost = np.concatenate([np.zeros(self.width), price, price])
        self.system = self._stretch([veils[k] for k in names])

    def _stretch(self, veils: Sequence[Shown]) -> System:
        """For each free cell two more numbers: how far it is above its limits, and below."""
        old, count = self.reader.system, len(self.free)
        cap = float(np.max(np.abs(np.concatenate([old.low, old.high])), initial=1.0))
        low, high = old.low.copy(), old.high.copy()
        rows: list[dict[int, float]] = []
        ends: list[tuple[float, float]] = []
        for at, (i, veil) in enumerate(zip(self.free, veils, strict=True)):
            up, down = self.width + at, self.width + count + at
            rows += [{i: 1.0, up: -1.0}, {i: 1.0, down: 1.0}]
            ends += [(-np.inf, old.high[i]), (old.low[i], np.inf)]
            low[i] = -cap if veil.low is None else veil.low / self.reader.unit(self.reader.keys[i])
            high[i] = cap
        wide = csr_array((old.rows.shape[0], 2 * count))
        more = matrix(rows, self.width + 2 * count)
        extra = np.zeros(2 * count)
        return System(
            np.concatenate([low, extra]),
            np.concatenate([high, extra + 2 * cap]),
            np.concatenate([old.whole, np.zeros(2 * count, dtype=bool)]),
            csr_array(vstack([hstack([old.rows, wide]), more])),
            np.concatenate([old.row_low, [end[0] for end in ends]]),
            np.concatenate([old.row_high, [end[1] for end in ends]]),
        )

    def moved(self, place: int, value: float, *, whole: bool) -> tuple[float, Floats] | None:
        """The cheapest numbers in which a cell has this value, with their cost; None without any."""
        low, high = self.system.low.copy(), self.system.high.copy()
        if not low[place] - NEAR <= value <= high[place] + NEAR:
            return None
        low[place] = high[place] = value
        old = self.system
        fixed = System(low, high, old.whole, old.rows, old.row_low, old.row_high)
        point = fixed.solve(self.cost, whole=whole)
        return None if point is None else (float(self.cost @ point), point)

    def passed(self, point: Floats) -> list[int]:
        """The free cells, by their place among these, that are beyond their limits in a solution."""
        count = len(self.free)
        over = point[self.width : self.width + count] + point[self.width + count :]
        return [int(at) for at in np.flatnonzero(over > NEAR)]

    def hide(self, at: int) -> Key:
        """From now on a free cell passes its limits for nothing; gives its name."""
        self.cost[[self.width + at, self.width + len(self.free) + at]] = 0.0
        return self.reader.keys[self.free[at]]


def mend(
    weak: Sequence[Recovered],
    reader: Reader,
    truth: Mapping[Key, int],
    marks: Mapping[Key, Shown],
    veils: Mapping[Key, Shown],
    dear: Mapping[Key, float],
    printed: set[Key],
) -> set[Key]:
    """The cells to hide for `weak` ones; `printed` cells are known already, so they do not help."""
    stretched = _Stretched(reader, marks, veils, dear, printed)
    place = reader.place()
    hidden: set[Key] = set()
    safe: set[Key] = set()
    for one in weak:
        if one.cell in safe:
            continue
        for whole in (False, True):
            point = _cheapest(one, stretched, place[one.cell], truth, whole=whole)
            if point is None:
                continue
            fresh = [at for at in stretched.passed(point) if stretched.cost[stretched.width + at]]
            hidden |= {stretched.hide(at) for at in fresh}
            safe |= _far(weak, point, reader, truth, place)
            if fresh or reader.system.is_whole(point[: stretched.width]):
                break
    return hidden or _next_cheapest(weak, stretched)


def _cheapest(
    one: Recovered, stretched: _Stretched, place: int, truth: Mapping[Key, int], *, whole: bool
) -> Floats | None:
    """The cheapest solution in which the cell is as far as it needs from what it can be now."""
    missing = one.need - (one.high - one.low)
    ends = [one.high + missing, one.low - missing]
    if missing <= 0 and one.cell in truth:
        ends = [truth[one.cell] + one.need, truth[one.cell] - one.need]
    unit = stretched.reader.unit(one.cell)
    found = [stretched.moved(place, end / unit, whole=whole) for end in ends]
    best = min((each for each in found if each), key=lambda each: each[0], default=None)
    return None if best is None else best[1]


def _far(
    weak: Sequence[Recovered],
    point: Floats,
    reader: Reader,
    truth: Mapping[Key, int],
    place: Mapping[Key, int],
) -> set[Key]:
    """The weak cells that a solution shows to be safe: it is as far from the truth as they need."""
    if not reader.system.is_whole(point[: len(reader.keys)]):
        return set()
    return {
        one.cell
        for one in weak
        if one.cell in truth
        and abs(point[place[one.cell]] * reader.unit(one.cell) - truth[one.cell]) >= one.need - NEAR
    }


def _next_cheapest(weak: Sequence[Recovered], stretched: _Stretched) -> set[Key]:
    """Where no programme helped: the cheapest free cell that a sum ties to a weak one, else any."""
    rows, place = stretched.reader.system.rows, stretched.reader.place()
    near: set[int] = set()
    for one in weak:
        lines = np.flatnonzero(rows[:, [place[one.cell]]].toarray())
        near |= {int(i) for line in lines for i in rows[[line]].indices}
    count = len(stretched.free)
    prices = stretched.cost[stretched.width : stretched.width + count]
    ranked = sorted(range(count), key=lambda at: (stretched.free[at] not in near, prices[at], at))
    return {stretched.hide(at) for at in ranked[:1]}
