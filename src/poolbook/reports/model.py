"""What a report is, before any format: sections of tables whose cells know their figure and why.

Every renderer (a module each in `render`) reads these classes and nothing else, so that a figure
cannot differ between formats. Money is whole pence; ratios are exact fractions.
"""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

from poolbook.rules import money

ColumnKind = Literal["text", "money", "percent", "share", "tenths", "count", "pounds"]
RowKind = Literal["heading", "line", "subtotal", "total"]


@dataclass(frozen=True)
class Sum:
    """A figure that is the sum of the same column in other rows of its table."""

    rows: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A figure that is one column less another in the same row."""

    left: str
    right: str


@dataclass(frozen=True)
class Ratio:
    """A figure that is one column over another in the same row; n/a where that is zero."""

    part: str
    whole: str


Formula = Sum | Difference | Ratio


@dataclass(frozen=True)
class Cell:
    """One figure or text. `value` None means that there is nothing to show, for the reason `missing`.

    `ref` is what `poolbook explain` takes. `missing` is the text shown instead of a figure: "" (a
    blank by design), "n/a", "no data", "NR", or "data not available: …". `picture` is an SVG beside
    the text where a format can show it (page, HTML, PDF); the text says the same without it.
    """

    value: int | Fraction | str | None = None
    ref: str = ""
    formula: Formula | None = None
    missing: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Column:
    """A column. `money` is pence shown as £000; `percent` a fraction shown as whole %; `share` with two places.

    `tenths` is a change, a fraction shown as % with its sign and one place. `count` is a whole number; `pounds` is pence shown as whole pounds, such as a cost a week.

    `over` marks a variation from budget, positive is overspend: every format then says so in words.
    """

    key: str
    title: str
    kind: ColumnKind = "money"
    over: bool = False


@dataclass(frozen=True)
class Row:
    """A row, with one cell a column other than the label; `level` is its depth in the tree (0 at the top)."""

    key: str
    label: str
    cells: dict[str, Cell]
    kind: RowKind = "line"
    level: int = 0


@dataclass(frozen=True)
class Table:
    """A table: what it shows (`caption`), its unit, columns, rows and footnotes.

    The first printed column is the rows' labels under `label_title`; `columns` are those after it.
    """

    key: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    label_title: str = "Description of service"
    unit: str = "£000"
    notes: tuple[str, ...] = ()

    def cell(self, row: str, column: str) -> Cell:
        """The cell at a row key and column key; KeyError where there is none."""
        return next(r for r in self.rows if r.key == row).cells[column]


@dataclass(frozen=True)
class Section:
    """A part of the report: paragraphs, then bullets, then tables."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole report at one moment. `head` is the record's head hash; `reading` says how to read signs."""

    title: str
    agreement: str
    pool: str
    year: str
    period: str
    state: str
    as_at: datetime
    head: str
    sections: tuple[Section, ...]
    reading: tuple[str, ...] = ()
    sources: tuple[str, ...] = field(default=())

    def table(self, key: str) -> Table:
        """The table with this key, wherever it stands; StopIteration where there is none."""
        return next(t for s in self.sections for t in s.tables if t.key == key)


def shown(cell: Cell, column: Column) -> str:
    """The cell as every format prints it."""
    if cell.value is None:
        return cell.missing
    if isinstance(cell.value, str):
        return cell.value
    if column.kind == "money":
        return money.show_thousands(int(cell.value))
    if column.kind == "pounds":
        return money.show_whole(int(cell.value))
    if column.kind == "count":
        return money.signed(f"{abs(int(cell.value)):,}", cell.value < 0)
    if column.kind == "tenths":
        said = money.show_percent(Fraction(cell.value), 1)
        return f"+{said}" if cell.value > 0 and said != "0.0%" else said
    return money.show_percent(Fraction(cell.value), 2 if column.kind == "share" else 0)
