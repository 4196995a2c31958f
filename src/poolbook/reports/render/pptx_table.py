"""A table on slides: as many rows on each as can be read, its head on every one."""

from collections.abc import Iterator

from poolbook.reports.model import Column, Row, Table
from poolbook.reports.render import words
from poolbook.reports.render.docx_table import natural
from poolbook.reports.render.office import INK, MUTED, RULE, TINT, text
from poolbook.reports.render.pptx_base import (  # fmt: skip
    BOTTOM,
    LEFT,
    POINT,
    ROOM,
    SPACES,
    TOP,
    Deck,
    box,
    numbered,
    put,
    run,
)

SIZE, SMALLEST = 11.0, 10.0  # points
LINE, AROUND = 1.22, 5.0  # heights of a line in type sizes; points above and below a row's text
TWIP = 635  # EMU
CAPTION = 24  # points above the table
SPARE = 20.0  # points left over, since not every program sets text alike
GROUP = 5  # rows that a slide may do without so that a group or a total stays whole
FITS = 1.22  # table text of a slide against that of a document, in width


def add(deck: Deck, table: Table, said: tuple[str, ...]) -> None:
    """Puts the table on slides; its notes and the section's sentences go to the speaker's notes."""
    wide = _widths(table)
    pages = list(_pages(table, wide))
    for number, rows in enumerate(pages, 1):
        notes = [f"{words.caption(table)} {words.unit_line(table)}".strip(), *said]
        notes += [f"Note {at}. {note}" for at, note in enumerate(table.notes, 1)]
        slide = deck.slide(numbered(table.title, number, len(pages)), "\n".join(notes))
        put(slide, _frame(table, rows, wide))
        put(slide, _caption(table))


def _caption(table: Table) -> str:
    said = f"{words.caption(table)} {words.unit_line(table)}".strip()
    if table.notes:
        said += " Notes are in the speaker's notes of this slide."
    return box("Caption", LEFT, TOP, ROOM, CAPTION * POINT, f"<a:p>{run(said, 12, MUTED)}</a:p>")


def _widths(table: Table) -> list[int]:
    """Column widths in EMU that fill the slide, the labels taking what is over."""
    wants = [int(width * TWIP * FITS) for width in natural(table)]
    total = sum(wants)
    if total > ROOM:
        wants = [want * ROOM // total for want in wants]
    wordy = [0, *(at for at, column in enumerate(table.columns, 1) if column.kind == "text")]
    share = (ROOM - sum(wants)) // len(wordy)
    for at in wordy:
        wants[at] += share
    wants[0] += ROOM - sum(wants)
    return wants


def _lines(said: str, width: int) -> int:
    letters = max(int((width / POINT - 10) / (SIZE * 0.52)), 4)
    return sum(max(-(-len(part) // letters), 1) for part in said.split("\n"))


def _high(shown: list[str], wide: list[int]) -> float:
    """Points of a row whose cells hold these texts."""
    most = max(_lines(said, width) for said, width in zip(shown, wide, strict=False))
    return most * SIZE * LINE + AROUND


def _head(table: Table) -> list[str]:
    hints = (f"{c.title}\n{words.hint(c)}" if c.over else c.title for c in table.columns)
    return [words.clean(said) for said in (table.label_title, *hints)]


def _shown(row: Row, columns: tuple[Column, ...]) -> list[str]:
    if row.kind == "heading" and not row.cells:
        return [""]
    return [words.clean(row.label), *(words.printed(row, column) for column in columns)]


def _pages(table: Table, wide: list[int]) -> Iterator[tuple[Row, ...]]:
    """The rows of each slide: no heading ends one, and no total stands on one alone."""
    room = (BOTTOM - TOP) / POINT - CAPTION - _high(_head(table), [int(w * 0.9) for w in wide])
    rows = list(table.rows)
    while True:
        fits, used = 0, SPARE
        while fits < len(rows) and used <= room:
            used += _high(_shown(rows[fits], table.columns), wide)
            fits += used <= room or fits == 0
        if fits >= len(rows):
            yield tuple(rows)
            return
        fits = _good_end(rows, fits)
        yield tuple(rows[:fits])
        rows = rows[fits:]


def _good_end(rows: list[Row], fits: int) -> int:
    """Where to end a slide that could hold so many rows: before a group, never before a total."""
    for end in range(fits, max(fits - GROUP, 1), -1):
        if rows[end].kind == "heading":
            return end
    for end in range(fits, max(fits - GROUP, 1), -1):
        if rows[end].kind == "line" and rows[end - 1].kind != "heading":
            return end
    return fits


def _frame(table: Table, rows: tuple[Row, ...], wide: list[int]) -> str:
    head = _tr(table, _head(table), wide, head=True)
    body = "".join(_row(table, row, wide) for row in rows)
    grid = "".join(f'<a:gridCol w="{width}"/>' for width in wide)
    top = TOP + CAPTION * POINT
    alt = text(f"Table: {words.caption(table)} {words.unit_line(table)}".strip())
    return (
        f'<p:graphicFrame {SPACES}><p:nvGraphicFramePr><p:cNvPr id="{{id}}" name="{text(table.title)}" '
        f'descr="{alt}"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr>'
        f'<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="{LEFT}" y="{top}"/>'
        f'<a:ext cx="{sum(wide)}" cy="{len(rows) * 240_000}"/></p:xfrm><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="1" firstCol="1"/><a:tblGrid>{grid}</a:tblGrid>{head}{body}</a:tbl>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _row(table: Table, row: Row, wide: list[int]) -> str:
    if row.kind == "heading" and not row.cells:
        first = _cell(words.clean(row.label), "heading", indent=row.level, span=len(wide))
        rest = '<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr/></a:tc>'
        high = int((SIZE * LINE + AROUND) * POINT)
        return f'<a:tr h="{high}">{first}{rest * (len(wide) - 1)}</a:tr>'
    return _tr(table, _shown(row, table.columns), wide, row)


def _tr(
    table: Table, shown: list[str], wide: list[int], row: Row | None = None, head: bool = False
) -> str:
    kind = row.kind if row else "head"
    cells = [_cell(shown[0], kind, indent=row.level if row else 0)]
    for column, said in zip(table.columns, shown[1:], strict=True):
        muted = row is not None and words.cell_at(row, column).value is None
        cells.append(_cell(said, kind, right=column.kind != "text", muted=muted))
    narrow = [int(width * 0.9) for width in wide] if head else wide
    return f'<a:tr h="{int(_high(shown, narrow) * POINT)}">{"".join(cells)}</a:tr>'


def _cell(
    said: str,
    kind: str,
    *,
    right: bool = False,
    muted: bool = False,
    indent: int = 0,
    span: int = 1,
) -> str:
    bold = kind != "line"
    colour = MUTED if muted else INK
    title, _, hint = said.partition("\n") if kind == "head" else (said, "", "")
    small = f"<a:br/>{run(hint, SMALLEST, MUTED)}" if hint else ""
    strong = kind in ("head", "total")
    rules = _rule("lnT", INK if kind == "total" else "", strong)
    rules += _rule("lnB", INK if strong else RULE, strong)
    fill = (
        f'<a:solidFill><a:srgbClr val="{TINT}"/></a:solidFill>'
        if kind == "total"
        else "<a:noFill/>"
    )
    across = f' gridSpan="{span}"' if span > 1 else ""
    begin = 45_720 + min(indent, 4) * 120_000
    shown = run(title, SIZE, colour, bold) or run(" ", SIZE).replace("<a:t> <", "<a:t><")
    return (
        f"<a:tc{across}><a:txBody><a:bodyPr/><a:lstStyle/><a:p>"
        f'<a:pPr algn="{"r" if right else "l"}"/>{shown}{small}'
        f'<a:endParaRPr lang="en-GB" sz="{int(SIZE * 100)}"/></a:p></a:txBody>'
        f'<a:tcPr marL="{begin}" marR="45720" marT="25400" marB="25400" '
        f'anchor="{"b" if kind == "head" else "t"}">{_rule("lnL", "")}{_rule("lnR", "")}{rules}{fill}'
        "</a:tcPr></a:tc>"
    )


def _rule(side: str, colour: str, strong: bool = False) -> str:
    if not colour:
        return f'<a:{side} w="0"><a:noFill/></a:{side}>'
    width = 12_700 if strong else 6_350
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return f'<a:{side} w="{width}">{fill}</a:{side}>'
