"""Figures as an aligned table to read, or as CSV with every digit."""

import csv
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from poolbook.cli import output

_MISSING = "–"


def table(columns: Mapping[str, Sequence[Any]]) -> None:
    """Columns for reading: numbers to the right, rounded to what a reader takes in."""
    if not columns:
        return
    cells = {name: [_read(value) for value in values] for name, values in columns.items()}
    right = {
        name: all(isinstance(v, int | float) or v is None for v in values)
        for name, values in columns.items()
    }
    wide = {name: max(len(name), *map(len, shown)) for name, shown in cells.items()}

    def row(texts: Mapping[str, str]) -> str:
        padded = (
            text.rjust(wide[name]) if right[name] else text.ljust(wide[name])
            for name, text in texts.items()
        )
        return "  ".join(padded).rstrip()

    output.line(row({name: name for name in columns}))
    for at in range(len(next(iter(cells.values())))):
        output.line(row({name: shown[at] for name, shown in cells.items()}))


def as_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as CSV with the columns of them all; an empty cell where a row has no such figure."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_exact(row.get(name)) for name in names])


def _exact(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else repr(value) if isinstance(value, float) else value


def _read(value: Any) -> str:
    if value is None:
        return _MISSING
    if isinstance(value, float):
        digits = 2 if abs(value) >= 100 else 4 if abs(value) >= 0.01 or not value else 6
        return f"{value:,.{digits}f}".replace("-", "−")
    return str(value)
