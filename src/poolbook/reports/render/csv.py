"""The report as one long-form CSV: a line a figure, with its exact value and how it is printed.

`record` says what a line holds: `about` (title block), `text` (a paragraph or bullet), `figure`
or `note`. Amounts are pounds. A ratio is a decimal in `value`, exact in `numerator` and
`denominator`. UTF-8 with a byte order mark, so that Excel reads £ and − rightly.
"""

import csv
import io
import re
from collections.abc import Iterator
from fractions import Fraction

from poolbook.reports.model import Report, Section, Table
from poolbook.reports.render import words
from poolbook.rules import money

HEADER = (
    "record", "section", "table", "row", "label", "column", "column_title", "unit",
    "value", "numerator", "denominator", "shown", "missing", "ref",
)  # fmt: skip
RATIO_PLACES = 12
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")  # the wide forms too: some locales fold them
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def render(report: Report) -> bytes:
    """The report as CSV bytes; text that a spreadsheet might run is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="")
    writer.writeheader()
    for record in _records(report):
        writer.writerow({key: safe(text) for key, text in record.items()})
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    A plain number, −123.45 included, stays as it is.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _records(report: Report) -> Iterator[dict[str, str]]:
    about = [("Title", words.clean(report.title)), *words.facts(report)]
    about += [("Reading", words.clean(text)) for text in report.reading]
    about += [("Source", words.clean(text)) for text in report.sources]
    for label, text in about:
        yield {"record": "about", "label": label, "shown": text}
    for section in report.sections:
        yield from _texts(section)
        for table in section.tables:
            yield from _figures(section, table)
            for note in table.notes:
                yield {
                    "record": "note",
                    "section": words.clean(section.title),
                    "table": words.clean(table.title),
                    "shown": words.clean(note),
                }


def _texts(section: Section) -> Iterator[dict[str, str]]:
    for text in (*section.paragraphs, *section.bullets):
        title = words.clean(section.title)
        yield {"record": "text", "section": title, "shown": words.clean(text)}


def _figures(section: Section, table: Table) -> Iterator[dict[str, str]]:
    for row in table.rows:
        for column in table.columns:
            cell = words.cell_at(row, column)
            record = {
                "record": "figure",
                "section": words.clean(section.title),
                "table": words.clean(table.title),
                "row": words.clean(row.key),
                "label": words.clean(row.label),
                "column": words.clean(column.key),
                "column_title": words.clean(column.title),
                "shown": words.printed(row, column),
                "missing": words.clean(cell.missing) if cell.value is None else "",
                "ref": words.clean(cell.ref),
            }
            if words.is_figure(cell) and column.kind in ("money", "pounds"):
                record |= {"unit": "£", "value": str(money.pounds(int(cell.value)))}
            elif words.is_figure(cell) and column.kind == "count":
                record |= {"unit": "number", "value": str(cell.value)}
            elif words.is_figure(cell):
                record |= {"unit": "ratio", **_ratio(Fraction(cell.value))}
            yield record


def _ratio(value: Fraction) -> dict[str, str]:
    tenths = money.round_half_up(value * 10**RATIO_PLACES)
    sign, digits = ("-" if tenths < 0 else ""), f"{abs(tenths):0{RATIO_PLACES + 1}d}"
    decimal = f"{sign}{digits[:-RATIO_PLACES]}.{digits[-RATIO_PLACES:]}".rstrip("0").rstrip(".")
    return {
        "value": decimal,
        "numerator": str(value.numerator),
        "denominator": str(value.denominator),
    }
