"""A file without a single row of its period is taken, but told of: it may be last month's."""

from pathlib import Path

import pytest

from poolbook.intake.extracts import import_extract, preview
from tests import factories
from tests.factories import Book

HEAD = "Date,Cost centre,Account,Amount\n"


@pytest.fixture
def may(book: Book) -> Book:
    """May is open, April closed."""
    factories.close(book)
    factories.next_month(book)
    return book


def told(book: Book, folder: Path, *days: str) -> list[str]:
    file = folder / "ledger.csv"
    file.write_text(HEAD + "".join(f"{day},C1,4000,12.50\n" for day in days))
    seen = preview(file, book.source, book.period)
    assert not seen.faults
    return [w.message for w in seen.reading.warnings if w.code == "no-row-of-period"]


def test_last_months_file_is_told_of(may: Book, tmp_path: Path):
    (said,) = told(may, tmp_path, "2020-04-03", "2020-04-20")
    assert said == "No row is of May 2020: the newest is of April 2020."
    _, reading = import_extract(
        by=may.manager, period=may.period, source=may.source, path=tmp_path / "ledger.csv"
    )
    assert "no-row-of-period" in {warning.code for warning in reading.warnings}


def test_one_row_of_the_month_is_enough(may: Book, tmp_path: Path):
    assert told(may, tmp_path, "2020-04-03", "2020-05-31") == []


def test_rows_without_a_month_are_of_the_period(may: Book, tmp_path: Path):
    file = tmp_path / "ledger.csv"
    file.write_text("Cost centre,Account,Amount\nC1,4000,12.50\n")
    assert preview(file, may.source, may.period).reading.warnings == []


def test_a_closing_period_takes_rows_of_march(book: Book, tmp_path: Path):
    book.period = type(book.period)(agreement=book.agreement, year=2020, number=13)
    assert told(book, tmp_path, "2021-03-31") == []
    assert told(book, tmp_path, "2021-02-28") == [
        "No row is of Closing period of 2020/21: the newest is of February 2021."
    ]
