"""One table as Word keeps it: fixed widths, a head that repeats, figures to the right."""

from collections.abc import Iterator
from dataclasses import dataclass

from poolbook.reports.model import Column, Row, Table
from poolbook.reports.render import words
from poolbook.reports.render.office import INK, MUTED, RULE, TINT, text

LETTER, PADDING = 92, 170  # twips: a letter of table text, the space beside a column's text
LONGEST_WORDS = 44  # letters that widen a column; longer text wraps
DEEPEST, INDENT = 4, 160  # rows deeper are indented no further; twips a level
GAP = 140  # twips between a figure and the words to the right of it
NEVER_ONE_LINE = 16  # letters a figure's head may take before it wraps


@dataclass(frozen=True)
class Look:
    """How a cell is drawn: bold, its colour, fill and rules above and below (in eighths of a point)."""

    bold: bool = False
    fill: str = ""
    above: tuple[int, str] | None = None
    below: tuple[int, str] = (4, RULE)


LOOKS = {
    "line": Look(),
    "heading": Look(bold=True),
    "subtotal": Look(bold=True, above=(4, MUTED)),
    "total": Look(bold=True, fill=TINT, above=(8, INK), below=(8, INK)),
}
HEAD = Look(bold=True, below=(8, INK))


def natural(table: Table) -> list[int]:
    """The width in twips that each column wants, the labels' first."""
    labels = [len(row.label) + 2 * row.level for row in table.rows if row.cells]
    wants = [_letters([max([20, *labels])], table.label_title, LONGEST_WORDS)]
    for column in table.columns:
        shown = [len(words.printed(row, column)) for row in table.rows]
        most = LONGEST_WORDS if column.kind == "text" else NEVER_ONE_LINE
        least = 16 if column.kind == "text" else 10
        wants.append(_letters([least, *shown], column.title, most))
    return [letters * LETTER + PADDING for letters in wants]


def _letters(shown: list[int], title: str, most: int) -> int:
    """Letters that a column needs: its text within a limit, and the longest word of its head."""
    longest_word = max((len(word) for word in words.clean(title).split()), default=0)
    return max(min(max(shown), most), min(longest_word + 1, most))


def widths(table: Table, room: int) -> list[int]:
    """Widths in twips that together are the room: words take what is over, or give what is short."""
    wants = natural(table)
    wordy = [0, *(at for at, column in enumerate(table.columns, 1) if column.kind == "text")]
    over = room - sum(wants)
    if over >= 0:
        share, rest = divmod(over, len(wordy))
        for at in wordy:
            wants[at] += share
        wants[0] += rest
        return wants
    scale = [want * room // sum(wants) for want in wants]
    scale[0] += room - sum(scale)
    return scale


def table(of: Table, room: int, style: str) -> str:
    """The table's XML in a room of so many twips, its text in the paragraph style given."""
    return "".join(_parts(of, widths(of, room), style))


def _parts(of: Table, wide: list[int], style: str) -> Iterator[str]:
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="1"/>'
        f'<w:tblCaption w:val="{text(of.title)}"/>'
        f'<w:tblDescription w:val="{text(f"{words.caption(of)} {words.unit_line(of)}".strip())}"/>'
        "</w:tblPr><w:tblGrid>"
    )
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    yield "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    yield _cell(style, wide[0], of.label_title, HEAD, keep=True)
    for column, width in zip(of.columns, wide[1:], strict=True):
        right = column.kind != "text"
        hint = words.hint(column)
        gap = 0 if right else GAP
        yield _cell(
            style, width, column.title, HEAD, right=right, indent=gap, keep=True, under=hint
        )
    yield "</w:tr>"
    for at, row in enumerate(of.rows):
        following = of.rows[at + 1].kind if at + 1 < len(of.rows) else "line"
        keep = row.kind == "heading" or following in ("subtotal", "total")
        yield _row(row, of.columns, wide, style, keep)
    yield "</w:tbl>"


def _row(row: Row, columns: tuple[Column, ...], wide: list[int], style: str, keep: bool) -> str:
    look, indent = LOOKS[row.kind], min(row.level, DEEPEST) * INDENT
    start = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    if row.kind == "heading" and not row.cells:
        label = _cell(style, sum(wide), row.label, look, indent=indent, keep=keep, span=len(wide))
        return f"{start}{label}</w:tr>"
    cells = [_cell(style, wide[0], row.label, look, indent=indent, keep=keep)]
    for column, width in zip(columns, wide[1:], strict=True):
        missing = words.cell_at(row, column).value is None
        shown = words.printed(row, column)
        right = column.kind != "text"
        gap = 0 if right else GAP
        cells.append(
            _cell(style, width, shown, look, right=right, indent=gap, keep=keep, muted=missing)
        )
    return f"{start}{''.join(cells)}</w:tr>"


def _cell(
    style: str,
    width: int,
    shown: str,
    look: Look,
    *,
    right: bool = False,
    indent: int = 0,
    keep: bool = False,
    muted: bool = False,
    under: str = "",
    span: int = 1,
) -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    lines = [("top", look.above)] if look.above else []
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{line[0]}" w:space="0" w:color="{line[1]}"/>'
        for side, line in [*lines, ("bottom", look.below)]
    )
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill}"/>' if look.fill else ""
    low = '<w:vAlign w:val="bottom"/>' if look is HEAD else ""
    keeps = "<w:keepNext/>" if keep else ""
    begin = f'<w:ind w:left="{indent}"/>' if indent else ""
    side = '<w:jc w:val="right"/>' if right else ""
    bold = "<w:b/>" if look.bold else ""
    colour = f'<w:color w:val="{MUTED}"/>' if muted else ""
    hint = run(f"\n{under}", f'<w:color w:val="{MUTED}"/><w:sz w:val="15"/>') if under else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}<w:tcBorders>{borders}'
        f"</w:tcBorders>{fill}{low}</w:tcPr>"
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keeps}{begin}{side}</w:pPr>'
        f"{run(shown, bold + colour)}{hint}</w:p></w:tc>"
    )


def run(said: str, look: str = "") -> str:
    """A run of text; a line break stays one."""
    if not said:
        return ""
    body = text(said).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    dressed = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{dressed}<w:t xml:space="preserve">{body}</w:t></w:r>'
