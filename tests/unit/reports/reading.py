"""Reads the figures back out of each format, so that tests can hold them against each other."""

import csv
import io
import json
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser

from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from poolbook.reports.model import Report, Table
from poolbook.reports.render import words
from poolbook.rules import money

Lines = list[list[str]]  # a table's rows, each the label and the printed cells
TOP = 4  # rows above the figures of a workbook's sheet


def tables(report: Report) -> list[Table]:
    return [table for section in report.sections for table in section.tables]


def printed(table: Table) -> Lines:
    """What every format must show of a table."""
    return [
        [words.clean(row.label), *(words.printed(row, column) for column in table.columns)]
        for row in table.rows
    ]


class Page(HTMLParser):
    """An HTML page's tables as rows of texts, and every tag with its attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tables: list[Lines] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open = False
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._open = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data):
        if self._open:
            self.tables[-1][-1][-1] += data


def from_html(page: bytes, report: Report) -> list[Lines]:
    """Rows without the head; a heading that spans its table gets its blank cells back."""
    found = [lines[1:] for lines in Page(page).tables]
    return [
        [line + [""] * (len(table.columns) + 1 - len(line)) for line in lines]
        for lines, table in zip(found, tables(report), strict=True)
    ]


def from_json(text: bytes) -> list[Lines]:
    return [
        [
            [row["label"], *(cell["shown"] for cell in row["cells"].values())]
            for row in table["rows"]
        ]
        for section in json.loads(text)["sections"]
        for table in section["tables"]
    ]


def csv_records(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def unquoted(text: str) -> str:
    """CSV text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if re.match("'[\\s=+\\-@]", text) else text


def from_csv(text: bytes, report: Report) -> list[Lines]:
    figures = iter([r for r in csv_records(text) if r["record"] == "figure"])
    found = []
    for table in tables(report):
        lines = []
        for _ in table.rows:
            cells = [next(figures) for _ in table.columns]
            lines.append(
                [unquoted(text) for text in (cells[0]["label"], *(c["shown"] for c in cells))]
            )
        found.append(lines)
    assert next(figures, None) is None
    return found


def as_printed(value: object, kind: str) -> str:
    """A workbook's cached value as its number format is meant to show it."""
    if not isinstance(value, int | float):
        return str(value)
    if kind == "money":
        return money.show_thousands(int(round(Decimal(repr(float(value))), 2) * 100))
    exact = Fraction(value).limit_denominator(10**13)
    return money.show_percent(exact, 2 if kind == "share" else 0)


def from_xlsx(book: bytes, report: Report) -> list[Lines]:
    """Cached values as another program reads them, through the formats' meaning."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(book))
    found = []
    for number, table in enumerate(tables(report)):
        rows = workbook.get_sheet_by_index(2 + number).to_python(skip_empty_area=False)
        kinds = ["text", *(column.kind for column in table.columns)]
        found.append([
            [as_printed(value, kind) for value, kind in zip(row, kinds, strict=False)]
            for row in rows[TOP : TOP + len(table.rows)]
        ])  # fmt: skip
    return found


def formulas(book: bytes) -> dict[tuple[str, str], str]:
    """Every formula of a workbook by sheet and address."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(io.BytesIO(book))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def squeezed(text: str) -> str:
    """Text without spaces and in one form, since a PDF keeps neither line breaks nor ligatures."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def pdf_text(paper: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def from_docx(paper: bytes) -> list[Lines]:
    """The tables of a Word document without their heads; a spanning heading with blank cells."""
    found = []
    for table in Document(io.BytesIO(paper)).tables:
        width = len(table.columns)
        lines = []
        for row in table._tbl.tr_lst[1:]:
            cells = [words_of(cell) for cell in row.tc_lst]
            lines.append(cells + [""] * (width - len(cells)))
        found.append(lines)
    return found


def words_of(cell: object) -> str:
    """The text of a Word or PowerPoint cell, with its line breaks."""
    return "".join(
        "\n" if each.tag.endswith("}br") else each.text or ""
        for each in cell.iter()  # type: ignore[attr-defined]
        if each.tag.endswith(("}t", "}br"))
    )


def slide_tables(deck: bytes) -> list[tuple[str, Lines]]:
    """Every table of every slide with its name, without its head."""
    return [
        (
            shape.name,
            [[words_of(cell) for cell in row.tc_lst] for row in shape.table._tbl.tr_lst[1:]],
        )
        for slide in Presentation(io.BytesIO(deck)).slides
        for shape in slide.shapes
        if shape.has_table
    ]


def from_pptx(deck: bytes, report: Report) -> list[Lines]:
    """The tables of the slides, joined again where they go over several."""
    waiting, found = slide_tables(deck), []
    for table in tables(report):
        lines: Lines = []
        while len(lines) < len(table.rows) or (not table.rows and waiting and not waiting[0][1]):
            lines += waiting.pop(0)[1]
            if not table.rows:
                break
        found.append(lines)
    assert not waiting
    return found
