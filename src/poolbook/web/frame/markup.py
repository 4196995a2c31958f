"""A table of figures as HTML, written by a function: a template takes ten times as long for a cell,
and a pack of 400 lines has four thousand of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape  # Django's looks for lazy texts, which takes twice as long
from urllib.parse import quote_plus

from django.utils.safestring import SafeString, mark_safe

from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.reports.render import words


@dataclass(frozen=True)
class Why:
    """The address of a figure's explanation: what stands before its reference, and what after."""

    start: str
    end: str = ""

    def __call__(self, ref: str) -> str:
        """The address."""
        return f"{self.start}{quote_plus(ref)}{self.end}"


def report_table(
    table: Table, why: Why | None, title: bool, exports: bool, query: str = ""
) -> SafeString:
    """The table with its notes; without `why` its figures are no links. `query` goes to its files.

    A table never changes, so that what was written of it once is written again; it is kept with
    the table, and no longer.
    """
    written: dict[tuple[Why | None, bool, bool, str], SafeString]
    written = vars(table).setdefault("_html", {})
    how = (why, title, exports, query)
    if how not in written:
        written[how] = _report_table(table, *how)
    return written[how]


def _report_table(
    table: Table, why: Why | None, title: bool, exports: bool, query: str
) -> SafeString:
    name, key = escape(table.title), escape(table.key)
    parts = []
    if title and table.title:
        parts.append(
            f'<h3 class="govuk-heading-s pb-table-title" id="t-{key}">{name}</h3>'
        )  # fmt: skip
    parts.append(
        f'\n<div class="pb-scroll" role="region" tabindex="0" aria-label="{name}, table">\n'
        '<table class="pb-table pb-table--dense">\n'
        f'<caption class="pb-caption">{escape(words.caption(table))} '
        f'<span class="pb-unit">{escape(words.unit_line(table))}</span></caption>\n'
        f'<thead><tr><th scope="col">{escape(table.label_title)}</th>'
        f"{''.join(map(_heading, table.columns))}</tr></thead>\n<tbody>"
    )
    parts += [_row(row, table, why) for row in table.rows]
    parts.append("\n</tbody></table></div>\n")
    if table.notes:
        notes = "".join(f"<li>{escape(note)}</li>" for note in table.notes)
        parts.append(f'<ol class="pb-notes">{notes}</ol>')
    parts.append("\n")
    if exports:
        more = f"&amp;{escape(query)}" if query else ""
        parts.append(
            f'<p class="pb-exports">Save as <a href="?table={key}&amp;as=csv{more}">CSV'
            f'<span class="govuk-visually-hidden"> of {name}</span></a> or '
            f'<a href="?table={key}&amp;as=xlsx{more}">Excel'
            f'<span class="govuk-visually-hidden"> of {name}</span></a></p>'
        )
    parts.append("\n")
    return mark_safe("".join(parts))


def _heading(column: Column) -> str:
    mark = "" if column.kind == "text" else ' class="pb-figure"'
    hint = words.hint(column)
    said = f' <small class="pb-hint">{escape(hint)}</small>' if hint else ""
    return f'<th scope="col"{mark}>{escape(column.title)}{said}</th>'


def _row(row: Row, table: Table, why: Why | None) -> str:
    level = f' class="pb-level-{row.level}"' if row.level else ""
    if row.kind == "heading" and not row.cells:
        span = len(table.columns) + 1
        return (
            f'\n<tr class="pb-heading"><th scope="rowgroup" colspan="{span}"{level}>'
            f"{escape(row.label)}</th></tr>"
        )
    cells = "".join(_cells(row, table, why))
    return (
        f'\n<tr class="pb-{row.kind}"><th scope="row"{level}>{escape(row.label)}</th>{cells}</tr>'
    )


def _cells(row: Row, table: Table, why: Why | None) -> Iterator[str]:
    for column in table.columns:
        cell: Cell = words.cell_at(row, column)
        shown, exact = escape(words.printed(row, column)), words.exact(cell, column)
        mark = "pb-words" if column.kind == "text" else "pb-figure"
        mark += " pb-missing" if cell.value is None else ""
        title = f' title="{escape(exact)}"' if exact else ""
        if why and cell.ref and cell.value is not None:
            shown = f'<a class="pb-why" href="{escape(why(cell.ref))}">{shown}</a>'
        yield f'<td class="{mark}"{title}>{shown}{cell.picture}</td>'
