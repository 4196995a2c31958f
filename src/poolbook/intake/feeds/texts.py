"""Texts taken from where a layout says they stand: a column, the top of a sheet, the file's name."""

import re

from poolbook.intake.feeds.headings import Header
from poolbook.intake.feeds.layout import From, Test
from poolbook.intake.feeds.words import alike, clean, code_of, plain
from poolbook.intake.reading.faults import Faults
from poolbook.intake.reading.model import Cell, Grid


def beside(grids: list[Grid], source: From, grid: Grid, header: Header | None) -> str | None:
    """The text of what stands once in a file: beside a label, in a title; None where it is not there."""
    sheets = [g for g in grids if g.name and alike(plain(g.name), plain(source.sheet))]
    for sheet in sheets if source.sheet else [grid]:
        top = sheet.rows[: header.last + 1] if header and sheet is grid else sheet.rows[:60]
        for row in top:
            found = _in_row(row, source)
            if found is not None:
                return found
    return None


def _in_row(row: list[Cell], source: From) -> str | None:
    wanted = plain(source.after or source.row)
    for at, cell in enumerate(row):
        if cell != "" and alike(plain(cell), wanted):
            if source.row:
                return clean(cell)
            rest = [code_of(other) for other in row[at + 1 :] if other != ""]
            return rest[0] if rest else None
    return None


def part(text: str, pattern: str) -> str | None:
    """What a pattern takes of a text: its first group, or all that it fits; None where it does not."""
    if not pattern:
        return text
    found = re.search(pattern, text, re.IGNORECASE)
    if not found:
        return None
    return found[1] if found.groups() else found[0]


class RowTest:
    """A condition on rows, with its column found."""

    def __init__(self, test: Test, header: Header, faults: Faults) -> None:
        self.index = header.column(test.column, faults)
        self.texts = frozenset(plain(text) for text in test.any_of)
        self.pattern = re.compile(test.pattern, re.IGNORECASE) if test.pattern else None
        self.is_not = test.is_not

    def passes(self, row: list[Cell]) -> bool:
        """Whether a row is one of those meant."""
        index = self.index
        cell = row[index] if index is not None and index < len(row) else ""
        if self.pattern:
            found = bool(self.pattern.search(code_of(cell)))
        else:
            found = plain(code_of(cell)) in self.texts
        return found is not self.is_not


def every(tests: list[RowTest], row: list[Cell]) -> bool:
    """Whether a row passes all."""
    return all(test.passes(row) for test in tests)
