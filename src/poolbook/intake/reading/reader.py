"""The whole reading: open, find the headings, decide the columns, sort the rows, post the amounts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .amounts import is_error
from .columns import Plan, plan_columns
from .faults import LISTED, WARNING, Faults, Place, RefusedError, letters, listed, rows_text
from .headings import Header, find_header, first_table_row
from .layout import Layout
from .merges import check_merged
from .model import Column, Grid, Reading
from .posting import post, row_amounts
from .sheets import choose_sheet
from .sniff import kind_of
from .sorting import Sorter
from .table import Cells, pence_or_bad
from .textfile import read_text
from .workbook import Watch, read_workbook


def read_file(
    path: Path, layout: Layout | None = None, *, listed: int = LISTED, watch: Watch | None = None
) -> Reading:
    """Read a ledger or spend extract and everything wrong with it.

    `listed` is how many faults are listed in full; `watch` is told of a workbook's rows as they come.

    A file that cannot be used at all comes back with `refused` set, its reason as the fault and
    no rows. Raises OSError where the file cannot be opened.
    """
    layout = layout or Layout()
    path = Path(path)
    reading = Reading(path.name, sign=layout.sign)
    faults = Faults(listed=listed)
    try:
        reading.kind = kind_of(path)
        with no_collection():
            grid = _open(path, layout, reading, faults, watch)
            _read_grid(grid, layout, reading, faults)
    except RefusedError as refusal:
        faults.put(refusal.fault)
        reading.refused = True
    reading.faults, reading.warnings = faults.faults, faults.warnings
    reading.faults_not_listed = faults.unlisted
    reading.warnings_not_listed = faults.unlisted_warnings
    return reading


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold back the garbage collector: millions of new cells would set it off again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _open(
    path: Path, layout: Layout, reading: Reading, faults: Faults, watch: Watch | None
) -> Grid:
    suffix = path.suffix.lower().lstrip(".")
    workbook = reading.kind != "csv"
    if suffix in ("csv", "xlsx", "xls", "ods") and suffix != reading.kind:
        faults.file(
            "wrong-name",
            f"The file is named .{suffix} but is {'delimited text' if not workbook else reading.kind.upper()}"
            ": read as what it is.",
            severity=WARNING,
        )
    if not workbook:
        grid, reading.encoding, reading.delimiter = read_text(path, layout, faults)
        return grid
    grids, reading.sheets = read_workbook(path, reading.kind, layout.sheet, watch)
    grid = choose_sheet(grids, layout, faults)
    reading.sheet = grid.name
    return grid


def _read_grid(grid: Grid, layout: Layout, reading: Reading, faults: Faults) -> None:
    faults.place = Place(grid.name, grid.first_column)
    reading.counts = {"lines": len(grid.rows)}
    header = _header(grid, layout, faults)
    width = max((at + 1 for at, name in enumerate(header.names) if name), default=0)
    faults.place.names = header.names[:width]
    reading.header_row, reading.header_rows = header.last + 1, header.height
    reading.title_rows = header.last + 1 - header.height
    rows = grid.rows[header.last + 1 :]
    _pad(rows, width)
    cells = Cells(rows)
    columns = [
        Column(at, letters(at + grid.first_column), name)
        for at, name in enumerate(header.names[:width])
    ]
    reading.columns = columns
    if not any(cell != "" for row in rows for cell in row):
        faults.file(
            "no-rows", "There are headings but no rows below them.", "Run the extract again."
        )
        reading.counts |= _counts({"not_sorted": len(rows)}, reading, 0)
        return
    plan = plan_columns(columns, cells, layout, faults)
    _money(plan, rows, cells, header, layout, reading, faults)
    check_merged(grid, header, plan, faults)
    _check_above(plan, grid.rows[: header.last + 1 - header.height], faults)
    for column in columns:  # the letters above are of the grid; the index told is the sheet's
        column.index += grid.first_column


def _money(
    plan: Plan,
    rows: list,
    cells: Cells,
    header: Header,
    layout: Layout,
    reading: Reading,
    faults: Faults,
) -> None:
    offset = header.last + 2
    money = row_amounts(plan, cells, len(rows))
    if not plan.money:
        reading.counts |= _counts({"not_sorted": len(rows)}, reading, 0)
        return
    sorter = Sorter(plan, rows, money[0], offset, faults)
    found = sorter.sort(cells, layout.skip_labels)
    _check_beside(plan, rows, found.data + found.outside, offset, reading, faults)
    post(reading, plan, found, cells, money, offset, layout, faults)
    reading.amount_column = plan.columns[plan.amount].name if plan.amount is not None else None
    reading.period_columns = {plan.columns[at].name: month for at, month in plan.months.items()}
    _column_totals(plan, found.data, cells)
    repeated = len(found.data) - len({tuple(rows[at]) for at in found.data})
    if repeated:
        one = repeated == 1
        faults.file(
            "repeated-rows",
            f"{repeated:,} row{' is' if one else 's are'} the same as an earlier row in every cell: "
            f"{'it is' if one else 'they are'} counted.",
            "Check that nothing was pasted twice.",
            WARNING,
        )
    reading.counts |= _counts(found.counts, reading, repeated)
    if not found.data and not faults.faults:
        faults.file("no-rows", "No row below the headings has an amount.", "Run the extract again.")


def _header(grid: Grid, layout: Layout, faults: Faults) -> Header:
    rows = grid.rows
    if not any(cell != "" for row in rows for cell in row):
        raise RefusedError(
            "empty", "The sheet is empty.", "Choose another sheet with --sheet.", grid.name
        )
    if layout.header_row and layout.header_row > len(rows):
        raise RefusedError(
            "no-header",
            f"The headings are said to be in row {layout.header_row}, but there are only {len(rows)} rows.",
            "Correct header_row.",
        )
    header = find_header(rows, layout.header_row)
    table = first_table_row(rows)
    told = layout.header_row is not None
    if header is None or (
        header.score < 3 and table is not None and table < header.last and not told
    ):
        at = "" if table is None else f": row {table + 1} holds figures already"
        raise RefusedError(
            "no-header",
            f"No row of headings was found{at}.",
            "Put headings above the table, or say which row they are in with --header-row.",
            grid.name,
        )
    return header


def _pad(rows: list[list], width: int) -> None:
    """Ragged rows made at least as wide as the headings, in place."""
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))


def _check_above(plan: Plan, titles: list, faults: Faults) -> None:
    """Rows of figures above the headings are not titles: they would be lost without a word."""
    lost = [
        at + 1
        for at, row in enumerate(titles)
        if sum(1 for cell in row if str(cell).strip()) >= 3
        and any(i < len(row) and type(pence_or_bad(row[i])) is int for i in plan.money)
    ]
    if lost:
        faults.file(
            "rows-above",
            f"{rows_text(lost)} above the headings {'hold' if len(lost) > 1 else 'holds'} amounts, "
            "which are not read.",
            "Put the headings above the table, or say which row they are in with --header-row.",
        )


def _check_beside(
    plan: Plan, rows: list, data: list[int], offset: int, reading: Reading, faults: Faults
) -> None:
    """Cells right of the headings: Excel errors and notes are told; shifted text cells are faults."""
    width = len(plan.columns)
    errors: dict[int, int] = {}
    notes: list[int] = []
    for at in data:
        row = rows[at]
        if len(row) <= width:
            continue
        beside = [(i, c) for i, c in enumerate(row) if i >= width and str(c).strip()]
        real = [(i, c) for i, c in beside if not is_error(c)]
        for index, cell in beside:
            if is_error(cell):
                errors[index] = errors.get(index, 0) + 1
        if real and reading.kind == "csv" and real[0][0] == width:
            faults.at(
                "too-many-cells",
                offset + at,
                None,
                f"there are {len(row)} cells under {width} headings: an unquoted comma may have "
                "moved the amount into another column.",
                do="Put the text with the comma in quotation marks, or run the extract again.",
            )
        elif real:
            notes.append(offset + at)
    for index, count in errors.items():
        faults.file(
            "errors-beside",
            f"Column {faults.place.letter(index)} has no heading and holds {count:,} Excel errors: "
            "not used.",
            "Delete the column if it is not needed.",
            WARNING,
        )
    if notes:
        faults.file(
            "cells-beside",
            f"Rows {listed(notes)} hold cells to the right of the headings: not used.",
            severity=WARNING,
        )


def _column_totals(plan: Plan, data: list[int], cells: Cells) -> None:
    """Totals over the rows of data for each column of money."""
    for column in plan.columns:
        if column.kind == "money":
            figures = cells.pence(column.index)
            column.total_pence = sum(f for f in map(figures.__getitem__, data) if type(f) is int)


def _counts(counts: dict, reading: Reading, repeated: int) -> dict[str, int]:
    """Every count under its published name."""
    lines = reading.counts["lines"]
    kinds = (
        "data_rows",
        "blank",
        "repeated_headers",
        "subtotals",
        "footers",
        "stray",
        "no_amount",
        "bad_amounts",
        "second_headers",
        "skipped",
        "outside",
        "not_sorted",
    )
    known = {kind: counts.get(kind, 0) for kind in kinds}
    return {
        "lines": lines,
        "title_rows": reading.title_rows,
        "header_rows": reading.header_rows,
        **known,
        "rows": len(reading.rows),
        "repeated_rows": repeated,
    }
