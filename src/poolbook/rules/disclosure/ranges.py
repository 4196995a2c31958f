"""Which numbers of a system lie in a range narrower than they need, found with few programmes.

One solution says something of every number: a number for which two solutions far enough apart
have been seen needs no programme of its own. Only solutions in whole people count for that. From one
such solution a short walk leads to another in which a number is far enough away.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.disclosure.linear import NEAR, Floats, System

ROUNDS = 40  # programmes for all numbers together, before one each
PARTS = (0.75, 0.5, 0.25)  # of its need, how far down a number is walked that goes no further
IDLE = 3  # stop these after so many that settled nothing
Ranges = dict[int, tuple[float, float]]


class Seen:
    """The least and greatest value of each number in the solutions seen so far, and its `need`.

    `point` is the newest of these solutions, from which others are walked to; None without any.
    """

    def __init__(self, whole: NDArray[np.bool_], need: Floats, point: Floats | None = None) -> None:
        self.whole, self.need, self.point = whole, need, point
        self.low = np.full(len(need), np.inf)
        self.high = np.full(len(need), -np.inf)

    def add(self, point: Floats | None) -> bool:
        """Takes a solution into account where it is one in whole people, and says whether it is."""
        if point is None:
            return False
        people = point[self.whole]
        if np.any(np.abs(people - np.round(people)) > NEAR):
            return False
        self.point = np.where(self.whole, np.round(point), point)
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
        point = None if self.point is None else self.point[places]
        one = Seen(self.whole[places], self.need[places], point)
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
        _walk(piece, part)
        seen.put(places, part)
        if len(part.pending()):
            left.append((places, piece))
    return left


def _together(system: System, seen: Seen) -> None:
    if not system.rows.shape[0]:
        seen.low, seen.high = system.low.copy(), system.high.copy()
        return
    idle = 0
    for cost in _costs(seen):
        before = len(seen.pending())
        point = system.solve(cost)
        if point is None:
            raise ValueError("nothing satisfies what was published")
        seen.add(point)
        idle = idle + 1 if len(seen.pending()) == before else 0
        if idle >= IDLE:
            break


def _walk(system: System, seen: Seen) -> None:
    """Walks from one solution in whole people to others, until each number was far enough apart."""
    if seen.point is None and len(seen.pending()):
        seen.add(system.solve(np.zeros(len(seen.need)), whole=True))
    left = list(map(int, seen.pending())) if seen.point is not None else []
    for whole in (False, False, True):
        # A number that was reached in parts of people only may be reached whole from elsewhere.
        left = [place for place in left if _reached(system, seen, place, whole)]
    if seen.point is not None:
        for place in map(int, seen.pending()):
            _spread(system, seen, place)


def _reached(system: System, seen: Seen, place: int, whole: bool) -> bool:
    """Walks to the ends of a number; whether one of them can be reached, but was not in whole people."""
    again = False
    for target in _targets(seen, place):
        if seen.point is None or seen.settled(place):
            return False
        point = system.moved(seen.point, place, target - float(seen.point[place]), whole=whole)
        again |= point is not None and not seen.add(point)
    return again and not seen.settled(place)


def _spread(system: System, seen: Seen, place: int) -> None:
    """Walks as far down as the number goes, up to its need, and from there far enough up."""
    need = float(seen.need[place])
    for part in PARTS:
        if seen.point is None or seen.settled(place):
            return
        down = float(np.ceil(need * part)) if system.whole[place] else need * part
        target = float(seen.low[place]) - down
        point = system.moved(seen.point, place, target - float(seen.point[place]), whole=False)
        if point is not None and seen.add(point):
            _reached(system, seen, place, whole=False)
            return


def _targets(seen: Seen, place: int) -> tuple[float, float]:
    """The two values of a number that are far enough from what was seen of it."""
    low, high, need = seen.low[place], seen.high[place], seen.need[place]
    return float(low + need), float(high - need)


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
