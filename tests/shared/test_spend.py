"""Every public spend file beside the checkout: the right rows and the right total, to the penny.

The files are read in place. No supplier's name is printed: only counts and totals are compared.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from poolbook.intake.reading import Layout, Reading, read_file

SPEND = Path(__file__).resolve().parents[3] / "shared" / "data" / "spend"
DARLINGTON = "darlington_2013-02_clean.csv"


def profile() -> dict[str, dict[str, str]]:
    """PROFILE.csv by file; empty where the shared data is absent."""
    path = SPEND / "PROFILE.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


PROFILE = profile()
pytestmark = pytest.mark.skipif(not PROFILE, reason="shared data not beside this checkout")


def spend(name: str, layout: Layout | None = None) -> Reading:
    return read_file(SPEND / name, layout)


@pytest.mark.parametrize("name", sorted(set(PROFILE) - {DARLINGTON}))
def test_rows_and_total_as_profiled(name: str) -> None:
    told, reading = PROFILE[name], spend(name)
    assert reading.ok
    assert len(reading.rows) == int(told["amounts_parsed"])
    assert reading.total_pence == Decimal(told["sum_amount"]) * 100
    assert reading.negatives == int(told["negatives"])
    assert reading.counts["lines"] == int(told["rows"])
    assert reading.header_row == int(told["header_row_index"]) + 1
    assert reading.amount_column == told["amount_column"].strip()


@pytest.mark.parametrize("name", sorted(set(PROFILE) - {DARLINGTON}))
def test_every_line_is_accounted_for(name: str) -> None:
    counts = spend(name).counts
    parts = ("title_rows", "header_rows", "data_rows", "blank", "repeated_headers", "subtotals")
    rest = ("footers", "stray", "no_amount", "bad_amounts", "skipped", "outside")
    assert sum(counts[part] for part in parts + rest) == counts["lines"]


def test_darlington_has_its_headings_in_row_19_under_the_query_that_made_it() -> None:
    """PROFILE.csv found no heading: 15 lines of SQL and a title stand above the real one.

    The truth is worked out here independently: the sixth cell of every line after the 19th.
    """
    reading = spend(DARLINGTON)
    with (SPEND / DARLINGTON).open(encoding="utf-8", newline="") as file:
        amounts = [Decimal(line[5]) for line in list(csv.reader(file))[19:]]
    assert (reading.ok, reading.header_row, reading.title_rows) == (True, 19, 18)
    assert reading.amount_column == "Invoice Line Value (net of VAT)"
    assert len(reading.rows) == len(amounts) == 2837
    assert reading.total_pence == sum(amounts) * 100


def raw_amounts(name: str, column: int) -> list[object]:
    """A column of a workbook below its first row, straight from calamine."""
    book = CalamineWorkbook.from_path(str(SPEND / name))
    return [row[column] for row in book.get_sheet_by_index(0).to_python()[1:]]


def test_babergh_workbook_has_one_amount_that_is_text() -> None:
    amounts = raw_amounts("babergh_dc.xlsx", 3)
    numbers = [Decimal(repr(amount)) for amount in amounts if isinstance(amount, float)]
    reading = spend("babergh_dc.xlsx")
    assert len(reading.rows) == len(numbers) == 19768
    assert reading.total_pence == round(sum(numbers) * 100)
    (fault,) = reading.faults
    assert (fault.code, fault.cell, fault.value) == ("text-in-amount", "D9648", "1241,32")


def test_birmingham_xls_is_read_by_its_gross_amount() -> None:
    name = "itemisedtransactionsaugust2015publishspendalldirectorates.xls"
    numbers = [Decimal(repr(amount)) for amount in raw_amounts(name, 2)]
    reading = spend(name)
    assert (reading.ok, reading.kind, reading.amount_column) == (True, "xls", "ORIGINAL GROSS AMT")
    assert len(reading.rows) == len(numbers) == 2062
    assert reading.total_pence == round(sum(numbers) * 100)


def test_brackets_lost_elsewhere_are_kept_here() -> None:
    """The processed file lost its brackets: its total is larger by twice the negatives."""
    clean, processed = (spend(f"london_2013-P01_{form}.csv") for form in ("clean", "processed"))
    negatives = sum(row.amount for row in clean.rows if row.amount < 0)
    assert clean.negatives == 53
    assert (clean.total_pence, processed.total_pence) == (224_678_915_00, 226_401_751_70)
    assert processed.total_pence == clean.total_pence - 2 * negatives


def test_salford_takes_net_lists_the_others_and_can_be_told() -> None:
    reading = spend("salford_2015-06_clean.csv")
    (others,) = [w for w in reading.warnings if w.code == "other-amounts"]
    assert "'Gross' (£27,712,451.81), 'VAT' (£3,077,695.22)" in others.message
    assert reading.counts["outside"] == 221
    assert [w.code for w in reading.warnings] == ["other-amounts", "errors-beside"]
    gross = spend("salford_2015-06_clean.csv", Layout(columns={"amount": "Gross"}))
    assert gross.total_pence == 27_712_451_81


def test_ncl_page_numbers_are_stray_and_dates_month_first() -> None:
    reading = spend("NCL_11_-_February.pdf.csv")
    assert (reading.counts["blank"], reading.counts["stray"]) == (28, 2)
    assert reading.date_order == "mdy"
    assert {row.month for row in reading.rows} == {11}


@pytest.mark.parametrize(
    ("name", "encoding", "first_heading"),
    [
        ("ROYF_01-03_-_April_-_June.csv", "utf-8-sig", "Dept Family"),
        ("manchester_2022-05_clean.csv", "utf-8", "Body Name"),
        ("harrogate_2015-09_clean.csv", "windows-1252", "Body Name"),
    ],
)
def test_encodings_and_marks_before_the_first_heading(
    name: str, encoding: str, first_heading: str
) -> None:
    reading = spend(name)
    assert (reading.encoding, reading.columns[0].name) == (encoding, first_heading)


def test_a_time_in_place_of_the_date_is_told() -> None:
    reading = spend("expenditure-over-500-apr-jun-2014.csv")
    assert [w.code for w in reading.warnings] == ["time-only"]
    assert {row.date for row in reading.rows} == {None}


def test_repeated_rows_are_counted_as_profiled() -> None:
    for name in ("EPSH_04_-_July.csv", "london_2013-P01_processed.csv"):
        assert spend(name).counts["repeated_rows"] == int(PROFILE[name]["exact_duplicate_rows"])
