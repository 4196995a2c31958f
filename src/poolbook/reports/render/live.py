"""Which figures of a table a workbook may work out for itself, and the formula of each.

A formula is written only where it gives the cell's exact value from cells of the same table;
anywhere else the value is written, so that a workbook never computes another figure than it shows.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlsxwriter.utility import xl_rowcol_to_cell

from poolbook.reports.model import Cell, Difference, Ratio, Sum, Table
from poolbook.reports.render import words

Place = tuple[str, str]  # row key, column key
MONEY = ("money", "pounds")  # kinds of columns whose cells are pence


class Live:
    """The formulas of one table whose first row stands at `top` and first figure column at `left`."""

    def __init__(self, table: Table, top: int, left: int) -> None:
        self.kinds = {column.key: column.kind for column in table.columns}
        self.columns = {column.key: left + at for at, column in enumerate(table.columns)}
        self.rows = {row.key: top + at for at, row in enumerate(table.rows)}
        self.cells = {
            (row.key, column.key): words.cell_at(row, column)
            for row in table.rows
            for column in table.columns
        }

    def formula(self, place: Place) -> str | None:
        """The formula at a row and column key, with its `=`; None where the value must stand."""
        if not self._safe(place):
            return None
        cell, (row, column) = self.cells[place], place
        if isinstance(cell.formula, Sum):
            return self._sum(cell, cell.formula.rows, column)
        if isinstance(cell.formula, Difference):
            return self._difference(cell, row, column, cell.formula)
        if isinstance(cell.formula, Ratio):
            return self._ratio(cell, row, cell.formula)
        return None

    def _references(self, place: Place) -> list[Place]:
        """The cells that the formula at a place names, whether they exist or not."""
        formula, (row, column) = self.cells[place].formula, place
        if isinstance(formula, Sum):
            return [(key, column) for key in formula.rows]
        if isinstance(formula, Difference):
            return [(row, formula.left), (row, formula.right)]
        if isinstance(formula, Ratio):
            return [(row, formula.part), (row, formula.whole)]
        return []

    def _safe(self, place: Place) -> bool:
        """Whether every cell named exists and none leads back to this one."""
        waiting, seen = self._references(place), set()
        if not waiting or any(named not in self.cells for named in waiting):
            return False
        while waiting:
            named = waiting.pop()
            if named == place:
                return False
            if named not in seen and named in self.cells:
                seen.add(named)
                waiting += self._references(named)
        return True

    def _sum(self, cell: Cell, rows: Sequence[str], column: str) -> str | None:
        parts = [self.cells[key, column].value for key in rows]
        numbers = [part for part in parts if isinstance(part, int | Fraction)]
        if cell.value is None or sum(numbers) != cell.value or len(set(rows)) < len(rows):
            return None
        at = self.columns[column]
        spans = (
            xl_rowcol_to_cell(first, at)
            if first == last
            else f"{xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(last, at)}"
            for first, last in _runs(sorted(self.rows[key] for key in rows))
        )
        floats = [self._stored(number, column) for number in numbers]
        return self._tidy(f"SUM({','.join(spans)})", sum(floats), cell, column)

    def _difference(self, cell: Cell, row: str, column: str, named: Difference) -> str | None:
        left, right = self.cells[row, named.left], self.cells[row, named.right]
        alike = {self.kinds[named.left], self.kinds[named.right], self.kinds[column]}
        if not (words.is_figure(left) and words.is_figure(right)) or len(alike) > 1:
            return None
        if left.value - right.value != cell.value:
            return None
        floats = self._stored(left.value, column) - self._stored(right.value, column)
        text = f"{self._address(row, named.left)}-{self._address(row, named.right)}"
        return self._tidy(text, floats, cell, column)

    def _ratio(self, cell: Cell, row: str, named: Ratio) -> str | None:
        part, whole = self.cells[row, named.part], self.cells[row, named.whole]
        if not (words.is_figure(part) and words.is_figure(whole)):
            return None
        if self.kinds[named.part] != self.kinds[named.whole]:
            return None
        if whole.value == 0:
            fits = cell.value is None and cell.missing == "n/a"
        else:
            fits = cell.value == Fraction(part.value) / Fraction(whole.value)
        over, under = self._address(row, named.part), self._address(row, named.whole)
        return f'=IF({under}=0,"n/a",{over}/{under})' if fits else None

    def _address(self, row: str, column: str) -> str:
        return xl_rowcol_to_cell(self.rows[row], self.columns[column])

    def _stored(self, value: int | Fraction, column: str) -> float:
        return stored(value, self.kinds[column])

    def _tidy(self, text: str, floats: float, cell: Cell, column: str) -> str | None:
        """The formula, rounded to the penny where binary fractions would leave a trace."""
        if floats == self._stored(cell.value, column):
            return f"={text}"
        return f"=ROUND({text},2)" if self.kinds[column] in MONEY else f"=ROUND({text},12)"


def stored(value: int | Fraction, kind: str) -> float:
    """The number that a workbook's cell holds: pounds for pence, the ratio itself otherwise."""
    return value / 100 if kind in MONEY else float(Fraction(value))


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring rows as (first, last)."""
    first = last = -math.inf
    for row in rows:
        if row == last + 1:
            last = row
            continue
        if last >= 0:
            yield int(first), int(last)
        first = last = row
    if last >= 0:
        yield int(first), int(last)
