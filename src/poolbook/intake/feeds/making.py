"""A measure's value of one row, made of its columns: read, added, divided or counted."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from poolbook.intake.feeds.layout import MeasureFrom, TableFrom
from poolbook.intake.feeds.texts import RowTest
from poolbook.intake.reading.amounts import is_error
from poolbook.intake.reading.faults import Faults
from poolbook.intake.reading.model import Cell
from poolbook.rules.measures.figures import MARKS, Figure, FigureError, figure, ratio
from poolbook.rules.measures.kinds import VALUE

NOT_AVAILABLE = "not available"
SUPPRESSED = "suppressed"
Signed = tuple[int, int]  # column, +1 or -1


@dataclass
class Sources:
    """A measure with its columns found, for one group of columns of a table."""

    measure: MeasureFrom
    value: int | None = None
    sum: list[Signed] = field(default_factory=list)
    numerator: list[Signed] = field(default_factory=list)
    denominator: list[Signed] = field(default_factory=list)
    count: int | None = None
    note: int | None = None
    note_name: str = ""
    when: list[RowTest] = field(default_factory=list)
    rows: list[RowTest] = field(default_factory=list)
    of_rows: list[RowTest] = field(default_factory=list)


class Made(NamedTuple):
    """A value, or the reason why there is none; with what it was made of."""

    status: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    count: int | None = None
    note: str = ""


LEFT_OUT = Made("")


class Maker:
    """Makes values of rows of a sheet; what is no figure is a fault at its cell."""

    def __init__(self, table: TableFrom, faults: Faults) -> None:
        self.faults = faults
        self.brackets = table.brackets
        self.leave_blank = table.blank == "leave out"
        self.no_value = frozenset(" ".join(text.split()).casefold() for text in table.no_value)
        self.marks = {text.casefold(): status for text, status in table.marks.items()}
        self.left_out = 0
        self.read_before: dict[Cell, Figure] = {}
        self.bad: set[tuple[int, int]] = set()

    def make(self, sources: Sources, row: list[Cell], number: int) -> Made | None:
        """The value of a row; LEFT_OUT where the layout takes none, None where a cell is at fault."""
        measure = sources.measure
        if sources.value is not None:
            return self._published(sources, row, number)
        if sources.sum:
            total = self._added(sources.sum, row, number)
            if total is None or isinstance(total, Made):
                return total
            return Made(VALUE, total * _decimal(measure.times))
        if measure.rows:
            counted = all(test.passes(row) for test in sources.of_rows)
            hit = counted and all(test.passes(row) for test in sources.rows)
            return Made(VALUE, None, Decimal(hit), Decimal(counted))
        above = self._added(sources.numerator, row, number)
        below = self._added(sources.denominator, row, number)
        for each in (above, below):
            if each is None or isinstance(each, Made):
                return each
        assert isinstance(above, Decimal) and isinstance(below, Decimal)
        return Made(VALUE, None, above * _decimal(measure.numerator_times), below)

    def _published(self, sources: Sources, row: list[Cell], number: int) -> Made | None:
        assert sources.value is not None
        measure = sources.measure
        found = self.read(row, sources.value, number)
        if found is None or found is LEFT_OUT:
            return found
        assert isinstance(found, Figure)
        notes = [found.note] if found.note else []
        if found.status != VALUE:
            return Made(found.status, note="; ".join(notes))
        assert found.value is not None
        above = self._added(sources.numerator, row, number) if sources.numerator else None
        below = self._added(sources.denominator, row, number) if sources.denominator else None
        count = self.read(row, sources.count, number) if sources.count is not None else None
        if sources.note is not None and sources.note < len(row) and row[sources.note] != "":
            aside = self.read(row, sources.note, number)
            if isinstance(aside, Figure) and aside.value is not None:
                notes.append(f"{sources.note_name} {_shown(aside.value)}")
        return Made(
            VALUE,
            found.value * _decimal(measure.times),
            above * _decimal(measure.numerator_times) if isinstance(above, Decimal) else None,
            below if isinstance(below, Decimal) else None,
            int(count.value) if isinstance(count, Figure) and count.value is not None else None,
            "; ".join(notes),
        )

    def _added(self, parts: list[Signed], row: list[Cell], number: int) -> Decimal | Made | None:
        """The sum of columns; Made (without a value) where one of them has none; None at a fault."""
        total, first = Decimal(0), None
        for index, sign in parts:
            found = self.read(row, index, number)
            if found is None or found is LEFT_OUT:
                return found  # type: ignore[return-value]
            assert isinstance(found, Figure)
            if found.status != VALUE:
                first = first or found
            else:
                assert found.value is not None
                total += sign * found.value
        if first is None:
            return total
        return Made(first.status, note=first.note or "a part of it is not in the file")

    def read(self, row: list[Cell], index: int, number: int) -> Figure | Made | None:
        """A cell as a figure; a cell that is none is a fault, told once."""
        cell = row[index] if index < len(row) else ""
        known = None if cell is True or cell is False else self.read_before.get(cell)
        if known is not None:
            return known
        note, key = "", cell
        if isinstance(cell, str):
            said = " ".join(cell.split())
            if (said == "" and self.leave_blank) or said.casefold() in self.no_value:
                self.left_out += 1
                return LEFT_OUT
            if said.casefold() in self.marks:
                return Figure(self.marks[said.casefold()], None, f"the source says {said}")
            if self.brackets and said.endswith(")") and " (" in said:
                said, _, rest = said.partition(" (")
                note = f"the file also gives {rest[:-1]} in brackets"
            if is_error(said) and said.casefold() not in MARKS:
                return self._fault(index, number, cell, f"“{said}” is an error of the spreadsheet.")
            cell = said
        try:
            found = figure(cell)
        except FigureError as error:
            return self._fault(index, number, cell, f"{error}.")
        if note:
            return Figure(found.status, found.value, note)
        self.read_before[key] = found
        return found

    def _fault(self, index: int, number: int, cell: Cell, says: str) -> None:
        if (number, index) not in self.bad:
            self.bad.add((number, index))
            self.faults.at(
                "not-a-figure",
                number,
                index,
                says,
                value=cell,
                do="Correct the cell, or ask the publisher; a mark such as [x], - or * is understood.",
            )


def divided(made: Made, per: int) -> Made:
    """A numerator over its denominator; nothing to divide by is not available."""
    assert made.numerator is not None and made.denominator is not None
    value = ratio(made.numerator, made.denominator, per)
    if value is None:
        return made._replace(status=NOT_AVAILABLE, value=None, note="nothing to divide by (0)")
    return made._replace(value=value)


def added(one: Made, other: Made) -> Made:
    """Two rows of the same measure, area and time as one. What is missing in one is missing."""
    for each in (one, other):
        if each.status != VALUE:
            return each
    return Made(
        VALUE,
        _plus(one.value, other.value),
        _plus(one.numerator, other.numerator),
        _plus(one.denominator, other.denominator),
        None if one.count is None or other.count is None else one.count + other.count,
    )


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))


def _shown(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
