"""Single tables as files, for the exports of a page: CSV as a grid, XLSX with a sheet a table."""

import csv
import io
from collections.abc import Sequence
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format

from poolbook.reports.model import Cell, Column, Table
from poolbook.reports.render import words, xlsx, xlsx_table
from poolbook.reports.render.csv import safe
from poolbook.rules import money


def as_csv(table: Table) -> bytes:
    """The table as people would lay it out: a row of titles, then the rows.

    Money is pounds with pence, ratios are decimals to six places; what has no figure says why.
    UTF-8 with a byte order mark, so that Excel reads £ and − rightly.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    titles = [table.label_title, *(column.title for column in table.columns)]
    writer.writerow([safe(words.clean(title)) for title in titles])
    for row in table.rows:
        cells = [plain(words.cell_at(row, column), column) for column in table.columns]
        writer.writerow([safe(text) for text in [words.clean(row.label), *cells]])
    return out.getvalue().encode("utf-8-sig")


def plain(cell: Cell, column: Column) -> str:
    """One cell as a spreadsheet takes it: exact, with a plain hyphen for a minus."""
    if not words.is_figure(cell):
        return words.clean(cell.missing if cell.value is None else str(cell.value))
    if column.kind in ("money", "pounds"):
        return str(money.pounds(int(cell.value)))
    if column.kind == "count":
        return str(cell.value)
    millionths = money.round_half_up(Fraction(cell.value) * 10**6)
    return f"{'-' * (millionths < 0)}{abs(millionths) // 10**6}.{abs(millionths) % 10**6:06d}"


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet a table; totals and differences are live formulas."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, xlsx.options())
    formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def style(**properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in formats:
            formats[key] = workbook.add_format(dict(key))
        return formats[key]

    for table, name in zip(tables, xlsx.sheet_names(list(tables)), strict=True):
        sheet = workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        xlsx_table.write(sheet, table, style)
    workbook.close()
    return content.getvalue()
