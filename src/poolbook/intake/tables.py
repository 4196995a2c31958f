"""Small tables that people keep (lines, mappings, forecasts): named columns, every fault by row."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from poolbook.intake.reading.amounts import AmountError, to_pence
from poolbook.intake.reading.faults import RefusedError
from poolbook.intake.reading.sniff import kind_of
from poolbook.intake.reading.workbook import read_workbook
from poolbook.rules.refusal import Refusal


@dataclass
class Line:
    """One row: asks take a cell out as text, pence, date or word, and note faults by row and column."""

    file: str
    number: int
    cells: dict[str, str]
    faults: list[str] = field(repr=False)

    def fault(self, column: str, message: str) -> None:
        """Notes what is wrong with a cell."""
        self.faults.append(f"{self.file}, row {self.number}, column {column}: {message}")

    def text(self, column: str, required: bool = False) -> str:
        """The cell, stripped."""
        value = self.cells.get(column, "")
        if required and not value:
            self.fault(column, "is empty; it is needed")
        return value

    def pence(self, column: str, required: bool = False) -> int | None:
        """Pounds as pence; None where the cell is empty."""
        value = self.text(column, required)
        if not value:
            return None
        try:
            return to_pence(value)
        except AmountError as reason:
            self.fault(column, f"{reason}; write pounds, such as 1,200.50 or (300)")
            return None

    def whole(self, column: str, required: bool = False) -> int | None:
        """A whole number; None where the cell is empty."""
        value = self.text(column, required)
        if not value:
            return None
        try:
            number = Decimal(value)
            return int(number) if number == int(number) else self._not_whole(column, value)
        except (InvalidOperation, ValueError, OverflowError):
            return self._not_whole(column, value)

    def _not_whole(self, column: str, value: str) -> None:
        self.fault(column, f"“{value}” is not a whole number")

    def day(self, column: str) -> date | None:
        """A date as 2020-10-31 or 31/10/2020; None where the cell is empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            if "/" in value:
                day, month, year = (int(part) for part in value.split("/"))
                return date(year, month, day)
            return date.fromisoformat(value[:10])
        except ValueError:
            self.fault(column, f"“{value}” is not a date such as 2020-10-31 or 31/10/2020")
            return None

    def choice(self, column: str, allowed: Sequence[str], default: str = "") -> str:
        """One of the allowed words (in any case)."""
        value = self.text(column, required=not default).lower() or default
        if value and value not in allowed:
            self.fault(column, f"“{value}” should be one of {', '.join(allowed)}")
        return value


def read_table(
    path: Path, needed: Sequence[str], optional: Sequence[str], faults: list[str]
) -> list[Line]:
    """The rows of a CSV, XLSX, XLS or ODS file whose first row names the columns.

    Missing and unknown columns, and doubled ones, are added to `faults`. Raises Refusal where the
    file cannot be read at all.
    """
    rows = list(_rows(path))
    while rows and not any(rows[0][1]):
        rows.pop(0)
    if not rows:
        raise Refusal(
            f"{path.name} is empty; its first row should name the columns {', '.join(needed)}"
        )
    heading = [cell.strip().lower() for cell in rows[0][1]]
    for name in needed:
        if name not in heading:
            faults.append(
                f"{path.name}: has no column “{name}” (it has {', '.join(filter(None, heading))})"
            )
    for name in dict.fromkeys(heading):
        if name and name not in (*needed, *optional):
            known = ", ".join((*needed, *optional))
            faults.append(f"{path.name}: column “{name}” is not known here (known: {known})")
        if name and heading.count(name) > 1:
            faults.append(f"{path.name}: column “{name}” stands there twice; keep one of them")
    if not all(name in heading for name in needed):
        return []
    return [
        Line(path.name, number, dict(zip(heading, cells, strict=False)), faults)
        for number, cells in rows[1:]
        if any(cells)
    ]


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        kind = kind_of(path)
        if kind == "csv":
            yield from _csv_rows(path)
            return
        grids, _ = read_workbook(path, kind)
    except OSError:
        raise Refusal(f"{path}: there is no such file, or it cannot be opened") from None
    except RefusedError as refused:
        if refused.fault.code == "empty":
            return
        raise Refusal(f"{path.name}: {refused.fault.message}", [refused.fault.what_to_do]) from None
    grid = next(grid for grid in grids if not grid.hidden)
    for number, row in enumerate(grid.rows, 1):
        yield number, [_plain(cell) for cell in row]


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    for row in reader:
        yield reader.line_num, [cell.strip() for cell in row]


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
