"""Linear programmes over what is known of a set of numbers: limits, and sums that hold among them.

The solver is HiGHS, through SciPy. It is deterministic: the same numbers give the same answer, for a
search is limited by its work and never by a clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csc_array, csr_array, hstack  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
NEAR = 1e-6  # two numbers as near as this are one
# The longest search for a whole-number answer, in branches; and the shortest, for any good one.
SEARCH: dict[str, float | bool] = {"node_limit": 200}
ROUGH: dict[str, float | bool] = {"node_limit": 1, "mip_rel_gap": 0.5}
CHEAP = 0.01  # what a unit of money costs to move, beside 1 for a person


@dataclass(frozen=True)
class System:
    """Numbers from `low` to `high`, `whole` or not, with row_low ≤ rows · numbers ≤ row_high."""

    low: Floats
    high: Floats
    whole: NDArray[np.bool_]
    rows: csr_array
    row_low: Floats
    row_high: Floats

    def solve(self, cost: Floats, *, whole: bool = False, rough: bool = False) -> Floats | None:
        """The point of least cost; None where there is none, or none was found within the limit."""
        rules = () if not self.rows.shape[0] else (self._constraint(),)
        answer = milp(
            cost,
            constraints=rules,
            bounds=Bounds(self.low, self.high),
            integrality=self.whole.astype(int) if whole else None,
            options=_options(whole, rough),
        )
        if answer.x is None or answer.status not in (0, 1):
            return None
        return np.asarray(answer.x, dtype=np.float64)

    def moved(self, point: Floats, place: int, by: float, *, whole: bool) -> Floats | None:
        """The solution nearest to another, person by person, in which one number is `by` away from it.

        Such moves are short, so that they are mostly in whole people although nobody asked for that.
        """
        width = len(point)
        up, down = self.high - point, point - self.low
        low, high = np.zeros(2 * width), np.maximum(np.concatenate([up, down]), 0.0)
        forward, back = (place, width + place) if by > 0 else (width + place, place)
        if high[forward] < abs(by) - NEAR:
            return None
        low[forward] = high[forward] = abs(by)
        high[back] = 0.0
        now = self.rows @ point
        price = np.where(self.whole, 1.0, CHEAP)
        both = csr_array(hstack([self.rows, -self.rows]))
        twice = np.concatenate([self.whole, self.whole])
        steps = System(low, high, twice, both, self.row_low - now, self.row_high - now)
        found = steps.solve(np.concatenate([price, price]), whole=whole, rough=True)
        return None if found is None else point + found[:width] - found[width:]

    def _constraint(self) -> LinearConstraint:
        return LinearConstraint(csc_array(self.rows), self.row_low, self.row_high)

    def pieces(self) -> Iterator[tuple[NDArray[np.int64], "System"]]:
        """The numbers that are not known yet, in groups that no row ties together, with their places."""
        free = np.flatnonzero(self.high - self.low > NEAR)
        fixed = np.where(self.high - self.low > NEAR, 0.0, self.low)
        left = self.rows @ fixed
        rows = csr_array(self.rows[:, free])
        used = np.flatnonzero(np.diff(rows.indptr))
        rows = csr_array(rows[used])
        low, high = self.row_low[used] - left[used], self.row_high[used] - left[used]
        ties = csr_array(abs(rows).T @ abs(rows))
        number, group = connected_components(ties, directed=False)
        of_row = group[rows.indices[rows.indptr[:-1]]] if len(used) else np.zeros(0, dtype=int)
        for one in range(number):
            inside, lines = np.flatnonzero(group == one), np.flatnonzero(of_row == one)
            places = free[inside]
            part = csr_array(csr_array(rows[lines])[:, inside])
            yield (
                places,
                System(
                    self.low[places],
                    self.high[places],
                    self.whole[places],
                    part,
                    low[lines],
                    high[lines],
                ),
            )


def _options(whole: bool, rough: bool) -> dict[str, float | bool]:
    if not whole:  # a short way from where we are is found sooner without tidying up first
        return {"presolve": not rough}
    return ROUGH if rough else SEARCH


def matrix(rows: Sequence[dict[int, float]], width: int) -> csr_array:
    """Rows of factors by place as a sparse matrix with `width` columns."""
    data = [factor for row in rows for factor in row.values()]
    columns = [place for row in rows for place in row]
    starts = np.cumsum([0] + [len(row) for row in rows])
    return csr_array((np.array(data, dtype=np.float64), columns, starts), shape=(len(rows), width))
