"""The outcomes section of a pack: what it says in every format, and that a book without scorecards has none."""

import io
import json

import docx
import openpyxl
import pptx
import pypdf
import pytest
from django.utils import timezone

from poolbook.reports.build import build
from poolbook.reports.render import FORMATS, render
from tests.factories import Book, make_book
from tests.measured import measured


@pytest.fixture
def book(db: None) -> Book:
    return make_book()


def report(book: Book):
    return build(book.period, book.pools[0], timezone.localtime())


def test_a_book_without_scorecards_has_no_section(book: Book) -> None:
    assert "outcomes" not in [section.key for section in report(book).sections]


def test_the_section_says_value_target_colour_direction_and_comment(book: Book) -> None:
    measured(book)
    table = report(book).table("scorecard-jmg")
    work = next(row for row in table.rows if row.label == "SMI in employment")
    said = {key: cell.value for key, cell in work.cells.items()}
    assert said == {
        "latest": "17.2% (22 of 128), April 2020",
        "target": "At least 18.0%",
        "rag": "Amber",
        "direction": "Up 0.8 points, better",
        "compared": "9.0%: better",
        "comment": "Placements paused in April.",
    }
    assert work.cells["direction"].picture.startswith("<svg")
    headings = [row.label for row in table.rows if row.kind == "heading"]
    assert headings == [
        "Meaningful activity: Amber. Activity is coming back.",
        "At home, not in hospital",
    ]
    assert "Stable accommodation, to be checked: 15.7% in November 2019" in " ".join(table.notes)
    assert "2.3% in August 2019" not in " ".join(table.notes)  # somebody left it out, with a reason


def test_a_card_that_is_not_for_the_pack_is_left_out(book: Book) -> None:
    made = measured(book)
    made.card.in_pack = False
    made.card.save()
    assert "outcomes" not in [section.key for section in report(book).sections]


def test_the_report_of_a_past_moment_knows_what_was_known(book: Book) -> None:
    before = timezone.now()
    measured(book)
    past = build(book.period, book.pools[0], timezone.localtime(before))
    text = json.dumps([str(table) for s in past.sections for table in s.tables])
    assert "22 of 128" not in text


def test_every_format_has_it(book: Book) -> None:
    measured(book)
    made = report(book)
    words = "17.2% (22 of 128), April 2020"
    files = {form: render(made, form) for form in FORMATS}
    assert words in files["html"].decode() and "<svg" in files["html"].decode()
    pages = pypdf.PdfReader(io.BytesIO(files["pdf"])).pages
    assert "SMI in employment" in "".join(page.extract_text() for page in pages)
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert words in cells
    document = docx.Document(io.BytesIO(files["docx"]))
    assert words in {cell.text for t in document.tables for row in t.rows for cell in row.cells}
    slides = pptx.Presentation(io.BytesIO(files["pptx"])).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert words in {cell.text for t in tables for row in t.rows for cell in row.cells}
    assert words in files["csv"].decode("utf-8-sig") and words in files["json"].decode()
    assert not any(word in files["json"] for word in (b"NaN", b"Infinity"))
