"""Which numbers of a system lie in a range narrower than they need, found with few programmes.

One solution says something of every number: a number for which two solutions far enough apart
have been seen needs no programme of its own. Only solutions in whole people count for that.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.disclosure.linear import NEAR, Floats, System

ROUNDS = 40  # programmes for all numbers together, before one each
IDLE = 3  # stop these after so many that settled nothing
SLOW = 2  # programmes in whole people among them; these are slow
Ranges = dict[int, tuple[float, float]]


class Seen:
    """The least and greatest value of each number in the solutions seen so far, and its `need`."""

    def __init__(self, whole: NDArray[np.bool_], need: Floats) -> None:
        self.whole, self.need = whole, need
        self.low = np.full(len(need), np.inf)
        self.high = np.full(len(need), -np.inf)

    def add(self, point: Floats | None) -> bool:
        """Takes a solution into account where it is one in whole people, and says whether it is."""
        if point is None:
            return False
        people = point[self.whole]
        if np.any(np.abs(people - np.round(people)) > NEAR):
            return False
        np.minimum(self.low, point, out=self.low)
        np.maximum(self.high, point, out=self.high)
        return True

    def pending(self) -> NDArray[np.int64]:
        """The numbers that need more than has been seen."""
        return np.flatnonzero((self.need > 0) & ~(self.high - self.low >= self.need - NEAR))

    def settled(self, place: int) -> bool:
        """Whether a number has been seen far enough apart."""
        return bool(self.high[place] - self.low[place] >= self.need[place] - NEAR)

    def part(self, places: NDArray[np.int64]) -> "Seen":
        """The same of some of the numbers."""
        one = Seen(self.whole[places], self.need[places])
        one.low, one.high = self.low[places], self.high[places]
        return one

    def put(self, places: NDArray[np.int64], part: "Seen") -> None:
        """Takes over what a part has seen."""
        self.low[places], self.high[places] = part.low, part.high


def look(system: System, seen: Seen) -> list[tuple[NDArray[np.int64], System]]:
    """Looks at all pending numbers together, many times; gives the pieces with some left.

    Raises ValueError where nothing satisfies the system: the publications contradict each other.
    """
    left = []
    for places, piece in system.pieces():
        part = seen.part(places)
        _together(piece, part)
        seen.put(places, part)
        if len(part.pending()):
            left.append((places, piece))
    return left


def _together(system: System, seen: Seen) -> None:
    if not system.rows.shape[0]:
        seen.low, seen.high = system.low.copy(), system.high.copy()
        return
    idle, tries = 0, SLOW
    for cost in _costs(seen):
        before = len(seen.pending())
        point = system.solve(cost)
        if point is None:
            raise ValueError("nothing satisfies what was published")
        if not seen.add(point) and idle and tries:
            tries -= 1
            seen.add(system.solve(cost, whole=True, rough=True))
        idle = idle + 1 if len(seen.pending()) == before else 0
        if idle >= IDLE:
            break


def _costs(seen: Seen) -> Iterator[Floats]:
    """Directions in which to look at all pending numbers: all up, all down, then mixed."""
    mixed = np.random.default_rng(5)  # always the same, so that two runs agree
    for number in range(ROUNDS):
        pending = seen.pending()
        if not len(pending):
            return
        cost = np.zeros(len(seen.need))
        signs = mixed.choice([-1.0, 1.0], len(pending)) if number > 1 else -((-1.0) ** number)
        cost[pending] = signs
        yield cost


def narrow(system: System, need: Floats) -> Ranges:
    """The numbers whose range is narrower than `need` (0: no need), each with its range.

    Raises ValueError where nothing satisfies the system: the publications contradict each other.
    """
    found: Ranges = {}
    known = (system.high - system.low <= NEAR) & (need > 0)
    for fixed in np.flatnonzero(known):
        found[int(fixed)] = (float(system.low[fixed]), float(system.high[fixed]))
    seen = Seen(system.whole, need)
    for places, piece in look(system, seen):
        part = seen.part(places)
        for place in map(int, part.pending()):
            if part.settled(place):
                continue
            limits = _one(piece, part, place)
            if not part.settled(place):
                found[int(places[place])] = limits
    return dict(sorted(found.items()))


def _one(system: System, seen: Seen, place: int) -> tuple[float, float]:
    """The range of one number; in whole people where the plain programme leaves that open."""
    limits = [float(system.low[place]), float(system.high[place])]
    if not system.rows.shape[0]:
        return limits[0], limits[1]
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
