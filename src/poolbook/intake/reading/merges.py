"""Merged cells among the data: only the first of them holds the value, so the others would be lost."""

from .columns import Plan
from .faults import Faults, letters
from .headings import Header
from .model import Grid


def check_merged(grid: Grid, header: Header, plan: Plan, faults: Faults) -> None:
    """A fault for each block of merged cells over several rows of a column that is used."""
    used = {*plan.roles.values(), *plan.money}
    for top, left, bottom, right in grid.merged:
        columns = range(left - grid.first_column, right - grid.first_column + 1)
        touched = sorted(used.intersection(columns))
        if top <= header.last or top == bottom or not touched:
            continue
        block = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
        faults.at(
            "merged-cells",
            top + 1,
            touched[0],
            f"cells {block} are merged, so {_rows(top + 2, bottom + 1)}.",
            do="Unmerge the cells and fill in each row.",
        )


def _rows(first: int, last: int) -> str:
    return f"row {first} has no value" if first == last else f"rows {first} to {last} have none"
