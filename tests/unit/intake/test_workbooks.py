"""XLSX, XLS and ODS: the same table in each, and the child process that opens them."""

import datetime
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from poolbook.intake.reading import Layout, read_file, workbook
from poolbook.intake.reading.biff import errors_by_sheet
from tests.broken import workbooks
from tests.unit.intake.helpers import codes, read

HEADINGS = ["Cost centre", "Account", "Date", "Amount"]
DAY = datetime.datetime(2020, 4, 13)


def test_dates_codes_and_an_offset_table_in_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet("Notes").write(0, 0, "Read me")
        sheet = book.add_worksheet("Ledger")
        sheet.write(1, 2, "Ledger for the pool")
        sheet.write_row(3, 2, HEADINGS)
        sheet.write_row(4, 2, ["0040012", 40012])
        sheet.write_datetime(4, 4, DAY, date)
        sheet.write(4, 5, 12.340000001)
        sheet.write_row(5, 2, ["C2", "A2", "14/04/2020", "(5.00)"])
    reading = read_file(path)
    assert (reading.sheet, reading.header_row, codes(reading)) == ("Ledger", 4, [])
    assert [(c.letter, c.index) for c in reading.columns if c.name] == [
        ("C", 2),
        ("D", 3),
        ("E", 4),
        ("F", 5),
    ]
    first, second = reading.rows
    assert (first.cost_centre, first.account, first.date) == ("0040012", "40012", DAY.date())
    assert (first.amount, second.amount, second.number) == (1234, -500, 6)
    assert [sheet.name for sheet in reading.sheets] == ["Notes", "Ledger"]


def test_headings_that_are_dates_are_periods(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        date = book.add_format({"num_format": "mmm-yy"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Cost centre", "Account"])
        sheet.write_datetime(0, 2, datetime.datetime(2020, 4, 1), date)
        sheet.write_datetime(0, 3, datetime.datetime(2020, 5, 1), date)
        sheet.write_row(1, 0, ["C1", 4001, 1.5, 2.5])
    reading = read_file(path)
    assert [(row.month, row.amount) for row in reading.rows] == [(1, 150), (2, 250)]


def test_xls(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("Ledger")
    style = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for column, heading in enumerate(HEADINGS):
        sheet.write(0, column, heading)
    for column, value in enumerate(["C1", 40012, DAY.date(), -12.5]):
        sheet.write(1, column, value, style if column == 2 else xlwt.Style.default_style)
    book.save(str(path))
    (row,) = read_file(path).rows
    assert (row.account, row.date, row.amount) == ("40012", DAY.date(), -1250)


def test_errors_in_a_large_xls_are_found_in_its_sectors(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Ledger")
    for at in range(3000):
        sheet.write(at, 0, f"text {at}")
    sheet.row(2999).set_cell_error(5, 0x17)
    book.save(str(tmp_path / "l.xls"))
    assert errors_by_sheet((tmp_path / "l.xls").read_bytes()) == [{(2999, 5): "#REF!"}]


def test_sheet_chosen_and_sheet_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    workbooks.two_tables(path)
    assert len(read_file(path, Layout(sheet="May")).rows) == 3
    reading = read_file(path, Layout(sheet="June"))
    assert reading.refused
    assert reading.faults[0].message == "There is no sheet 'June'. The sheets are 'April', 'May'."


def test_hidden_sheet_is_read_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    workbooks.hidden_only(path)
    assert len(read_file(path, Layout(sheet="Ledger")).rows) == 3


def test_links_to_other_workbooks_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "linked.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(["C1", "4001", DAY, "='[other.xlsx]Sheet1'!A1"])
    book.save(path)
    assert codes(read_file(path)) == ["excel-error", "no-rows"][:1]


def test_child_that_dies_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "WORKER", "poolbook.intake.reading.no_such_module")
    path = tmp_path / "l.xlsx"
    workbooks.two_tables(path)
    assert codes(read_file(path)) == ["unreadable"]


def test_child_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "WALL", 0.01)
    path = tmp_path / "l.xlsx"
    workbooks.two_tables(path)
    assert codes(read_file(path)) == ["unreadable"]


def test_child_is_held_to_its_memory(tmp_path: Path) -> None:
    """With too little memory the child ends without a table: the control of the limit."""
    path = tmp_path / "l.xlsx"
    book = [HEADINGS, *([[f"text {n}", "b", "c", 1.0] for n in range(30_000)])]
    workbooks.book(path, Ledger=book)
    code = (
        "from poolbook.intake.reading import worker; import sys;"
        "worker.MEMORY = int(sys.argv[2]); worker.main('xlsx', sys.argv[1])"
    )
    sizes = []
    for memory in (3 * 2**30, 16 * 2**20):
        run = subprocess.run(
            [sys.executable, "-c", code, str(path), str(memory)], capture_output=True, check=False
        )
        sizes.append(len(run.stdout))
    assert sizes[0] > 300_000
    assert sizes[1] < 1000


def test_csv_named_as_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    reading = read(tmp_path, "Cost centre,Amount\nC1,1.00\n", name="l.xls")
    assert (reading.kind, codes(reading)) == ("csv", ["wrong-name"])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.csv")
