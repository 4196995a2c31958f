"""What every format says alike: the title block, the unit line, exact amounts, cleaned text."""

import re
from datetime import UTC, datetime
from fractions import Fraction

from poolbook.reports.model import Cell, Column, Report, Row, Table, shown
from poolbook.rules import money

EMPTY = Cell()
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without control characters, which no file format carries safely.

    Line breaks stay; a tab becomes a space.
    """
    plain = text.replace("\r\n", "\n").replace("\t", " ")
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", plain)


def cell_at(row: Row, column: Column) -> Cell:
    """The row's cell in a column; an empty one where the row has none (a heading, say)."""
    return row.cells.get(column.key, EMPTY)


def printed(row: Row, column: Column) -> str:
    """What a reader sees in the row at the column, in every format."""
    return clean(shown(cell_at(row, column), column))


def is_figure(cell: Cell) -> bool:
    """Whether the cell holds a number (and not a word or a reason for none)."""
    return isinstance(cell.value, int | Fraction)


def exact(cell: Cell, column: Column) -> str:
    """The figure unrounded, in words for a person: `£83,000.00 under`, `−£12.50`, `−1.0325%`."""
    if not is_figure(cell):
        return ""
    if column.kind == "money":
        amount = int(cell.value)
        if column.over and amount:
            return f"{money.show_pounds(abs(amount))} {'over' if amount > 0 else 'under'}"
        return money.show_pounds(amount)
    if column.kind == "pounds":
        return money.show_pounds(int(cell.value))
    if column.kind == "count":
        return ""
    return money.show_percent(Fraction(cell.value), 4)


def hint(column: Column) -> str:
    """How to read the column's sign, or nothing where it needs no words."""
    return f"over, {money.MINUS} under" if column.over else ""


def caption(table: Table) -> str:
    """What the table shows, as a whole sentence that the unit can follow."""
    said = clean(table.caption).rstrip()
    return said if not said or said[-1] in ".!?:;" else f"{said}."


def unit_line(table: Table) -> str:
    """The unit in words: `Amounts in £000.`; empty for a table of text only."""
    return f"Amounts in {clean(table.unit)}." if table.unit else ""


def made(report: Report) -> datetime:
    """The moment that goes into a file's properties, in UTC; never the clock's."""
    moment = report.as_at
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def as_at_words(report: Report) -> str:
    """The report's moment: `30 November 2020, 09:15 UTC`."""
    moment = report.as_at
    zone = f" {moment.tzname()}" if moment.tzname() else ""
    return f"{moment.day} {moment:%B %Y, %H:%M}{zone}"


def facts(report: Report) -> list[tuple[str, str]]:
    """The title block as (name, words), in reading order."""
    block = [
        ("Agreement", report.agreement),
        ("Pool", report.pool),
        ("Year", report.year),
        ("Period", report.period),
        ("State", report.state),
        ("As at", as_at_words(report)),
        ("Record head", report.head),
    ]
    return [(name, clean(text)) for name, text in block if text]


def full_title(report: Report) -> str:
    """The title with pool, period and year, as a browser tab or a file's properties show it."""
    return clean(" – ".join(part for part in (report.title, report.pool, report.period) if part))
