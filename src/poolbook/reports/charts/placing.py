"""Where labels go so that none lies on another, and as few as can be on a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
CROSSED = 20.0  # px that a label rather moves than be crossed by a line
FAR = 60.0  # the same, for not to stand across the point
HIT = 100_000.0


@dataclass(frozen=True)
class Box:
    """A rectangle in px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two have any point in common but their edges."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly within this one."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def crossed(self, one: Point, other: Point) -> bool:
        """Whether the straight line between two points passes through the box."""
        first, last = 0.0, 1.0
        for start, run, low, high in (
            (one[0], other[0] - one[0], self.left, self.right),
            (one[1], other[1] - one[1], self.top, self.bottom),
        ):
            if run == 0:
                if not low < start < high:
                    return False
                continue
            enter, leave = sorted(((low - start) / run, (high - start) / run))
            first, last = max(first, enter), min(last, leave)
        return first < last


def beside(
    point: Point,
    size: Point,
    lines: Sequence[Sequence[Point]],
    taken: Sequence[Box],
    area: Box,
) -> tuple[Box, bool]:
    """The best place for a label of a size beside a point, and whether a line still crosses it.

    It stays within `area`, keeps off what is `taken`, then off lines, then near the point.
    """
    middle = max(min(point[0] - size[0] / 2, area.right - size[0]), area.left)
    best, least, crossed = Box(0, 0, 0, 0), float("inf"), False
    for rank in range(24):
        shift = (rank // 2 + rank % 2) * 8.0 * (1 if rank % 2 else -1)  # 0, up, down, further up …
        for left in (point[0] + 11, point[0] - 11 - size[0], middle):
            top = point[1] - size[1] / 2 + shift
            box = Box(left, top, left + size[0], top + size[1])
            hits = sum(any(box.crossed(*pair) for pair in pairwise(line)) for line in lines)
            cost = abs(shift) + CROSSED * hits + HIT * sum(box.meets(other) for other in taken)
            cost += 0 if area.holds(box) else HIT
            cost += FAR if left == middle else 0
            if cost < least:
                best, least, crossed = box, cost, hits > 0
    return best, crossed


def spread(centres: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Centres moved as little as needed so that boxes of these sizes do not overlap.

    All stay between `low` and `high` where they fit there; their order along the line is kept.
    """
    order = sorted(range(len(centres)), key=lambda at: (centres[at], at))
    moved = list(centres)
    edge = low
    for at in order:
        moved[at] = max(moved[at], edge + sizes[at] / 2)
        edge = moved[at] + sizes[at] / 2
    edge = high
    for at in reversed(order):
        moved[at] = min(moved[at], edge - sizes[at] / 2)
        edge = moved[at] - sizes[at] / 2
    if order and moved[order[0]] < low + sizes[order[0]] / 2:  # no room: keep the order, from low
        edge = low
        for at in order:
            moved[at] = edge + sizes[at] / 2
            edge += sizes[at]
    return moved
