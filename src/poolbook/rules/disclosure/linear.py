"""Linear programmes over what is known of a set of numbers: limits, and sums that hold among them.

The solver is HiGHS, through SciPy. It is deterministic: the same numbers give the same answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csc_array, csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
NEAR = 1e-6  # two numbers as near as this are one
SECONDS = 5.0  # the longest search for a whole-number answer
ROUGH = {"mip_rel_gap": 0.5, "node_limit": 1}  # any good whole-number answer will do


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
        """The point of least cost; None where there is none, or none was found in time."""
        rules = () if not self.rows.shape[0] else (self._constraint(),)
        answer = milp(
            cost,
            constraints=rules,
            bounds=Bounds(self.low, self.high),
            integrality=self.whole.astype(int) if whole else None,
            options={"time_limit": SECONDS, **(ROUGH if rough else {})} if whole else {},
        )
        if answer.x is None or answer.status not in (0, 1):
            return None
        return np.asarray(answer.x, dtype=np.float64)

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


def matrix(rows: Sequence[dict[int, float]], width: int) -> csr_array:
    """Rows of factors by place as a sparse matrix with `width` columns."""
    data = [factor for row in rows for factor in row.values()]
    columns = [place for row in rows for place in row]
    starts = np.cumsum([0] + [len(row) for row in rows])
    return csr_array((np.array(data, dtype=np.float64), columns, starts), shape=(len(rows), width))
