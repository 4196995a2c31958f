"""The report in a council's own Word template, whose marks are filled in and nothing else.

The template sees names and texts only, in a sandbox. The report itself is put in afterwards, as
XML, so that the template engine never reads a word that came from the book's lines.
"""

import io
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree
from markupsafe import Markup

from poolbook.reports.model import Report
from poolbook.reports.render import docx_checks, docx_styles, office, words
from poolbook.reports.render.docx import packed
from poolbook.reports.render.docx_body import Body, following, page
from poolbook.rules.refusal import Refusal

NAMES = ("title", "agreement", "pool", "year", "period", "state", "as_at", "head", "report")
MARK = "\N{INVISIBLE SEPARATOR}the report stands here\N{INVISIBLE SEPARATOR}"
REFUSED = "the template cannot be used"
ALONE = "{{ report }} must stand in a paragraph of its own in the body, in no table or text box"


def into_template(report: Report, template: bytes) -> bytes:
    """The template filled in as Word bytes; raises Refusal with every fault of the template."""
    check(template)
    filled = DocxTemplate(io.BytesIO(template))
    try:
        filled.render(_values(report), docx_checks.environment(), autoescape=True)
    except Exception as error:  # whatever else a file may break in the library is the file's fault
        raise Refusal(REFUSED, [f"filling it in failed: {error}"]) from None
    document = filled.docx
    place = _place(document.element.body)
    ids = docx_styles.fitted(document.part._styles_part._element)
    ended = _section_of(place)
    body = Body(report, ids, page(ended))
    body.sections()
    body.turn(False)
    body.closing()
    for element in body.elements():
        place.addprevious(element)
    place.getparent().remove(place)
    if body.turned:
        ended.getparent().replace(ended, following(ended))
    office.leave_out(document.part.package, document.part)
    return packed(document, report)


def check(template: bytes) -> None:
    """Raises Refusal with every fault that the template has before it is filled in."""
    found = docx_checks.faults(template, NAMES)
    if not found and not _asks_for_report(template):
        found = ["it has no place for the report: write {{ report }} in a paragraph of its own"]
    if found:
        raise Refusal(REFUSED, found)


def _asks_for_report(template: bytes) -> bool:
    env = docx_checks.environment()
    opened = DocxTemplate(io.BytesIO(template))
    return "report" in opened.get_undeclared_template_variables(env)


def _values(report: Report) -> dict[str, Any]:
    """What each name stands for: texts, and a mark where the report will go."""
    texts = {name: getattr(report, name) for name in NAMES if name not in ("as_at", "report")}
    return {name: words.clean(text) for name, text in texts.items()} | {
        "as_at": words.as_at_words(report),
        "report": Markup(f"<w:p><w:r><w:t>{MARK}</w:t></w:r></w:p>"),
    }


def _place(body: Any) -> Any:
    """The paragraph that the report takes the place of."""
    found = [each for each in body.iter(qn("w:t")) if MARK in (each.text or "")]
    places = set()
    for mark in found:
        outermost = [p for p in mark.iterancestors(qn("w:p"))][-1]
        said = "".join(outermost.itertext()).replace(MARK, "").strip()
        if outermost.getparent() is not body or said:
            raise Refusal(REFUSED, [ALONE])
        places.add(outermost)
    if len(places) != 1:
        how = "more than once" if places else "in no case that holds for this report"
        raise Refusal(
            REFUSED, [f"{{{{ report }}}} is printed {how}; write it once, outside conditions"]
        )
    return places.pop()


def _section_of(place: Any) -> etree._Element:
    """The section properties that govern a paragraph: the next ones after it."""
    for each in place.itersiblings():
        found = each if each.tag == qn("w:sectPr") else each.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if found is not None:
            return found
    raise Refusal(REFUSED, ["it has no page setup; save it again in Word"])
