"""The report in a council's own Word template: filled in, or refused with every fault."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from jinja2.exceptions import SecurityError, UndefinedError

from poolbook.reports.model import Section
from poolbook.reports.render import docx_checks
from poolbook.reports.render.docx_template import MARK, check, into_template
from poolbook.rules.refusal import Refusal
from tests.unit.reports import reading
from tests.unit.reports.sample import sample_report


def template(*paragraphs: str, header: str = "", title: str = "") -> bytes:
    """A council's template with these paragraphs, made by Jane."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.author = "Jane Officer"
    document.core_properties.title = title
    return saved(document)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, body: bytes | None = None, swap=(b"", b"")) -> bytes:
    """The file with a part added, or with bytes of a part swapped."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            part = old.read(each)
            new.writestr(each, part.replace(*swap) if each == name and body is None else part)
        if body is not None:
            new.writestr(name, body)
    return out.getvalue()


def faults(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        into_template(sample_report(), data)
    return "\n".join(caught.value.details)


GOOD = template("Our council", "{{ title|upper }}: {{ pool }}", "{{ report }}", "The end", header="{{ period }}")  # fmt: skip


def test_the_template_is_filled_in_and_holds_the_figures():
    report = sample_report()
    data = into_template(report, GOOD)
    found = docx.Document(io.BytesIO(data))
    said = [p.text for p in found.paragraphs]
    assert said[0] == "Our council" and said[-1] == "The end"
    assert f"{report.title.upper()}: {report.pool}" in said
    assert found.sections[0].header.paragraphs[0].text == report.period
    assert reading.from_docx(data) == [reading.printed(t) for t in reading.tables(report)]
    assert MARK not in found.element.xml
    assert into_template(report, GOOD) == data, "the same bytes"


def test_the_councils_own_styles_and_pages_are_used():
    document = docx.Document(io.BytesIO(GOOD))
    document.styles["Heading 1"].font.name = "Georgia"
    document.sections[0].page_width, document.sections[0].page_height = 7_000_000, 9_000_000
    found = docx.Document(io.BytesIO(into_template(sample_report(), saved(document))))
    heading = next(p for p in found.paragraphs if p.style.name == "Heading 1")
    assert heading.style.font.name == "Georgia"
    sizes = {(s.page_width, s.page_height, s.orientation) for s in found.sections}
    near = {(round(w, -4), round(h, -4), o) for w, h, o in sizes}
    assert near == {(7_000_000, 9_000_000, WD_ORIENT.PORTRAIT), (9_000_000, 7_000_000, WD_ORIENT.LANDSCAPE)}  # fmt: skip
    assert found.sections[-1].orientation == WD_ORIENT.PORTRAIT


def test_nobody_who_made_the_template_is_named():
    data = into_template(sample_report(), GOOD)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert not [n for n in file.namelist() if b"Jane" in file.read(n)]


def test_nothing_from_the_book_is_evaluated():
    hostile = ("{{ 7*7 }}", "{% if 1 %}49{% endif %}", "{_{ 7*7 }_}", "<w:p/>&amp;")
    report = replace(
        sample_report(), title="{{ 7*7 }}", pool="{{ head }}", sections=(Section("s", hostile[0], hostile),)
    )  # fmt: skip
    found = docx.Document(io.BytesIO(into_template(report, GOOD)))
    said = [p.text for p in found.paragraphs]
    assert "{{ 7*7 }}: {{ head }}" in said and "49" not in "".join(said).replace(hostile[1], "")
    assert set(hostile) <= set(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ ''.__class__ }}", "is more than a name"),
        ("{{ title.__class__.__mro__ }}", "is more than a name"),
        ("{{ 'a' * 999999999 }}", "is more than a name"),
        ("{{ range(9) }}", "“range” in the body is not known"),
        ("{{ title|attr('x') }}", "is more than a name"),
        ("{% for x in title %}x{% endfor %}", "uses “for”"),
        ("{% include 'x' %}", "uses “include”"),
        ("{% set x = 1 %}", "uses “assign”"),
        ("{{ titel }}", "“titel” in the body is not known; a template may use title"),
        ("{{ title + }}", "“{{ title + }}” in the body cannot be read"),
        ("{{ title", "the body cannot be read"),
        ("{% if state %}", "the body cannot be read"),
    ],
)
def test_a_template_may_only_name_what_it_prints(text: str, said: str):
    assert said in faults(template(text, "{{ report }}"))


def test_every_fault_is_said_at_once():
    data = template("{{ titel }}", "{{ x.y }}", "{{ report }}", header="{{ report }}", title="{{ who }}")  # fmt: skip
    said = faults(data)
    for part in ("“titel”", "“{{ x.y }}”", "stands in a header", "“who” in the file's properties"):
        assert part in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not a zip", "it is not a Word document"),
        (b"", "it is not a Word document"),
        (with_part(GOOD, "word/vbaProject.bin", b"x"), "it holds macros"),
        (with_part(GOOD, "word/embeddings/o.bin", b"x"), "an embedded object"),
        (with_part(GOOD, "word/big.xml", b" " * 5_000_001), "unpacks to more"),
        (with_part(GOOD, "word/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "declares entities"),
        (with_part(GOOD, "word/document.xml", swap=(b"<w:body>", b'<w:body><w:ins w:author="J" w:id="1"/>')), "tracked changes"),
        (with_part(GOOD, "word/document.xml", swap=(b"<w:body>", b'<w:body><w:p><w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r></w:p>')), "a field DDE"),
        (with_part(GOOD, "word/_rels/settings.xml.rels", b'<Relationships><Relationship Id="a" Type="http://x/attachedTemplate" Target="http://203.0.113.9/t" TargetMode="External"/></Relationships>'), "fetches a attachedTemplate"),
        (template("no mark"), "it has no place for the report"),
        (template("text {{ report }}"), "in a paragraph of its own"),
        (template("{{ report }}", "{{ report }}"), "printed more than once"),
        (template("{% if state == 'x' %}{{ report }}{% endif %}"), "outside conditions"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_plain_words(data: bytes, said: str):
    assert said in faults(data)


def test_a_condition_on_a_name_is_allowed():
    data = template("{% if state == 'closed' %}Final{% else %}Draft{% endif %}", "{{p report }}")
    check(data)
    said = [p.text for p in docx.Document(io.BytesIO(into_template(sample_report(), data))).paragraphs]  # fmt: skip
    assert "Draft" in said and "Final" not in said


def test_the_sandbox_holds_behind_the_checks():
    env = docx_checks.environment()
    for text in (
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__init__.__globals__ }}",
        "{{ range(3) }}",
    ):
        with pytest.raises((SecurityError, UndefinedError)):
            env.from_string(text).render(title="x")
    assert env.from_string("{{ title }}").render(title="{{ 7*7 }}<b>") == "{{ 7*7 }}&lt;b&gt;"
