"""The rows of the grid as HTML. In Python, because a template takes three times as long over them."""

from collections.abc import Sequence
from html import escape  # Django's looks for lazy texts, which takes twice as long

from django.utils.safestring import SafeString, mark_safe

from poolbook.audit.kept import again
from poolbook.rules.forecasting import TYPED
from poolbook.web.forecast.markup import OWN, Line, Page


def html(lines: Sequence[Line], shown: Page, page: str) -> SafeString:
    """All rows; `page` is the address of a line's own page with `LINE` for its code.

    What was made of a row before is taken while it and what stands around it are the same.
    """

    def row(line: Line) -> str:
        known = line.editable, line.asked, line.comments, page
        key = ("html", shown.compare, line.row.key, known)
        return again(shown.grid.made, key, [line.row], lambda: _html(line, page))

    return mark_safe("".join(map(row, lines)))


def _html(line: Line, page: str) -> str:
    if line.item is None:
        return _group(line)
    cells = "".join(
        _entry(line, key) if line.editable and key in OWN else _plain(line, key, cell)
        for key, cell in line.cells.items()
    )
    code, known = escape(line.row.key), line.known.items()
    words = "".join(f' data-{word}="{pence}"' for word, pence in known)
    return (
        f'<tr class="pb-level-{line.level}" data-line="{code}" data-under="{_under(line)}"'
        f' data-seen="{line.version}"{words}>{_head(line, page)}{cells}</tr>\n'
    )


def total(line: Line) -> SafeString:
    """The last row."""
    return mark_safe(
        f'<tr class="pb-total" data-group="total"><th scope="row">{escape(line.row.label)}</th>'
        f"{_figures(line)}</tr>"
    )


def _group(line: Line) -> str:
    name = escape(line.row.label)
    return (
        f'<tr class="pb-heading pb-level-{line.level}" data-group="{escape(line.row.key)}"'
        f' data-under="{_under(line)}"><th scope="row"><button type="button" class="pb-fold"'
        f' aria-expanded="true" title="{name}">{name}</button></th>{_figures(line)}</tr>\n'
    )


def _under(line: Line) -> str:
    return escape(" ".join(line.under))


def _figures(line: Line) -> str:
    return "".join(_plain(line, key, cell) for key, cell in line.cells.items())


def _head(line: Line, page: str) -> str:
    name, address = escape(line.row.label), escape(page.replace("LINE", line.row.key))
    count = ""
    if line.comments:
        many = "s" * (line.comments > 1)
        count = (
            f' <a class="pb-count" href="{address}#comments">{line.comments}'
            f'<span class="govuk-visually-hidden"> comment{many} on {name}</span></a>'
        )
    return f'<th scope="row"><a href="{address}" title="{name}">{name}</a>{count}</th>'


def _plain(line: Line, key: str, cell: SafeString) -> str:
    kind = "pb-words" if key in ("method", "reason") else "pb-figure"
    if key == "reason" and line.asked and not cell:
        cell = mark_safe('<span class="pb-missing">No reason given</span>')
    return f'<td data-column="{key}" class="{kind} pb-col-{key}">{cell}</td>'


def _entry(line: Line, key: str) -> str:
    name = escape(line.row.label)
    if key == "method":
        choose = "" if line.method else '<option value="">choose</option>'
        options = choose + "".join(
            f"<option{' selected' * (method == line.method)}>{method}</option>"
            for method in dict.fromkeys([*TYPED, line.method or "manual"])
        )
        return (
            '<td class="pb-cell pb-cell--method"><select data-cell="method" autocomplete="off"'
            f' aria-label="Method, {name}">{options}</select></td>'
        )
    if key == "forecast":
        return (
            f'<td class="pb-cell"><input data-cell="forecast" aria-label="Forecast, {name}"'
            f' value="{line.amount}" title="{escape(line.basis)}" autocomplete="off"'
            ' spellcheck="false" maxlength="60"></td>'
        )
    asked = ' placeholder="Say why it moved"' if line.asked else ""
    reason = escape(line.reason)
    return (
        f'<td class="pb-cell pb-cell--reason{" pb-cell--asked" * line.asked}">'
        f'<input data-cell="reason" aria-label="Why, {name}" value="{reason}" title="{reason}"'
        f' autocomplete="off" maxlength="500"{asked}></td>'
    )
