"""Footnotes where rounding shows: a printed total that its printed rows do not add to, or a
printed difference that its printed columns do not give.

Domain rule: "A printed total is the rounded total, never the sum of rounded parts; where the two
differ, the table says so in a note."
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from poolbook.reports.model import Cell, Column, Difference, Row, Sum, Table, shown
from poolbook.rules import money

STEPS = {"money": Fraction(100_000), "percent": Fraction(1, 100), "share": Fraction(1, 10_000)}
SEPARATE_NOTES = 4  # more than this many and the notes of a table become one
LISTED_IN_FULL = 12  # more than this many and the combined note names places without figures


@dataclass(frozen=True)
class Misfit:
    """A figure that is right but that a reader with a pencil would not get from the printed ones."""

    row: str
    column: str
    added: str
    shown: str
    formula: Sum | Difference
    sides: tuple[str, str] = ("", "")

    @property
    def is_sum(self) -> bool:
        """Whether rows were added (else one column was taken from another)."""
        return isinstance(self.formula, Sum)


def with_rounding_notes(table: Table) -> Table:
    """The table with a note for every figure that rounding parts from its printed parts.

    Nothing is said of a figure that is not exactly the sum or difference that its formula names:
    that would be no matter of rounding. Calling it twice adds nothing.
    """
    new = [note for note in _notes(misfits(table)) if note not in table.notes]
    return replace(table, notes=(*table.notes, *new)) if new else table


def misfits(table: Table) -> list[Misfit]:
    """Every figure whose rounded parts do not give the rounded figure, in reading order."""
    rows = {row.key: row for row in table.rows}
    columns = {column.key: column for column in table.columns}
    found = (
        _misfit(row, column, rows, columns)
        for row in table.rows
        for column in table.columns
        if column.key in row.cells
    )
    return [misfit for misfit in found if misfit]


def _misfit(
    row: Row, column: Column, rows: dict[str, Row], columns: dict[str, Column]
) -> Misfit | None:
    cell = row.cells[column.key]
    if column.kind not in STEPS or not isinstance(cell.value, int | Fraction):
        return None
    sides = ("", "")
    if isinstance(cell.formula, Sum):
        if not all(key in rows for key in cell.formula.rows):
            return None
        parts = [_number(rows[key].cells.get(column.key)) for key in cell.formula.rows]
    elif isinstance(cell.formula, Difference):
        left, right = cell.formula.left, cell.formula.right
        if any(key not in columns or columns[key].kind != column.kind for key in (left, right)):
            return None
        parts = [_number(row.cells.get(left)), -_number(row.cells.get(right))]
        sides = (_plain(columns[left].title), _plain(columns[right].title))
    else:
        return None
    step = STEPS[column.kind]
    added = sum(money.round_half_up(part / step) for part in parts)
    if sum(parts) != cell.value or added == money.round_half_up(Fraction(cell.value) / step):
        return None
    printed = shown(Cell(int(added * step) if column.kind == "money" else added * step), column)
    return Misfit(
        _plain(row.label), _plain(column.title), printed, shown(cell, column), cell.formula, sides
    )


def _number(cell: Cell | None) -> Fraction:
    """What the cell adds to a sum; a blank or a word adds nothing."""
    value = cell.value if cell else None
    return Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _inline(title: str) -> str:
    """A column title inside a sentence: small first letter, unless it is a name or an acronym."""
    named = any(word[:1].isupper() for word in title.split()[1:])
    return title if named or not title[1:2].islower() else title[:1].lower() + title[1:]


def _notes(found: list[Misfit]) -> list[str]:
    groups: dict[tuple[str, bool], list[Misfit]] = {}
    for misfit in found:
        groups.setdefault((misfit.row, misfit.is_sum), []).append(misfit)
    if len(groups) > SEPARATE_NOTES:
        return [_combined(found)]
    return [_row_note(group) for group in groups.values()]


def _row_note(group: list[Misfit]) -> str:
    """One note for the sums, or for the differences, of one row."""
    first, many = group[0], len(group) > 1
    if not many and first.is_sum:
        return (
            f"{first.row}, {_inline(first.column)}: the rounded rows add to {first.added}; "
            f"the figure shown, {first.shown}, is the rounded total."
        )
    if not many:
        left, right = (_inline(side) for side in first.sides)
        return (
            f"{first.row}, {_inline(first.column)}: the rounded {left} less the rounded {right} "
            f"is {first.added}; the figure shown, {first.shown}, is the rounded difference."
        )
    verb, kind = ("add to", "totals") if first.is_sum else ("differ by", "differences")
    what = "rows" if first.is_sum else "columns"
    added = _and(f"{m.added} for {_inline(m.column)} (shown {m.shown})" for m in group)
    return f"{first.row}: the rounded {what} {verb} {added}; the figures shown are rounded {kind}."


def _combined(found: list[Misfit]) -> str:
    """One note for a whole table with many such figures, by row for sums, by column for others."""
    full = len(found) <= LISTED_IN_FULL
    said = ["Rounding: each figure is rounded from pence by itself"]
    sums: dict[str, list[Misfit]] = {}
    differences: dict[str, list[Misfit]] = {}
    for misfit in found:
        groups, key = (sums, misfit.row) if misfit.is_sum else (differences, misfit.column)
        groups.setdefault(key, []).append(misfit)
    for row, group in sums.items():
        columns = _and(_place(_inline(m.column), m, full) for m in group)
        said.append(f"{row}: the rounded rows do not add to the figure shown for {columns}")
    for column, group in differences.items():
        places = _and(_place(m.row, m, full) for m in group)
        said.append(f"{column}: the rounded columns do not give the figure shown for {places}")
    return ". ".join(said) + "."


def _place(name: str, misfit: Misfit, full: bool) -> str:
    return f"{name} ({misfit.added}, shown {misfit.shown})" if full else name


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
