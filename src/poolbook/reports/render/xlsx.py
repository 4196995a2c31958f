"""The report as an Excel workbook: contents, commentary, then a sheet a table with live formulas.

Cells hold pounds and show £000. Totals, variations and percentages are formulas with the values
that the other formats print already in them. Text is always text: nothing that people typed can
become a formula or a link.
"""

import io
import re
from collections.abc import Iterator

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from poolbook.reports.model import Report, Table
from poolbook.reports.render import words, xlsx_table

LONGEST_NAME = 31  # Excel's limit for a sheet name
FIXED_NAMES = ("Contents", "Commentary")
FOOTER_TEXT = 70  # characters of each part of a footer; Excel stops at 255 in all


def options() -> dict[str, object]:
    """What the workbook is made with; new each time, because XlsxWriter changes what it is given."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": "Arial", "font_size": 10},
    }


class Book:
    """A workbook being written, and its formats by their properties (each made once)."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.bytes = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self.bytes, options())
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def style(self, **properties: object) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(dict(key))
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A new sheet set up for printing on A4 landscape, one page wide."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
        sheet.hide_gridlines(2)
        report = self.report
        parts = (report.title, f"As at {words.as_at_words(report)}")
        left = " – ".join(_footer(part) for part in parts)
        head = _footer(report.head, 16)
        sheet.set_footer(f"&L&8{left} – Record head {head}…&R&8Page &P of &N")
        return sheet


def render(report: Report) -> bytes:
    """The workbook's bytes; the same report gives the same bytes."""
    book = Book(report)
    book.workbook.set_properties(
        {
            "title": words.full_title(report)[:255],
            "subject": words.clean(report.agreement)[:255],
            "created": words.made(report).replace(tzinfo=None),
        }
    )
    tables = [table for section in report.sections for table in section.tables]
    named = list(zip(tables, sheet_names(tables), strict=True))
    _contents(book, {id(table): name for table, name in named})
    _commentary(book)
    for table, name in named:
        xlsx_table.write(book.sheet(name), table, book.style)
    book.workbook.close()
    return book.bytes.getvalue()


def sheet_names(tables: list[Table]) -> list[str]:
    """A sheet name a table: its title within Excel's rules, numbered where two are alike."""
    taken = {name.casefold() for name in (*FIXED_NAMES, "history")}
    names = []
    for table in tables:
        base = re.sub(r"[\[\]:*?/\\\n\t]+", " ", words.clean(table.title))
        base = " ".join(base.split()).strip("'") or "Table"
        name, number = base[:LONGEST_NAME].strip(" '"), 1
        while name.casefold() in taken:
            number += 1
            name = f"{base[: LONGEST_NAME - 4].strip()} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _contents(book: Book, names: dict[int, str]) -> None:
    """The first sheet: title block, how to read, and a link to every table."""
    report, sheet = book.report, book.sheet("Contents")
    bold, wrap = book.style(bold=True, valign="top"), book.style(text_wrap=True, valign="top")
    link = book.style(font_color="#1A4F8B", underline=1, valign="top")
    muted = book.style(font_color="#4A5763", valign="top")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, words.clean(report.title), book.style(bold=True, font_size=16))
    sheet.set_row(0, 24)
    at = 1
    for name, value in words.facts(report):
        sheet.write_string(at, 0, name, muted)
        sheet.write_string(at, 1, value, wrap)
        at += 1
    at = _list(sheet, at + 1, "How to read", [words.clean(t) for t in report.reading], bold, wrap)
    sheet.write_string(at, 0, "Section", bold)
    sheet.write_string(at, 1, "Table", bold)
    for section in report.sections:
        if section.paragraphs or section.bullets:
            at += 1
            sheet.write_string(at, 0, words.clean(section.title), wrap)
            sheet.write_url(at, 1, "internal:'Commentary'!A1", link, "Commentary")
        for table in section.tables:
            at += 1
            sheet.write_string(at, 0, words.clean(section.title), wrap)
            name = names[id(table)]
            target = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
            sheet.write_url(at, 1, target, link, words.clean(table.title)[:255])
    _list(sheet, at + 2, "Sources", [words.clean(text) for text in report.sources], bold, wrap)


def _list(
    sheet: Worksheet, at: int, title: str, texts: list[str], bold: Format, wrap: Format
) -> int:
    """A heading beside a column of texts; returns the row after the gap that follows it."""
    if not texts:
        return at
    sheet.write_string(at, 0, title, bold)
    for text in texts:
        sheet.write_string(at, 1, xlsx_table.clip(text), wrap)
        sheet.set_row(at, xlsx_table.height([(text, 90.0)]))
        at += 1
    return at + 1


def _commentary(book: Book) -> None:
    """The second sheet: the report's paragraphs and bullets, by section."""
    sheet = book.sheet(FIXED_NAMES[1])
    widths = (30.0, 110.0)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, "Section", book.style(bold=True, bottom=2))
    sheet.write_string(0, 1, "Commentary", book.style(bold=True, bottom=2))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    wrap = book.style(text_wrap=True, valign="top")
    for at, (title, text) in enumerate(_texts(book.report), 1):
        sheet.write_string(at, 0, title, wrap)
        sheet.write_string(at, 1, xlsx_table.clip(text), wrap)
        sheet.set_row(at, xlsx_table.height([(title, widths[0]), (text, widths[1])]))


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    for section in report.sections:
        for text in section.paragraphs:
            yield words.clean(section.title), words.clean(text)
        for text in section.bullets:
            yield words.clean(section.title), f"• {words.clean(text)}"


def _footer(text: str, most: int = FOOTER_TEXT) -> str:
    """Text for a page footer, where `&` is a command unless doubled."""
    return " ".join(words.clean(text).split())[:most].replace("&", "&&")
