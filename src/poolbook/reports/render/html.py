"""The report as one HTML page: a paper that a board member reads on a screen or prints.

The page runs no script, asks for nothing from anywhere else, and has no inline style, so that it
works under a strict Content-Security-Policy; sent as a file it carries its stylesheet within.
"""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from poolbook.reports.model import Column, Report, Row, Section, Table
from poolbook.reports.render import words

STYLESHEET = Path(__file__).with_name("report.css")
DEEPEST = 4  # rows deeper than this are indented no further


def render(
    report: Report, stylesheet: str | None = None, downloads: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The page as UTF-8.

    `stylesheet` is the address of report.css, or None to embed it. `downloads` are (label,
    address) of the same report in other formats.
    """
    return "\n".join(_page(report, stylesheet, downloads)).encode()


def text(value: str) -> str:
    """Escaped text, safe between tags and in a quoted attribute."""
    return html.escape(words.clean(value), quote=True)


def _page(
    report: Report, stylesheet: str | None, downloads: Sequence[tuple[str, str]]
) -> Iterator[str]:
    style = (
        f'<link rel="stylesheet" href="{text(stylesheet)}">'
        if stylesheet is not None
        else f"<style>\n{STYLESHEET.read_text(encoding='utf-8')}</style>"
    )
    yield (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(words.full_title(report))}</title>\n{style}\n</head>\n<body>"
    )
    yield '<a class="skip" href="#contents">Skip to contents</a>'
    yield from _title_block(report, downloads)
    yield "<main>"
    yield from _contents(report)
    for at, section in enumerate(report.sections, 1):
        yield from _section(section, f"s{at}")
    if report.sources:
        yield '<section><h2 id="sources">Sources</h2>'
        yield f'<ul class="small">{_items(report.sources)}</ul></section>'
    yield f"</main>\n{_closing(report)}\n</body>\n</html>\n"


def _title_block(report: Report, downloads: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"<header>\n<h1>{text(report.title)}</h1>\n<dl>"
    for name, value in words.facts(report):
        kind = ' class="hash"' if name == "Record head" else ""
        yield f"<div><dt>{name}</dt><dd{kind}>{text(value)}</dd></div>"
    yield "</dl>"
    if downloads:
        links = "".join(f'<li><a href="{text(to)}">{text(name)}</a></li>' for name, to in downloads)
        yield f'<nav class="downloads" aria-label="Downloads"><ul>{links}</ul></nav>'
    yield "</header>"


def _contents(report: Report) -> Iterator[str]:
    yield '<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>'
    for at, section in enumerate(report.sections, 1):
        yield f'<li><a href="#s{at}">{text(section.title)}</a>'
        tables = [
            f'<li><a href="#s{at}t{number}">{text(table.title)}</a></li>'
            for number, table in enumerate(section.tables, 1)
            if table.title != section.title
        ]
        yield f"<ul>{''.join(tables)}</ul></li>" if tables else "</li>"
    yield "</ol></nav>"
    if report.reading:
        yield '<section class="reading">'
        yield f'<h2 id="reading">How to read this paper</h2><ul>{_items(report.reading)}</ul>'
        yield "</section>"


def _section(section: Section, name: str) -> Iterator[str]:
    yield f'<section>\n<h2 id="{name}">{text(section.title)}</h2>'
    for paragraph in section.paragraphs:
        yield f"<p>{text(paragraph)}</p>"
    if section.bullets:
        yield f"<ul>{_items(section.bullets)}</ul>"
    for number, table in enumerate(section.tables, 1):
        yield from _table(table, f"{name}t{number}", section.title)
    yield "</section>"


def _items(items: Sequence[str]) -> str:
    return "".join(f"<li>{text(item)}</li>" for item in items)


def _table(table: Table, name: str, section_title: str) -> Iterator[str]:
    """The table in a region of its own, which scrolls sideways and takes the keyboard's focus."""
    if table.title != section_title:
        yield f'<h3 id="{name}">{text(table.title)}</h3>'
        heading = name
    else:
        heading = name.partition("t")[0]
    unit = f' <b class="unit">{html.escape(words.unit_line(table))}</b>' if table.unit else ""
    yield f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{heading}"><table>'
    yield f"<caption><span>{text(words.caption(table))}{unit}</span></caption>"
    yield f'<thead><tr><th scope="col" class="label">{text(table.label_title)}</th>'
    yield "".join(_column_head(column) for column in table.columns) + "</tr></thead>\n<tbody>"
    for at, row in enumerate(table.rows):
        if at and row.kind == "heading":
            yield "</tbody>\n<tbody>"
        yield _row(row, table.columns)
    yield "</tbody></table></div>"
    if table.notes:
        yield f'<div class="notes"><p>Notes</p><ol>{_items(table.notes)}</ol></div>'


def _column_head(column: Column) -> str:
    hint = f"<small>{html.escape(words.hint(column))}</small>" if column.over else ""
    kind = "words" if column.kind == "text" else "figure"
    return f'<th scope="col" class="{kind}">{text(column.title)}{hint}</th>'


def _row(row: Row, columns: Sequence[Column]) -> str:
    level = f" level{min(row.level, DEEPEST)}" if row.level else ""
    if row.kind == "heading" and not row.cells:
        span = f'<th scope="rowgroup" colspan="{len(columns) + 1}" class="label{level}">'
        return f'<tr class="heading">{span}{text(row.label)}</th></tr>'
    cells = "".join(_cell(row, column) for column in columns)
    label = f'<th scope="row" class="label{level}">{text(row.label)}</th>'
    return f'<tr class="{row.kind}">{label}{cells}</tr>'


def _cell(row: Row, column: Column) -> str:
    """One cell; a figure carries its unrounded amount as a title and its ref for scripts."""
    cell = words.cell_at(row, column)
    kind = "words" if column.kind == "text" else "figure"
    if cell.value is None:
        kind += " missing"
    ref = f' data-ref="{text(cell.ref)}"' if cell.ref else ""
    exact = words.exact(cell, column)
    title = f' title="{html.escape(exact)}"' if exact else ""
    shown = html.escape(words.printed(row, column)) + cell.picture
    return f'<td class="{kind}"{ref}{title}>{shown}</td>'


def _closing(report: Report) -> str:
    return (
        f"<footer><p>As at {html.escape(words.as_at_words(report))}. Record head "
        f'<span class="hash">{text(report.head)}</span>. Figures are rounded for print only; '
        "the exact amount of each is in its title, the workbook, the CSV and the JSON.</p></footer>"
    )
