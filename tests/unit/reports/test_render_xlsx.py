"""The workbook works: live formulas where they are right, values where not, set up for printing."""

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from poolbook.reports.model import Cell, Column, Difference, Ratio, Row, Section, Sum, Table
from poolbook.reports.render import xlsx, xlsx_table
from poolbook.reports.render.live import Live, stored
from tests.unit.reports import reading
from tests.unit.reports.sample import detail_table, sample_report, wrong_formulas_table


def written(*tables: Table) -> bytes:
    section = Section("s", "Section", tables=tables)
    return xlsx.render(replace(sample_report(), sections=(section,)))


def test_totals_variations_and_percentages_are_live():
    found = reading.formulas(written(detail_table()))
    sheet = "Learning disabilities"
    assert found[sheet, "F5"] == "=E5-C5"
    assert found[sheet, "G5"] == '=IF(C5=0,"n/a",F5/C5)'
    assert found[sheet, "G10"] == '=IF(C10=0,"n/a",F10/C10)'
    assert found[sheet, "C12"] == "=SUM(C5:C11)"
    assert found[sheet, "B12"] == "=SUM(B5:B11)"


def test_a_formula_that_would_give_another_figure_is_not_written():
    found = reading.formulas(written(wrong_formulas_table()))
    assert set(found) == {("Odd formulas", "B7"), ("Odd formulas", "E6")}


def test_rows_apart_are_added_in_runs_and_words_count_for_nothing():
    rows = [Row(f"r{at}", f"R{at}", {"x": Cell(at * 100)}) for at in range(7)]
    rows[5] = Row("r5", "R5", {"x": Cell(missing="no data")})
    rows.append(Row("t", "T", {"x": Cell(700, formula=Sum(("r0", "r1", "r2", "r4", "r5")))}))
    table = Table("t", "T", "", (Column("x", "X"),), tuple(rows))
    assert Live(table, 4, 1).formula(("t", "x")) == "=SUM(B5:B7,B9:B10)"


def test_pennies_that_binary_cannot_hold_are_rounded_in_the_formula():
    rows = (Row("a", "A", {"x": Cell(10)}), Row("b", "B", {"x": Cell(20)}),
            Row("t", "T", {"x": Cell(30, formula=Sum(("a", "b")))}))  # fmt: skip
    assert Live(Table("t", "T", "", (Column("x", "X"),), rows), 4, 1).formula(("t", "x")) == (
        "=ROUND(SUM(B5:B6),2)"
    )
    assert stored(30, "money") != 0.1 + 0.2


def test_figures_that_lead_to_themselves_are_values():
    columns = (Column("a", "A"), Column("b", "B"))
    cells = {"a": Cell(0, formula=Difference("b", "a")), "b": Cell(0, formula=Difference("a", "a"))}
    rows = (Row("r", "R", cells), Row("s", "S", {"a": Cell(0, formula=Sum(("s", "r")))}))
    live = Live(Table("t", "T", "", columns, rows), 4, 1)
    assert [live.formula(place) for place in (("r", "a"), ("r", "b"), ("s", "a"))] == [None] * 3


@given(
    st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=15),
    st.integers(-(10**11), 10**11),
)
@settings(max_examples=150, deadline=None)
def test_every_live_formula_gives_the_exact_figure(parts, other):
    """Evaluated as a spreadsheet does, in floats, each formula gives the cell's own value."""
    columns = (Column("a", "A"), Column("b", "B"), Column("d", "D"), Column("p", "P", "percent"))
    rows = [
        Row(f"r{at}", "R", {
            "a": Cell(part), "b": Cell(other),
            "d": Cell(part - other, formula=Difference("a", "b")),
            "p": Cell(Fraction(part - other, other) if other else None,
                      formula=Ratio("d", "b"), missing="n/a")})
        for at, part in enumerate(parts)
    ]  # fmt: skip
    keys = tuple(row.key for row in rows)
    rows.append(Row("t", "T", {"a": Cell(sum(parts), formula=Sum(keys))}))
    table = Table("t", "T", "", columns, tuple(rows))
    live = Live(table, 4, 1)
    assert live.formula(("t", "a"))
    for row in rows[:-1]:
        difference = stored(row.cells["a"].value, "money") - stored(other, "money")
        if live.formula((row.key, "d")).startswith("=ROUND"):
            difference = round(difference, 2)
        assert difference == stored(row.cells["d"].value, "money")
        assert live.formula((row.key, "p"))


def test_negatives_that_round_to_nothing_show_as_zero_and_ties_do_not():
    for kind, edge in (("money", 500), ("percent", 0.005), ("share", 0.00005)):
        least, most, text = xlsx_table.NOTHING[kind]
        assert -edge < least < most < 0 and text.strip('"%0.') == ""
    book = load_workbook(io.BytesIO(written(detail_table())))
    rules = [rule for area in book.worksheets[2].conditional_formatting for rule in area.rules]
    assert {rule.dxf.numFmt.formatCode for rule in rules} == {'"0";"0";"0"', '"0%";"0%";"0%"'}


def test_cells_hold_pounds_and_show_thousands():
    sheet = load_workbook(io.BytesIO(written(detail_table()))).worksheets[2]
    assert sheet["B5"].value == 24_388_020 and sheet["E10"].value == 499.99
    assert sheet["B5"].number_format == '#,##0,;"−"#,##0,;0'
    assert sheet["A3"].value == "Amounts in £000. Cells hold pounds and pence."


def test_sheets_are_frozen_fitted_and_titled_for_print():
    book = load_workbook(io.BytesIO(xlsx.render(sample_report())))
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
    for sheet in book.worksheets[2:]:
        assert sheet.freeze_panes == "B5" and sheet.print_title_rows == "$1:$4"
    assert book.properties.title.startswith("Outcomes, outputs and cost report")
    assert book.properties.subject == "Oxfordshire section 75 agreement, 2020/21"


def test_notes_stand_under_their_table():
    sheet = load_workbook(io.BytesIO(written(detail_table()))).worksheets[2]
    texts = [cell.value for cell in sheet["A"][12:] if cell.value]
    assert texts[0] == "Notes" and texts[1].startswith("1. Shared Lives") and len(texts) == 5


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["A [b] c: d/e*?"], ["A b c d e"]),
        (["Same", "same", "SAME"], ["Same", "same 2", "SAME 3"]),
        (["Contents", "History", "", "'quoted'"], ["Contents 2", "History 2", "Table", "quoted"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " 2"]),
    ],
)
def test_sheet_names_follow_excels_rules(titles, names):
    tables = [Table(str(at), title, "", (), ()) for at, title in enumerate(titles)]
    assert xlsx.sheet_names(tables) == names


def test_text_longer_than_a_cell_is_cut_with_a_mark():
    assert (
        xlsx_table.clip("x" * 40_000).endswith("x…")
        and len(xlsx_table.clip("x" * 40_000)) == 32_767
    )
    sheet = load_workbook(io.BytesIO(written(replace(detail_table(), notes=("y" * 40_000,)))))
    assert len(sheet.worksheets[2]["A15"].value) == 32_767
