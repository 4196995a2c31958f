"""The report as a PDF built to PDF/UA-1, typeset by Typst from pack.typ.

Data reaches the template only as JSON text, which it prints and never evaluates. Fonts come from
this package, so that the same report gives the same bytes on every machine.
"""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import typst

from poolbook.reports.model import Column, Report, Row, Table
from poolbook.reports.render import glyphs, words

TEMPLATE = Path(__file__).with_name("pack.typ")
_DESCRIBED = re.compile("<desc[^>]*>(.*?)</desc>", re.DOTALL)
LONGEST_WORDS = 44  # characters of text that widen a column; longer text wraps
BOX_NOTE = (
    f"{glyphs.BOX} stands for a character that this paper's typeface lacks; "
    "the web page, the workbook, the CSV and the JSON show it."
)


def render(report: Report) -> bytes:
    """The report as PDF bytes; raises typst.TypstError where it cannot be made accessible."""
    data = json.dumps(_printable(_as_data(report)), ensure_ascii=False)
    compiler = typst.Compiler(TEMPLATE.read_bytes(), root=str(TEMPLATE.parent), font_paths=_fonts())
    return compiler.compile(
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=words.made(report).replace(microsecond=0),  # typst takes whole seconds
        sys_inputs={"report": data},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FONTS)]
    )


def _printable(data: Any) -> Any:
    """The data with unprintable characters as boxes, and a note where there are any."""
    text = json.dumps(data, ensure_ascii=False)
    drawn = glyphs.printable(text)
    result = json.loads(drawn)
    if drawn.count(glyphs.BOX) > text.count(glyphs.BOX):
        result["closing"].append(BOX_NOTE)
    return result


def _as_data(report: Report) -> dict[str, Any]:
    """What pack.typ prints: text only, with every figure already as printed."""
    return {
        "title": words.clean(report.title),
        "full_title": words.full_title(report),
        "facts": words.facts(report),
        "as_at": words.as_at_words(report),
        "head": words.clean(report.head),
        "reading": [words.clean(text) for text in report.reading],
        "sources": [words.clean(text) for text in report.sources],
        "closing": [
            "Figures are rounded for print only; the exact amount of each is in the workbook, "
            "the CSV and the JSON of this report."
        ],
        "sections": [
            {
                "title": words.clean(section.title),
                "paragraphs": [words.clean(text) for text in section.paragraphs],
                "bullets": [words.clean(text) for text in section.bullets],
                "tables": [_table(table, section.title) for table in section.tables],
            }
            for section in report.sections
        ],
    }


def _table(table: Table, section_title: str) -> dict[str, Any]:
    return {
        "title": "" if table.title == section_title else words.clean(table.title),
        "caption": words.caption(table),
        "unit": words.unit_line(table),
        "head": [
            {"title": words.clean(c.title), "hint": words.hint(c), "words": c.kind == "text"}
            for c in table.columns
        ],
        "label_title": words.clean(table.label_title),
        "widths": _widths(table),
        "rows": [_row(row, table.columns) for row in table.rows],
        "notes": [words.clean(note) for note in table.notes],
    }


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "label": words.clean(row.label),
        "kind": row.kind,
        "level": min(row.level, 4),
        "span": row.kind == "heading" and not row.cells,
        "cells": [
            {
                "shown": words.printed(row, column),
                "muted": words.cell_at(row, column).value is None,
                "words": column.kind == "text",
                **_picture(words.cell_at(row, column).picture),
            }
            for column in columns
        ],
    }


def _picture(svg: str) -> dict[str, str]:
    """The picture beside a cell's text, with its description: PDF/UA wants one of every image."""
    if not svg:
        return {"picture": "", "alt": ""}
    said = _DESCRIBED.search(svg)
    return {"picture": svg, "alt": words.clean(unescape(said[1])) if said else "A trend"}


def _widths(table: Table) -> list[int]:
    """Relative widths: the label column, then each column by what it has to hold."""
    labels = [len(row.label) + 3 * row.level for row in table.rows if row.cells]
    widths = [min(max([22, *labels]), LONGEST_WORDS)]
    for column in table.columns:
        longest = max((len(words.printed(row, column)) for row in table.rows), default=0)
        least, most = (16, LONGEST_WORDS) if column.kind == "text" else (11, 16)
        widths.append(min(max(least, longest), most))
    return widths
