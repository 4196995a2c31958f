"""What changed between two reports: cells, rows, tables and sentences, to the penny."""

from dataclasses import replace

from poolbook.reports import changes
from poolbook.reports.model import Cell, Column, Report, Row, Section, Table
from poolbook.reports.render import FORMATS, render
from tests.unit.reports.sample import sample_report

SIDES = ["£1,000", "£1,000.01"]
COLUMNS = (Column("budget", "Budget"), Column("why", "Why", "text"))


def row(key: str, label: str, pence: int | None, why: str = "", ref: str = "") -> Row:
    missing = "no data" if pence is None else ""
    return Row(key, label, {"budget": Cell(pence, ref, missing=missing), "why": Cell(why)})


def report(*rows: Row, said: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> Report:
    table = Table("t", "Lines", "All lines", COLUMNS, rows, notes=notes)
    return replace(sample_report(), sections=(Section("s", "Summary", said, tables=(table,)),))


def test_the_same_report_has_no_changes():
    assert changes.compare(sample_report(), sample_report()).nothing


def test_a_change_of_a_penny_is_seen_where_print_shows_none():
    found = changes.compare(report(row("a", "A", 100_000, ref="old")), report(row("a", "A", 100_001, ref="new")))  # fmt: skip
    (cell,) = found.cells
    assert (cell.kind, cell.row, cell.column, cell.pence) == ("figure", "A", "Budget", 1)
    assert cell.refs == ("old", "new")
    told = changes.table(found).rows[0].cells
    assert [told[key].value for key in ("before", "after", "change")] == [*SIDES, 1]


def test_no_data_that_becomes_a_figure_has_no_difference():
    (cell,) = changes.compare(report(row("a", "A", None)), report(row("a", "A", 5_00))).cells
    assert cell.pence is None and cell.said(cell.before) == "no data"


def test_rows_added_and_removed_are_named():
    before = report(row("a", "A", 1), row("b", "B", 2))
    found = changes.compare(before, report(row("a", "A", 1), row("c", "C", 3)))
    assert found.rows == (("added", "Lines", "C"), ("removed", "Lines", "B"))
    gone = found.cells[-1]
    assert gone.said(gone.after) == changes.NOT_THERE and gone.pence is None
    assert changes.table(found).rows[-1].cells["change"].missing == "n/a"


def test_a_row_is_known_by_its_name_where_keys_only_count():
    before = report(row("step-1", "Schedule", 10), row("step-2", "Virement: beds", 4))
    after = report(row("step-1", "Schedule", 10), row("step-2", "Grant", 7), row("step-3", "Virement: beds", 4))  # fmt: skip
    found = changes.compare(before, after)
    assert [(c.kind, c.row) for c in found.cells] == [("added", "Grant")]


def test_a_renamed_line_keeps_its_key():
    found = changes.compare(report(row("care", "Care", 1)), report(row("care", "Care homes", 2)))
    assert [(c.kind, c.row, c.pence) for c in found.cells] == [("figure", "Care homes", 1)]


def test_tables_and_sentences_that_come_and_go():
    bare = replace(sample_report(), sections=())
    found = changes.compare(bare, report(row("a", "A", 1), said=("Over.",), notes=("Late.",)))
    assert {c.kind for c in found.cells} == {"added"}
    assert [(w.section, w.text, w.added) for w in found.words] == [("Summary", "Over.", True), ("Lines", "Late.", True)]  # fmt: skip
    back = changes.compare(found.after, bare)
    assert {c.kind for c in back.cells} == {"removed"} and not any(w.added for w in back.words)


def test_the_table_of_changes_prints_in_every_format():
    found = changes.compare(report(row("a", "=A", 1, "x")), report(row("a", "=A", 2, "{{ y }}")), ("Erratum 1",))  # fmt: skip
    table = changes.table(found)
    assert table.notes == ("Erratum 1",)
    whole = replace(sample_report(), sections=(Section("changes", "What changed", tables=(table,)),))  # fmt: skip
    assert all(render(whole, kind) for kind in FORMATS)
