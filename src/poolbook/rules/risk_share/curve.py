"""The shape of one group's rule: each partner's share as the group's variation goes from under to over.

Rules are piecewise linear, so a few runs of the engine and the crossings of their straight parts
give the whole line; bends nearer than a twelfth of the range are drawn as one. What varies is one
line of the group; everything else stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.risk_share.engine import share
from poolbook.rules.risk_share.position import Line, Position
from poolbook.rules.risk_share.result import GroupResult
from poolbook.rules.risk_share.terms import Terms

PARTS = 24  # straight pieces looked for between the two ends
PENNIES = 2  # rounding may bend a straight line by so much


@dataclass(frozen=True)
class Bend:
    """Where the rule changes: the group's variation (pence), and the clause that begins there."""

    variation: int
    clause: str


@dataclass(frozen=True)
class Curve:
    """Points of (variation, share) by partner, pence, from under to over; and the bends between."""

    points: Mapping[str, tuple[tuple[int, int], ...]]
    bends: tuple[Bend, ...]


def varied(position: Position, group: str, variance: int) -> Position:
    """The position with the group's variation made `variance` pence, on its largest line."""
    lines = [line for line in position.lines if line.group == group]
    if not lines:
        raise ValueError(f"group {group} has no line")
    chosen = max(lines, key=lambda line: (abs(line.budget or 0), line.id))
    extra = variance - sum(line.variance for line in lines)

    def moved(line: Line) -> Line:
        return replace(line, variance=line.variance + extra) if line is chosen else line

    return replace(position, lines=tuple(moved(line) for line in position.lines))


def curve(terms: Terms, position: Position, group: str, low: int, high: int) -> Curve:
    """The rule of a group between two variations in pence (low < high); zero is always a point.

    Raises ShareError where the position does not fit the terms, ValueError for a group of no lines.
    """
    run = _Runs(terms, position, group)
    ends = sorted({low, high, 0} | {low + (high - low) * at // PARTS for at in range(PARTS + 1)})
    inner = [x for x in ends if low <= x <= high]
    places = {low, high} | ({0} if low <= 0 <= high else set())
    bends: list[Bend] = []
    for bend in _bends(run, inner):
        places.add(bend)
        bends.append(Bend(bend, run.clause(bend, inner)))
    xs = sorted(places)
    points = {who: tuple((x, run(x).shares[who]) for x in xs) for who in run(low).shares}
    return Curve(points, tuple(bends))


class _Runs:
    """The group's result at each variation, each run once."""

    def __init__(self, terms: Terms, position: Position, group: str) -> None:
        self.terms, self.position, self.group = terms, position, group
        self.known: dict[int, GroupResult] = {}

    def __call__(self, variance: int) -> GroupResult:
        if variance not in self.known:
            result = share(self.terms, varied(self.position, self.group, variance))
            self.known[variance] = next(g for g in result.groups if g.id == self.group)
        return self.known[variance]

    def clause(self, bend: int, grid: list[int]) -> str:
        """What begins at a bend: the step that one side of it has and the other has not."""
        below = max((x for x in grid if x < bend), default=bend)
        above = min((x for x in grid if x > bend), default=bend)
        near, far = (below, above) if bend >= 0 else (above, below)
        had = {(step.use, step.clause) for step in self(near).steps if step.amount}
        steps = self(far).steps
        new = [s for s in steps if s.amount and (s.use, s.clause) not in had] or steps[-1:]
        return (new[0].clause or new[0].use) if new else "the rule changes"


def _bends(run: _Runs, grid: list[int]) -> list[int]:
    """Where neighbouring straight pieces cross, to the pound, as clauses are written."""
    found: list[int] = []
    for a, b, c in zip(grid, grid[1:], grid[2:], strict=False):
        if not _straight(run, a, b, c):
            bend = money.round_half_up(_crossing(run, a, c, c - b) / 100) * 100
            if bend not in found:  # it is seen from both sides
                found.append(bend)
    return found


def _straight(run: _Runs, a: int, b: int, c: int) -> bool:
    """Whether every partner's shares at three points lie on one line, to a few pennies."""
    for who in run(a).shares:
        left, mid, right = (run(x).shares[who] for x in (a, b, c))
        expected = left + Fraction((right - left) * (b - a), c - a)
        if abs(mid - expected) > PENNIES:
            return False
    return True


def _crossing(run: _Runs, low: int, high: int, reach: int) -> Fraction:
    """Where the line that ends at `low` meets the line that begins at `high`, in pence."""
    best, meeting = Fraction(0), Fraction(low + high, 2)
    for who in run(low).shares:
        left, right = run(low).shares[who], run(high).shares[who]
        before = Fraction(left - run(low - reach).shares[who], reach)
        after = Fraction(run(high + reach).shares[who] - right, reach)
        if abs(after - before) > best:
            best = abs(after - before)
            meeting = (left - right - before * low + after * high) / (after - before)
    return meeting if low <= meeting <= high else Fraction(low + high, 2)
