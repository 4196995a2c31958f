"""Which sheet of a workbook holds the ledger, and what the other sheets are."""

from .faults import WARNING, Faults, RefusedError
from .headings import find_header
from .layout import Layout
from .model import Grid


def choose_sheet(grids: list[Grid], layout: Layout, faults: Faults) -> Grid:
    """The sheet asked for, or the visible one with the best table. Raises RefusedError."""
    names = ", ".join(f"'{grid.name}'" for grid in grids)
    if layout.sheet is not None:
        for grid in grids:
            if grid.name == layout.sheet:
                return grid
        raise RefusedError(
            "no-such-sheet",
            f"There is no sheet '{layout.sheet}'. The sheets are {names}.",
            "Correct the name.",
        )
    filled = [grid for grid in grids if any(c != "" for row in grid.rows for c in row)]
    if not filled:
        raise RefusedError(
            "empty", "The workbook has no cells with anything in them.", "Run the extract again."
        )
    visible = [grid for grid in filled if not grid.hidden]
    hidden = [grid for grid in filled if grid.hidden]
    if not visible:
        raise RefusedError(
            "hidden-sheet-only",
            f"Every sheet with anything in it is hidden: {_names(hidden)}.",
            "Unhide the sheet, or choose it with --sheet.",
        )
    scores = {id(grid): _score(grid) for grid in visible}
    best = max(visible, key=lambda grid: (scores[id(grid)], len(grid.rows)))
    if hidden:
        faults.file(
            "hidden-sheet",
            f"The workbook has hidden sheets, which were not read: {_names(hidden)}.",
            "Unhide them and see whether they belong to the ledger.",
            WARNING,
        )
    rivals = [g for g in visible if g is not best and scores[id(g)] >= 9 and len(g.rows) > 2]
    if rivals:
        faults.file(
            "other-tables",
            f"Sheet '{best.name}' was read; {_names(rivals)} {'look' if len(rivals) > 1 else 'looks'} "
            "like a table too.",
            "Choose another with --sheet; read each sheet by itself.",
            WARNING,
        )
    return best


def _names(grids: list[Grid]) -> str:
    return ", ".join(f"'{grid.name}'" for grid in grids)


def _score(grid: Grid) -> float:
    """How much a sheet looks like a ledger: known headings with figures under them."""
    header = find_header(grid.rows)
    return header.score if header else 0.0
