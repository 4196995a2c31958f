"""The grid's rows as the page shows them: figures in whole pounds, each a link to where it comes from.

Written in Python and not in the template, because a page has thousands of them, and because what is
saved comes back to the page in the same form.
"""

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from poolbook.audit.kept import again
from poolbook.finance.queries.figures import Figures
from poolbook.finance.queries.grid import Grid
from poolbook.reports.build.grid import table as build_table
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.reports.render import words
from poolbook.rules import money

OWN = ("method", "forecast", "reason")  # what a line's row takes entries in


def amount(pence: int) -> str:
    """Pounds without their sign, with pence only where there are any: what an input holds."""
    return money.show_pounds(pence).replace("£", "")


def rounded(pence: int) -> str:
    """Whole pounds for reading, half-up: `1,303,450`, `−83`."""
    whole = money.nearest(pence, 100)
    return money.signed(f"{abs(whole):,}", whole < 0)


@dataclass
class Line:
    """One row of the page. `cells` are its figures by column, as HTML."""

    row: Row
    cells: dict[str, SafeString]
    under: tuple[str, ...] = ()
    item: Figures | None = None
    editable: bool = False
    asked: bool = False  # moved, and nobody has said why
    comments: int = 0
    known: dict[str, str] = field(default_factory=dict)  # what `=budget` and its like stand for

    @property
    def level(self) -> int:
        """How deep it stands, from 1."""
        return self.row.level + 1

    @property
    def version(self) -> int:
        """The number of the newest version of its forecast; 0 where there is none."""
        return self.item.forecast.version if self.item and self.item.forecast else 0

    @property
    def method(self) -> str:
        """The method of its forecast; "" where there is none."""
        return self.item.forecast.method if self.item and self.item.forecast else ""

    @property
    def amount(self) -> str:
        """Its forecast as the input holds it."""
        return amount(self.item.forecast.pence) if self.item and self.item.forecast else ""

    @property
    def basis(self) -> str:
        """How its forecast was computed, in words."""
        return self.item.forecast.basis if self.item and self.item.forecast else ""

    @property
    def reason(self) -> str:
        """Why its forecast is what it is."""
        return self.item.forecast.reason if self.item and self.item.forecast else ""


class Page:
    """The grid's table and its rows."""

    def __init__(self, grid: Grid, show: str = "", compare: str = "") -> None:
        self.grid, self.compare = grid, compare
        self.table: Table = build_table(grid, show, compare)
        self.why = reverse("why", kwargs={"agreement": grid.period.agreement.code}) + "?figure="

    def lines(self, only: set[str] | None = None) -> list[Line]:
        """The rows in order; `only` leaves out lines (not headings) of other codes."""
        items = {item.line.code: item for item in self.grid.figures}
        found: list[Line] = []
        above: list[str] = []
        for row in self.table.rows:
            del above[row.level :]
            under = tuple(above)
            if row.kind == "subtotal":
                above.append(row.key)
            if only is not None and row.kind == "line" and row.key not in only:
                continue
            line = Line(row, self._cells(row), under)
            if row.kind == "line":
                self._fill(line, items[row.key])
            found.append(line)
        return found

    def _cells(self, row: Row) -> dict[str, SafeString]:
        """A row's figures as HTML; those made before while it is the same row."""
        return again(
            self.grid.made,
            ("cells", self.compare, row.key),
            [row],
            lambda: {c.key: self.figure(row, c) for c in self.table.columns},
        )

    def _fill(self, line: Line, item: Figures) -> None:
        grid, last = self.grid, self.grid.last.get(item.id)
        line.item, line.editable = item, grid.may_edit(item)
        line.asked = grid.unexplained(item)
        line.comments = grid.comments.get(item.id, 0)
        known = {
            "budget": item.budget,
            "last": last.pence if last else None,
            "actual": item.actual,
            "forecast": item.forecast.pence if item.forecast else None,
        }
        line.known = {name: str(pence) for name, pence in known.items() if pence is not None}

    def figure(self, row: Row, column: Column) -> SafeString:
        """What stands in a cell: a figure that links to its explanation, or why there is none."""
        cell = words.cell_at(row, column)
        if column.kind == "text":
            return SafeString(escape(cell.value or ""))
        if cell.value is None:
            return mark_safe(f'<span class="pb-missing">{escape(cell.missing)}</span>')
        shown = self._shown(cell, column)
        if not cell.ref:
            title = words.exact(cell, column)
            if column.key == "expected":
                title = self._expected.get(row.key, "the sum of the lines that have one")
            return mark_safe(f'<span title="{escape(title)}">{shown}</span>')
        title = escape(words.exact(cell, column))
        href = escape(self.why + quote(cell.ref, safe=""))
        return mark_safe(f'<a class="pb-why" href="{href}" title="{title}">{shown}</a>')

    def _shown(self, cell: Cell, column: Column) -> str:
        if column.kind == "money":
            return rounded(int(cell.value or 0))
        return escape(money.show_percent(money.Fraction(cell.value or 0), 1))

    @cached_property
    def _expected(self) -> dict[str, str]:
        """How a line's expected spend is known, by its code."""
        known = ((item.line.code, self.grid.expected(item)) for item in self.grid.figures)
        return {code: estimate.words for code, estimate in known if estimate}

    def columns(self) -> list[dict[str, Any]]:
        """The heads of the columns."""
        return [
            {"key": c.key, "title": c.title, "hint": words.hint(c), "words": c.kind == "text"}
            for c in self.table.columns
        ]
