"""Starters and leavers to be expected, shared over budget lines: moves do not say who pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poolbook.rules.caseload.forecast import BudgetLine, Expected, Month, expected
from poolbook.rules.money import apportion


@dataclass(frozen=True)
class Moving:
    """What moves together, such as a service of a group: its past months, and its committed pence by line."""

    months: Sequence[Month]
    committed: Mapping[BudgetLine, int]


def share(movings: Sequence[Moving], days_left: Sequence[int]) -> dict[BudgetLine, Expected]:
    """Each line's expected cost in pence; over lines they sum to what is expected of each moving.

    What is expected of one is shared over its lines as their committed cost is (largest remainder).
    A line's range is that of its own months: its parts of all that moves on it.
    """
    middles: dict[BudgetLine, int] = {}
    months: dict[BudgetLine, list[Month]] = {}
    for moving in movings:
        weights = {line: pence for line, pence in moving.committed.items() if pence > 0}
        if not weights:
            continue
        order = sorted(weights)
        whole = expected(moving.months, days_left).middle
        for line, pence in apportion(whole, weights, order).items():
            middles[line] = middles.get(line, 0) + pence
        for at, month in enumerate(moving.months):
            starts = apportion(month.start_pence, weights, order)
            leaves = apportion(month.leave_pence, weights, order)
            for line in order:
                mine = months.setdefault(line, [Month(0, 0)] * len(moving.months))
                known = mine[at]
                mine[at] = Month(known.start_pence + starts[line], known.leave_pence + leaves[line])
    return {line: _around(middle, months[line], days_left) for line, middle in middles.items()}


def _around(middle: int, months: Sequence[Month], days_left: Sequence[int]) -> Expected:
    """The middle with the range of these months."""
    own = expected(months, days_left)
    return Expected(middle - (own.middle - own.low), middle, middle + (own.high - own.middle))
