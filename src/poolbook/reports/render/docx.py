"""The report as a Word document: real headings, tables whose heads repeat, nothing that runs.

It holds values only. Its one field is Word's own table of contents beside the page numbers; no
text of the book becomes a field, a link or a macro.
"""

import io
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from poolbook.reports.model import Report
from poolbook.reports.render import docx_styles, office, words
from poolbook.reports.render.docx_body import SPACES, Body, following, page
from poolbook.reports.render.docx_table import run


def render(report: Report) -> bytes:
    """The document's bytes; the same report gives the same bytes."""
    document = Document()
    office.leave_out(document.part.package, document.part)
    _strip(document)
    body = Body(report, {key: key for key in docx_styles.NAMES}, page(_paper(document, report)))
    head = _title_block(report)
    body.sections()
    body.closing()
    filled = body.contents()
    start = Body(report, body.styles, body.page)
    start.parts = head + _contents(start, filled)
    root = document.element.body
    for element in [*start.elements(), *body.elements()]:
        root.insert(len(root) - 1, element)
    last = body.page.wide if body.wide else body.page.tall
    root.replace(root[-1], following(last) if body.turned else last)
    return packed(document, report)


def packed(document: Any, report: Report) -> bytes:
    """The document's bytes with plain properties and no trace of the clock."""
    office.say_what_it_is(document.core_properties, report)
    out = io.BytesIO()
    document.save(out)
    return office.fixed(out.getvalue(), words.made(report))


def _strip(document: Any) -> None:
    """Puts our styles in the place of the blank file's, which are a hundred times as long."""
    part = document.part
    for key in [key for key in part.rels if part.rels[key].reltype.endswith("stylesWithEffects")]:
        part.rels.pop(key)
    part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    )._element = docx_styles.whole()


def _paper(document: Any, report: Report) -> Any:
    """The section's properties with a footer on every page."""
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    said = f"As at {words.as_at_words(report)}. Record head {words.clean(report.head)[:16]}. Page "
    count = "".join(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{after}'
        for code, after in (("PAGE", run(" of ")), ("NUMPAGES", ""))
    )
    style = '<w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    line = parse_xml(f"<w:p {SPACES}>{style}{run(said)}{count}</w:p>")
    footer._element[:] = [line]
    properties = document.element.body.sectPr
    for name in ("pgSz", "pgMar", "cols", "docGrid"):
        found = properties.find(qn(f"w:{name}"))
        if found is not None:
            properties.remove(found)
    return properties


def _title_block(report: Report) -> list[str]:
    body = Body(report, {key: key for key in docx_styles.NAMES}, page())
    body.say("Title", report.title)
    for name, value in words.facts(report):
        body.say("Fact", value, f"{run(name, _MUTED)}<w:r><w:tab/></w:r>", "<w:b/>"
                 if name != "Record head" else '<w:sz w:val="17"/>')  # fmt: skip
    return body.parts


def _contents(start: Body, filled: str) -> list[str]:
    start.parts = []
    start.say("Contents", "Contents")
    start.parts.append(filled)
    if start.report.reading:
        start.say("Contents", "How to read this paper")
    for said in start.report.reading:
        start.bullet(said)
    return start.parts


_MUTED = f'<w:color w:val="{office.MUTED}"/>'
