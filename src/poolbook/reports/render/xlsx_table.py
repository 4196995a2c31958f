"""One table as one sheet: frozen header, label column, figures as numbers or live formulas, notes."""

import textwrap
from collections.abc import Callable

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from poolbook.reports.model import Column, Row, Table
from poolbook.reports.render import words
from poolbook.reports.render.live import Live, stored

Style = Callable[..., Format]
HEADER, TOP, LEFT = 3, 4, 1  # rows of the column heads and the first figures; first figure column
LONGEST_TEXT = 32_767  # Excel's limit for a cell
LINE_HEIGHT, FIRST_LINE, HIGHEST = 13.5, 20.0, 409.0  # points; 409 is Excel's limit
FILL = 1.2  # letters to a unit of column width, which is the width of a digit
MINUS = '"\N{MINUS SIGN}"'
NUMBER_FORMATS = {
    "money": f"#,##0,;{MINUS}#,##0,;0",
    "percent": f"#,##0%;{MINUS}#,##0%;0%",
    "share": f"#,##0.00%;{MINUS}#,##0.00%;0.00%",
    "tenths": f"+#,##0.0%;{MINUS}#,##0.0%;0.0%",
    "count": f"#,##0;{MINUS}#,##0;0",
    "pounds": f"£#,##0;{MINUS}£#,##0;£0",
}
# A negative that rounds to nothing would show as −0: (from, to, what to show in its place).
NOTHING = {
    "money": (-499.994, -0.004, '"0"'),
    "percent": (-0.00499999999, -1e-12, '"0%"'),
    "share": (-0.0000499999999, -1e-12, '"0.00%"'),
    "tenths": (-0.000499999999, 0.000499999999, '"0.0%"'),
    "pounds": (-0.499, -0.004, '"£0"'),
}
INK, TINT, MUTED, RULE = "#16202B", "#F1F4F7", "#4A5763", "#C9D1D9"


def write(sheet: Worksheet, table: Table, style: Style) -> None:
    """Fill an empty sheet with the table; the label column stands first."""
    last = TOP + len(table.rows) - 1
    widths = _widths(table)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    _across(sheet, 0, table.title, widths, style(bold=True, font_size=14))
    _across(sheet, 1, words.caption(table), widths, style(font_color=MUTED, text_wrap=True))
    _across(sheet, 2, _unit(table), widths, style(bold=True))
    _head(sheet, table, widths, style)
    live = Live(table, TOP, LEFT)
    for at, row in enumerate(table.rows, TOP):
        _row(sheet, at, row, table.columns, live, style)
        label = row.label if row.cells else ""  # a heading runs over the blank cells beside it
        shown = [label, *(words.printed(row, column) for column in table.columns)]
        sheet.set_row(at, height(list(zip(shown, widths, strict=True))))
    for at, column in enumerate(table.columns, LEFT):
        if column.kind in NOTHING and table.rows:
            least, most, text = NOTHING[column.kind]
            sheet.conditional_format(TOP, at, last, at, {
                "type": "cell", "criteria": "between", "minimum": least, "maximum": most,
                "format": style(num_format=f"{text};{text};{text}"),
            })  # fmt: skip
    if table.notes:
        _across(sheet, last + 2, "Notes", widths, style(bold=True, font_color=MUTED))
    for at, note in enumerate(table.notes, 1):
        note_style = style(font_color=MUTED, text_wrap=True, valign="top")
        _across(sheet, last + 2 + at, f"{at}. {note}", widths, note_style)
    sheet.freeze_panes(TOP, LEFT)
    sheet.repeat_rows(0, HEADER)


def clip(text: str) -> str:
    """The text within what a cell can hold."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _unit(table: Table) -> str:
    if any(column.kind == "money" for column in table.columns):
        return f"{words.unit_line(table)} Cells hold pounds and pence.".strip()
    return words.unit_line(table)


def _across(sheet: Worksheet, at: int, text: str, widths: list[float], style: Format) -> None:
    """Text over the table's whole width, in a row high enough for it."""
    text = clip(words.clean(text))
    if len(widths) > 1:
        sheet.merge_range(at, 0, at, len(widths) - 1, "", style)
    sheet.write_string(at, 0, text, style)
    sheet.set_row(at, height([(text, sum(widths))], FIRST_LINE if at == 0 else LINE_HEIGHT))


def height(texts: list[tuple[str, float]], line: float = LINE_HEIGHT) -> float:
    """Points for a row of (text, width in characters) cells: not every reader fits rows itself."""
    lines = [
        sum(
            max(len(textwrap.wrap(part, max(int(width * FILL), 1))), 1) for part in text.split("\n")
        )
        for text, width in texts
    ]
    return min(line * max(lines, default=1), HIGHEST)


def _head(sheet: Worksheet, table: Table, widths: list[float], style: Style) -> None:
    left = style(bold=True, bottom=2, text_wrap=True, valign="bottom")
    right = style(bold=True, bottom=2, text_wrap=True, valign="bottom", align="right")
    titles = [words.clean(table.label_title)]
    for column in table.columns:
        said = (words.clean(column.title), words.hint(column))
        titles.append("\n".join(part for part in said if part))
    kinds = ["text", *(column.kind for column in table.columns)]
    for at, (title, kind) in enumerate(zip(titles, kinds, strict=True)):
        sheet.write_string(HEADER, at, title, left if kind == "text" else right)
    # Bold letters are wider, so a head is given less of its column than other text is.
    sheet.set_row(HEADER, height([(t, 0.9 * w) for t, w in zip(titles, widths, strict=True)]) + 2)


def _row(
    sheet: Worksheet, at: int, row: Row, columns: tuple[Column, ...], live: Live, style: Style
) -> None:
    base = _base(row)
    label = style(**base, text_wrap=bool(row.cells), align="left", indent=row.level)
    sheet.write_string(at, 0, clip(words.clean(row.label)), label)
    for place, column in enumerate(columns, LEFT):
        cell, shown = words.cell_at(row, column), words.printed(row, column)
        formula = live.formula((row.key, column.key))
        number = style(**base, num_format=NUMBER_FORMATS.get(column.kind, "@"), align="right")
        if formula:
            value = stored(cell.value, column.kind) if words.is_figure(cell) else shown
            sheet.write_formula(at, place, formula, number, value)
        elif words.is_figure(cell) and column.kind in NUMBER_FORMATS:
            sheet.write_number(at, place, stored(cell.value, column.kind), number)
        elif shown:
            align = "left" if column.kind == "text" else "right"
            colour = {"font_color": MUTED} if cell.value is None else {}
            text = style(**{**base, **colour}, text_wrap=True, align=align)
            sheet.write_string(at, place, clip(shown), text)
        else:
            sheet.write_blank(at, place, None, style(**base))


def _base(row: Row) -> dict[str, object]:
    """The look of a row's cells by its kind."""
    base: dict[str, object] = {"valign": "top", "bottom": 1, "bottom_color": RULE}
    if row.kind != "line":
        base["bold"] = True
    if row.kind == "subtotal":
        base |= {"top": 1, "top_color": MUTED}
    if row.kind == "total":
        base |= {"top": 1, "top_color": INK, "bottom_color": INK, "bg_color": TINT}
    return base


def _widths(table: Table) -> list[float]:
    """Column widths in characters: labels and text by their length within limits."""
    labels = [len(row.label) + 2 * row.level for row in table.rows if row.cells]
    widths = [float(min(max([24, *labels]), 48))]
    for column in table.columns:
        longest = max((len(words.printed(row, column)) for row in table.rows), default=0)
        least, most = (16, 48) if column.kind == "text" else (14, 20)
        widths.append(float(min(max(least, longest + 2), most)))
    return widths
