"""Encodings, delimiters and quoting of text files."""

from pathlib import Path

import pytest

from poolbook.intake.reading import Layout
from tests.unit.intake.helpers import codes, read

TEXT = "Cost centre,Supplier,Amount\nC1,Café,£1.00\nC2,Zoë,2.00\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "windows-1252"),
    ],
)
def test_encoding_found(tmp_path: Path, encoding: str, found: str) -> None:
    reading = read(tmp_path, TEXT.encode(encoding))
    assert (reading.encoding, reading.columns[0].name) == (found, "Cost centre")
    assert [row.supplier for row in reading.rows] == ["Café", "Zoë"]
    assert reading.total_pence == 300


@pytest.mark.parametrize("mark", ["\ufeff", "ï»¿", "Ã¯Â»Â¿"])
def test_marks_before_the_first_heading_are_taken_off(tmp_path: Path, mark: str) -> None:
    assert read(tmp_path, mark + TEXT).columns[0].name == "Cost centre"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_found(tmp_path: Path, delimiter: str) -> None:
    reading = read(tmp_path, TEXT.replace(",", delimiter))
    assert (reading.delimiter, reading.total_pence) == (delimiter, 300)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    assert read(tmp_path, TEXT.replace("\n", end)).counts["lines"] == 3


def test_quoted_commas_lines_and_marks(tmp_path: Path) -> None:
    text = 'Cost centre,Supplier,Amount\nC1,"A, ""B""\nand C","1,000.00"\nC2,D"e,2.00\n'
    reading = read(tmp_path, text)
    assert [row.supplier for row in reading.rows] == ['A, "B"\nand C', 'D"e']
    assert reading.total_pence == 100200


def test_layout_encoding(tmp_path: Path) -> None:
    data = TEXT.encode("cp850")
    assert read(tmp_path, data, Layout(encoding="cp850")).rows[0].supplier == "Café"
    assert codes(read(tmp_path, data, Layout(encoding="nonsense"))) == ["encoding"]
    assert codes(read(tmp_path, data, Layout(encoding="utf-8"))) == ["encoding"]


def test_two_columns_and_a_footer(tmp_path: Path) -> None:
    text = "Cost centre,Amount\nC1,10.00\nC2,20.00\nTotal,30.00\nPrinted 01/04/2020,\n"
    reading = read(tmp_path, text)
    assert (reading.counts["subtotals"], reading.counts["footers"]) == (1, 1)
    assert codes(reading) == []
