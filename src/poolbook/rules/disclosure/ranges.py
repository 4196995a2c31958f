"""Which numbers of a system lie in a range narrower than they need, found with few programmes.

One solution says something of every number: a number for which two solutions far enough apart
have been seen needs no programme of its own. Only solutions in whole people count for that.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.disclosure.linear import NEAR, Floats, System

ROUNDS = 12  # programmes for all numbers together, before one each
FEWEST = 3  # as many must be settled by one programme for another for all to be worth while
Ranges = dict[int, tuple[float, float]]


class _Seen:
    """The least and greatest value of each number in the solutions seen so far."""

    def __init__(self, system: System, need: Floats) -> None:
        self.system, self.need = system, need
        self.low = np.full(len(need), np.inf)
        self.high = np.full(len(need), -np.inf)

    def add(self, point: Floats | None) -> None:
        """Takes a solution into account where it is one in whole people."""
        if point is not None and self.system.is_whole(point):
            np.minimum(self.low, point, out=self.low)
            np.maximum(self.high, point, out=self.high)

    def pending(self) -> NDArray[np.int64]:
        """The numbers that need more than has been seen."""
        return np.flatnonzero((self.need > 0) & ~(self.high - self.low >= self.need - NEAR))

    def settled(self, place: int) -> bool:
        """Whether a number has been seen far enough apart."""
        return bool(self.high[place] - self.low[place] >= self.need[place] - NEAR)


def narrow(system: System, need: Floats) -> Ranges:
    """The numbers whose range is narrower than `need` (0: no need), each with its range.

    Raises ValueError where nothing satisfies the system: the publications contradict each other.
    """
    found: Ranges = {}
    known = (system.high - system.low <= NEAR) & (need > 0)
    for place in np.flatnonzero(known):
        found[int(place)] = (float(system.low[place]), float(system.high[place]))
    for places, piece in system.pieces():
        if np.any(need[places] > 0):
            for at, limits in _piece(piece, need[places]).items():
                found[int(places[at])] = limits
    return dict(sorted(found.items()))


def _piece(system: System, need: Floats) -> Ranges:
    if not system.rows.shape[0]:
        wide = float(system.high[0] - system.low[0])
        return {} if wide >= need[0] - NEAR else {0: (float(system.low[0]), float(system.high[0]))}
    seen = _Seen(system, need)
    idle = 0
    for cost in _costs(seen):
        before = len(seen.pending())
        point = system.solve(cost)
        if point is None:
            raise ValueError("nothing satisfies what was published")
        seen.add(point)
        left = len(seen.pending())
        idle = idle + 1 if before - left < FEWEST else 0
        if not left or idle > 1:
            break
    found: Ranges = {}
    for place in map(int, seen.pending()):
        if not seen.settled(place):
            limits = _one(seen, place)
            if not seen.settled(place):
                found[place] = limits
    return found


def _costs(seen: _Seen) -> Iterator[Floats]:
    """Directions in which to look at all pending numbers together: all up, all down, then mixed."""
    mixed = np.random.default_rng(5)  # always the same, so that two runs agree
    for number in range(ROUNDS):
        cost = np.zeros(len(seen.need))
        pending = seen.pending()
        signs = mixed.choice([-1.0, 1.0], len(pending)) if number > 1 else (-1.0) ** number
        cost[pending] = signs
        yield cost


def _one(seen: _Seen, place: int) -> tuple[float, float]:
    """The range of one number; in whole people where the plain programme leaves that open."""
    system, limits = seen.system, [0.0, 0.0]
    for whole in (False, True):
        for side, sign in enumerate((1.0, -1.0)):
            cost = np.zeros(len(seen.need))
            cost[place] = sign
            point = system.solve(cost, whole=whole)
            seen.add(point)
            if point is not None:
                limits[side] = float(point[place])
        if system.whole[place]:
            limits = [float(np.ceil(limits[0] - NEAR)), float(np.floor(limits[1] + NEAR))]
        if seen.settled(place) or limits[1] - limits[0] < seen.need[place] - NEAR:
            break
    return limits[0], limits[1]
