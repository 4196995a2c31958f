"""What changed since: one report against another, figure by figure and sentence by sentence.

Rows are the same where key and label are; else where the label is; else where a key that is a name
(and no mere number in order) is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from poolbook.agreements.models import Pool
from poolbook.finance.models import IssuedFile, Period
from poolbook.reports import queries
from poolbook.reports.model import Cell, Column, Report, Row, Table, shown
from poolbook.reports.render import words
from poolbook.rules.refusal import Refusal

_IN_ORDER = re.compile(r".*-\d+")
NOT_THERE = "not there"


@dataclass(frozen=True)
class Change:
    """A cell that is not as it was, with what `poolbook explain` takes for either side.

    `kind` says whether its row, or its whole table, is new or gone; "figure" that only it moved.
    """

    kind: Literal["figure", "added", "removed"]
    table: str
    row: str
    column: str
    before: Cell
    after: Cell
    unit: Column

    @property
    def pence(self) -> int | None:
        """The difference in pence; None where either side is no amount of money."""
        both = (self.before.value, self.after.value)
        if self.unit.kind != "money" or not all(isinstance(value, int) for value in both):
            return None
        return int(self.after.value or 0) - int(self.before.value or 0)

    @property
    def refs(self) -> tuple[str, str]:
        """The references of the figure before and after; "" where it has none."""
        return self.before.ref, self.after.ref

    def said(self, cell: Cell) -> str:
        """The cell to the penny, or in its words; “not there” where its row is not."""
        if (self.kind, cell) in (("added", self.before), ("removed", self.after)):
            return NOT_THERE
        return (
            words.exact(cell, Column("", "", self.unit.kind)) or shown(cell, self.unit) or "blank"
        )


@dataclass(frozen=True)
class Words:
    """A sentence, note or comment that is only in one of the reports."""

    section: str
    text: str
    added: bool


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two reports, and the errata between them."""

    before: Report
    after: Report
    cells: tuple[Change, ...]
    words: tuple[Words, ...]
    errata: tuple[str, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        """Whether the reports say the same."""
        return not (self.cells or self.words or self.errata)

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Rows added or removed as (kind, table, row), in reading order."""
        found = ((c.kind, c.table, c.row) for c in self.cells if c.kind != "figure")
        return tuple(dict.fromkeys(found))


def since_issue(period: Period, pool: Pool) -> Changes:
    """The pack as it was issued against the same report now, with its errata.

    Figures of a closed period stay; what may differ is what was corrected beside them.
    """
    before = issued(period, pool)
    errata = tuple(
        f"{each}: {each.figure}, printed {each.printed}, should be {each.should_be}. {each.reason}"
        for each in period.errata.all()
    )
    return compare(before, queries.report(period, pool), errata)


def between(earlier: Period, later: Period, pool: Pool) -> Changes:
    """One period's pack against another's, each as issued, or as it is now where it is not yet."""
    packs = [
        issued(period, pool) if period.state == "issued" else queries.report(period, pool)
        for period in (earlier, later)
    ]
    return compare(*packs)


def issued(period: Period, pool: Pool) -> Report:
    """The report of a pool as it was issued; raises Refusal where it was not."""
    file = IssuedFile.objects.filter(period=period, name__startswith=f"{pool.code}_").first()
    if file is None:
        raise Refusal(f"{period} was not issued, so there is nothing to compare with")
    return queries.report(period, pool, file.at)


def compare(before: Report, after: Report, errata: tuple[str, ...] = ()) -> Changes:
    """What differs, in the order of the later report; what is gone stands after it."""
    old, new = _tables(before), _tables(after)
    cells: list[Change] = []
    for key in (*new, *(key for key in old if key not in new)):
        cells += _of_table(old.get(key), new.get(key))
    return Changes(before, after, tuple(cells), tuple(_words(before, after)), errata)


def table(changes: Changes) -> Table:
    """The changes as a table that every format prints: to the penny, with the difference."""
    rows = [
        Row(
            f"change-{at}",
            f"{each.table}: {each.row}",
            {
                "column": Cell(each.column),
                "before": Cell(each.said(each.before), each.before.ref),
                "after": Cell(each.said(each.after), each.after.ref),
                "change": Cell(each.pence, each.after.ref, missing="n/a"),
            },
        )
        for at, each in enumerate(changes.cells, 1)
    ]
    sentences = [f"{'New' if w.added else 'Gone'}, {w.section}: {w.text}" for w in changes.words]
    return Table(
        key="changes",
        title="What changed",
        caption=f"{_named(changes.after)} against {_named(changes.before)}",
        columns=(
            Column("column", "Column", "text"),
            Column("before", "Before", "text"),
            Column("after", "After", "text"),
            Column("change", "Change"),
        ),
        rows=tuple(rows),
        label_title="Table and row",
        notes=(*changes.errata, *sentences),
    )


def _named(report: Report) -> str:
    return f"{report.period} {report.year}, as at {words.as_at_words(report)}"


def _tables(report: Report) -> dict[str, Table]:
    return {table.key: table for section in report.sections for table in section.tables}


def _of_table(old: Table | None, new: Table | None) -> Iterator[Change]:
    one = new or old
    assert one
    for before, after in _paired(old.rows if old else (), new.rows if new else ()):
        row = after or before
        assert row
        kind = "figure" if before and after else "added" if after else "removed"
        for column in _columns(old, new):
            was = words.cell_at(before, column) if before else Cell()
            now = words.cell_at(after, column) if after else Cell()
            if _same(was, now):
                continue
            yield Change(kind, one.title, row.label, column.title, was, now, column)


def _columns(old: Table | None, new: Table | None) -> list[Column]:
    found = {column.key: column for each in (old, new) if each for column in each.columns}
    return list(found.values())


def _same(was: Cell, now: Cell) -> bool:
    """Whether both say the same; an empty text is a blank."""
    values = [None if cell.value == "" else cell.value for cell in (was, now)]
    return values[0] == values[1] and was.missing == now.missing


def _paired(old: Sequence[Row], new: Sequence[Row]) -> list[tuple[Row | None, Row | None]]:
    """Rows of both, each with its other; those of the newer table first, then those that are gone."""
    left, pairs = list(old), {}
    for alike in (
        lambda a, b: (a.key, a.label) == (b.key, b.label),
        lambda a, b: a.label == b.label and bool(a.cells) == bool(b.cells),
        lambda a, b: a.key == b.key and not _IN_ORDER.fullmatch(a.key),
    ):
        for at, row in enumerate(new):
            found = next((each for each in left if at not in pairs and alike(each, row)), None)
            if found:
                pairs[at] = found
                left.remove(found)
    return [*((pairs.get(at), row) for at, row in enumerate(new)), *((row, None) for row in left)]


def _words(before: Report, after: Report) -> Iterator[Words]:
    old, new = list(_sentences(before)), list(_sentences(after))
    for section, text in new:
        if (section, text) not in old:
            yield Words(section, text, added=True)
    for section, text in old:
        if (section, text) not in new:
            yield Words(section, text, added=False)


def _sentences(report: Report) -> Iterator[tuple[str, str]]:
    for section in report.sections:
        for text in (*section.paragraphs, *section.bullets):
            yield section.title, text
        for each in section.tables:
            for note in each.notes:
                yield each.title, note
