"""What people typed stays text in every format: it runs nothing, fetches nothing, hides nothing."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from poolbook.reports.render import csv, glyphs, html, render, words
from tests.unit.reports import reading
from tests.unit.reports.sample import HOSTILE, sample_report

LIVE = re.compile(
    r"=(SUM\([A-Z0-9:,]+\)|ROUND\(SUM\([A-Z0-9:,]+\),\d+\)|[A-Z]+\d+-[A-Z]+\d+"
    r"|ROUND\([A-Z]+\d+-[A-Z]+\d+,\d+\)"
    r'|IF\(([A-Z]+\d+)=0,"n/a",[A-Z]+\d+/\2\))'
)


@pytest.fixture(scope="module")
def report():
    return sample_report()


def test_html_has_no_script_handler_or_outside_address(report):
    page = reading.Page(html.render(report, downloads=[("XLSX <b>", 'x.xlsx" onclick="alert(1)')]))
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "dl",
        "div", "dt", "dd", "nav", "ul", "ol", "li", "main", "section", "p", "b", "span", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "small", "footer",
    }  # fmt: skip
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    links = [a["href"] for tag, a in page.tags if tag == "a"]
    assert all(link.startswith("#") for link in links if not link.startswith("x.xlsx"))
    assert (
        "url(" not in html.STYLESHEET.read_text() and "@import" not in html.STYLESHEET.read_text()
    )


def test_a_linked_stylesheet_leaves_nothing_inline(report):
    page = html.render(report, stylesheet="/static/report.css")
    assert b"<style" not in page and b" style=" not in page and b"<script" not in page
    assert b'<link rel="stylesheet" href="/static/report.css">' in page


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_text_cannot_start_a_formula(text):
    safe = csv.safe(words.clean(text))
    assert safe[:1] not in set("=+-@\t\r\n")
    assert safe in (words.clean(text), f"'{words.clean(text)}")


@pytest.mark.parametrize("text", ["-123.45", "-1", "0", "12.5", "", "n/a", "−83", "a=b"])
def test_csv_leaves_numbers_and_plain_text_alone(text):
    assert csv.safe(text) == text


@pytest.mark.parametrize("text", ["-", "+44 1865", "＝1+1", " =1", "\n=1", "-1-1", "-1e5\n"])
def test_csv_guards_what_only_looks_harmless(text):
    assert csv.safe(text) == f"'{text}"


def test_csv_negative_amounts_stay_numbers(report):
    values = [r["value"] for r in reading.csv_records(render(report, "csv"))]
    assert "-123.45" in values and not [v for v in values if v.startswith("'")]


def test_workbook_formulas_are_only_ours(report):
    for place, formula in reading.formulas(render(report, "xlsx")).items():
        assert LIVE.fullmatch(formula), (place, formula)


def test_workbook_carries_nothing_hidden(report):
    data = render(report, "xlsx")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    for part in ("comment", "external", "vba", "pivot", "connection", "custom", "media"):
        assert not [name for name in names if part in name.lower()]
    book = load_workbook(io.BytesIO(data))
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not book.properties.creator and not book.properties.lastModifiedBy
    assert book.properties.created.isoformat() == "2020-11-30T09:15:00"
    assert not [name for name in names if "worksheets/_rels" in name]  # no outside link


def test_workbook_text_is_kept_whole_as_text(report):
    book = load_workbook(io.BytesIO(render(report, "xlsx")))
    sheet = book.worksheets[2 + 3]
    shown = [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=5, max_row=17)]
    assert shown == [(words.clean(text), "s") for text in HOSTILE]


def test_page_footers_take_no_commands_from_a_title():
    from dataclasses import replace

    report = replace(sample_report(), title='R&D &P &"Wingdings"' + "x" * 300)
    data = zipfile.ZipFile(io.BytesIO(render(report, "xlsx")))
    sheet = ElementTree.fromstring(data.read("xl/worksheets/sheet1.xml"))
    footer = next(e.text for e in sheet.iter() if e.tag.endswith("oddFooter"))
    assert "R&&D &&P &&" in footer and len(footer) <= 255
    assert re.findall(r"(?<!&)&(?!&)\S", footer.replace("&&", "")) == [
        "&L",
        "&8",
        "&R",
        "&8",
        "&P",
        "&N",
    ]


def test_pdf_prints_code_as_text_and_reads_no_file(report):
    text = reading.pdf_text(render(report, "pdf"))
    squeezed = reading.squeezed(text)
    assert "root:" not in text
    for hostile in HOSTILE:
        assert reading.squeezed(glyphs.printable(words.clean(hostile))) in squeezed


def test_pdf_has_no_script_file_or_outside_link(report):
    reader = PdfReader(io.BytesIO(render(report, "pdf")))
    raw = b"".join(page.get_contents().get_data() for page in reader.pages)
    assert b"JavaScript" not in raw
    root = reader.trailer["/Root"]
    assert "/OpenAction" not in root and "/AA" not in root
    assert "/EmbeddedFiles" not in root.get("/Names", {})
    for page in reader.pages:
        for note in page.get("/Annots", []):
            assert "/URI" not in str(note.get_object().get("/A", {}))
