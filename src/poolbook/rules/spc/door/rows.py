"""Charts from the rows of a CSV: columns by their headings, in any order and case."""

from collections.abc import Sequence
from typing import Any

from poolbook.rules import saying
from poolbook.rules.fields import Fault
from poolbook.rules.spc.door import cells
from poolbook.rules.spc.door.cases import Case, Row, Written, build
from poolbook.rules.spc.door.options import Options

HEADINGS = {
    "date": ("date", "month", "period", "week", "day", "x", "reporting_period", "month_ending"),
    "value": ("value", "y", "measure", "count", "rate", "percentage", "measure_value"),
    "series": ("series", "id", "measure_name", "metric", "indicator", "name"),
    "facet": ("facet", "f", "group", "organisation", "org_code", "area"),
    "ghost": ("ghost", "ghosted", "ghostflag", "ghost_flag"),
    "recalculate": ("recalculate", "recalc", "rebase", "recalculatelimitsflag", "step"),
    "target": ("target", "standard"),
    "note": ("note", "notes", "annotation", "comment"),
}
READERS = {
    "date": cells.day,
    "value": cells.number,
    "series": cells.note,
    "facet": cells.note,
    "ghost": cells.flag,
    "recalculate": cells.flag,
    "target": cells.number,
    "note": cells.note,
}
_FIRST_ROWS = 20  # titles may stand above the headings

Line = tuple[int, Sequence[str]]  # the line of the file, and its cells


def read_rows(
    lines: Sequence[Line], name: str, flags: Options | None = None
) -> tuple[list[Case], list[Fault], list[str]]:
    """Every series of a CSV, all faults by row and column, and warnings of columns not used."""
    filled = [(number, row) for number, row in lines if any(cell.strip() for cell in row)]
    options, faults = flags or Options(), list[Fault]()
    if not filled:
        return [], [Fault("", "is empty; it should have the columns date and value")], []
    at, columns = _headings(filled)
    missing = [needed for needed in ("date", "value") if needed not in columns.values()]
    if missing:
        there = saying.listed([f"“{cell.strip()}”" for cell in filled[at][1] if cell.strip()], 12)
        wanted = saying.listed([f"“{one}”" for one in missing])
        fault = Fault(f"row {filled[at][0]}", f"has no column {wanted} (its headings: {there})")
        return [], [fault], []
    if len(filled) == at + 1:
        return [], [Fault(f"row {filled[at][0]}", "has headings and no points below it")], []
    charts: dict[str, Written] = {}
    for number, row in filled[at + 1 :]:
        found = _cells(number, row, columns, faults)
        series = found.pop("series", "") or name
        chart = charts.setdefault(series, Written("", series, [], options, on_top=options))
        chart.rows.append(Row(where=f"row {number}", **found))
    unused = [
        cell.strip()
        for place, cell in enumerate(filled[at][1])
        if cell.strip() and place not in columns
    ]
    warnings = [f"Columns not used: {saying.listed(unused, 12)}."] if unused else []
    return build(charts.values(), options, faults), faults, warnings


def _headings(filled: Sequence[Line]) -> tuple[int, dict[int, str]]:
    """Which row has the headings (else the first), and what each column is."""
    for at, (_, row) in enumerate(filled[:_FIRST_ROWS]):
        columns = _columns(row)
        if {"date", "value"} <= set(columns.values()):
            return at, columns
    return 0, _columns(filled[0][1])


def _columns(row: Sequence[str]) -> dict[int, str]:
    """Roles by column; the first heading that fits takes a role, exact names before others."""
    plain = ["_".join(cell.strip().lower().replace("-", " ").split()) for cell in row]
    found: dict[int, str] = {}
    for role, names in HEADINGS.items():
        for name in names:
            place = plain.index(name) if name in plain else -1
            if place >= 0 and place not in found:
                found[place] = role
                break
    return found


def _cells(
    number: int, row: Sequence[str], columns: dict[int, str], faults: list[Fault]
) -> dict[str, Any]:
    found: dict[str, Any] = {"date": None, "value": None}
    for place, role in columns.items():
        text = row[place] if place < len(row) else ""
        try:
            found[role] = READERS[role](text)
        except ValueError as wrong:
            faults.append(Fault(f"row {number}, column {role}", str(wrong)))
    found["facet"] = found.get("facet") or None
    return found
