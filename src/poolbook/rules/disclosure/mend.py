"""Which further cells to hide, so that hidden ones that can be worked out no longer can."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array, hstack, vstack  # type: ignore[import-untyped]

from poolbook.rules.disclosure.attack import Reader
from poolbook.rules.disclosure.linear import NEAR, Floats, System, matrix
from poolbook.rules.disclosure.published import CLEAR, UNSEEN, WITHHELD, Shown
from poolbook.rules.disclosure.ranges import Seen
from poolbook.rules.disclosure.tables import Key

FEW = 12  # so many pending cells are looked at one by one
TOGETHER = 8  # programmes for all pending cells before that
WORTH = 40.0  # what making a cell safer by one person may cost in these


class Stretched:
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
        """The cheapest numbers in which a cell has this value, with their cost; None without any.

        In `whole` people only within the limits of now.
        """
        low, high = self.system.low.copy(), self.system.high.copy()
        if not low[place] - NEAR <= value <= high[place] + NEAR:
            return None
        low[place] = high[place] = value
        old = self.system
        fixed = System(low, high, old.whole, old.rows, old.row_low, old.row_high)
        if whole:  # only within what is hidden already, or a hasty answer would hide too much
            high[self.width :][self.cost[self.width :] > 0] = 0.0
        point = fixed.solve(self.cost, whole=whole, rough=True)
        return None if point is None else (float(self.cost @ point), point)

    def hide_passed(self, point: Floats) -> set[Key]:
        """Hides the free cells that are beyond their limits in a solution; gives the new names."""
        count = len(self.free)
        over = point[self.width : self.width + count] + point[self.width + count :]
        paid = self.cost[self.width : self.width + count] > 0
        return {self.hide(int(at)) for at in np.flatnonzero((over > NEAR) & paid)}

    def hide(self, at: int) -> Key:
        """From now on a free cell passes its limits for nothing; gives its name."""
        self.cost[[self.width + at, self.width + len(self.free) + at]] = 0.0
        return self.reader.keys[self.free[at]]


def mend(stretched: Stretched, seen: Seen, truth: Mapping[Key, int]) -> set[Key]:
    """The cells to hide for what is pending in `seen`, which learns every solution that was found."""
    hidden: set[Key] = set()
    signs = np.random.default_rng(7)  # always the same, so that two runs agree
    for _ in range(TOGETHER):
        if len(seen.pending()) > FEW:
            hidden |= _together(stretched, seen, signs)
    for place in map(int, seen.pending()):
        if seen.settled(place):
            continue
        for whole in (False, True):
            point = _cheapest(place, stretched, seen, truth, whole=whole)
            if point is not None:
                fresh = stretched.hide_passed(point)
                hidden |= fresh
                if seen.add(point[: stretched.width]) or fresh:
                    break  # what was hidden now may do: the next round looks
    return hidden or (_next_cheapest(stretched, seen) if len(seen.pending()) else set())


def _together(stretched: Stretched, seen: Seen, signs: np.random.Generator) -> set[Key]:
    """Hides what makes many pending cells safe at once, each where it costs at most `WORTH`."""
    pending, old = seen.pending(), stretched.system
    up = signs.choice([False, True], len(pending)) & np.isfinite(seen.low[pending])
    count, width = len(pending), len(stretched.cost)
    rows = [{int(i): 1.0, width + at: -1.0 if up[at] else 1.0} for at, i in enumerate(pending)]
    wide = csr_array((old.rows.shape[0], count))
    system = System(
        np.concatenate([old.low, np.zeros(count)]),
        np.concatenate([old.high, seen.need[pending]]),
        np.concatenate([old.whole, np.zeros(count, dtype=bool)]),
        csr_array(vstack([hstack([old.rows, wide]), matrix(rows, width + count)])),
        np.concatenate([old.row_low, np.where(up, seen.low[pending], -np.inf)]),
        np.concatenate([old.row_high, np.where(up, np.inf, seen.high[pending])]),
    )
    cost = np.concatenate([stretched.cost, np.full(count, -WORTH)])
    point = system.solve(cost)
    if point is None or not seen.add(point[: stretched.width]):
        return set()
    return stretched.hide_passed(point[:width])


def _cheapest(
    place: int, stretched: Stretched, seen: Seen, truth: Mapping[Key, int], *, whole: bool
) -> Floats | None:
    """The cheapest solution in which a cell is as far as it needs from what it was seen to be."""
    low, high, need = seen.low[place], seen.high[place], seen.need[place]
    found = [stretched.moved(place, end, whole=whole) for end in (low + need, high - need)]
    best = min((each for each in found if each), key=lambda each: each[0], default=None)
    return None if best is None else best[1]


def _next_cheapest(stretched: Stretched, seen: Seen) -> set[Key]:
    """Where no programme helped: the cheapest free cell that a sum ties to a pending one, else any."""
    rows, near = stretched.reader.system.rows, set()
    lines = np.flatnonzero(np.diff(csr_array(rows[:, seen.pending()]).indptr))
    for line in lines:
        near |= set(rows.indices[rows.indptr[line] : rows.indptr[line + 1]])
    prices = stretched.cost[stretched.width :]
    ranked = sorted(
        range(len(stretched.free)),
        key=lambda at: (stretched.free[at] not in near, prices[at], at),
    )
    return {stretched.hide(at) for at in ranked[:1]}
