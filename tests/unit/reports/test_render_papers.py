"""What a reader meets: headings, units, scopes, notes, page numbers, accessible structure."""

import io
from dataclasses import replace
from datetime import datetime

import pdfua
from pypdf import PdfReader

from poolbook.reports.model import Cell, Column, Row, Section, Table
from poolbook.reports.render import FORMATS, glyphs, html, pdf, render, words
from tests.unit.reports import reading
from tests.unit.reports.sample import long_table, sample_report


def test_html_tables_are_named_scoped_and_reachable_by_keyboard():
    page = reading.Page(html.render(sample_report()))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    regions = [a for tag, a in page.tags if a.get("role") == "region"]
    assert len(regions) == 5
    assert all(a["tabindex"] == "0" and a["aria-labelledby"] in ids for a in regions)
    assert all(a["scope"] in ("col", "row", "rowgroup") for tag, a in page.tags if tag == "th")
    targets = [a["href"][1:] for tag, a in page.tags if tag == "a"]
    assert set(targets) <= set(ids)


def test_html_states_the_report_the_unit_and_the_record():
    page = html.render(sample_report()).decode()
    for words_ in ("Adults with Care and Support Needs", "Period 7 (October 2020)",
                   "Open; council signed, NHS to sign", "30 November 2020, 09:15 UTC",
                   "9f2c1ab07d5e44c3", "Amounts in £000.", "<small>over, − under</small>"):  # fmt: skip
        assert words_ in page


def test_html_figures_carry_their_ref_and_exact_pounds_in_words():
    page = html.render(sample_report()).decode()
    assert 'data-ref="rs:occ:variation" title="£83,490 under">−83<' in page
    assert 'data-ref="rs:occg:variation" title="£194,490 over">194<' in page
    assert 'data-ref="rs:occ:share" title="−75.2162%">−75.22%<' in page


def test_html_lists_downloads_and_can_do_without_extras():
    bare = replace(sample_report(), reading=(), sources=(), sections=(), head="")
    page = html.render(bare, downloads=[("Workbook", "report.xlsx")]).decode()
    assert '<a href="report.xlsx">Workbook</a>' in page
    assert "How to read" not in page and "Sources" not in page and "Record head</dt>" not in page


def test_pdf_passes_the_machine_checks_of_pdf_ua():
    found = pdfua.validate(io.BytesIO(pdf.render(sample_report())))
    assert list(found.findings) == []


def test_pdf_says_what_it_is():
    reader = PdfReader(io.BytesIO(pdf.render(sample_report())))
    assert reader.metadata.title.startswith("Outcomes, outputs and cost report – Adults")
    assert reader.metadata.creation_date.isoformat() == "2020-11-30T09:15:00+00:00"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    last = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {last}" in text
        assert "As at 30 November 2020, 09:15 UTC. Record head 9f2c1ab07d5e44c3" in text
        assert page.mediabox.width > page.mediabox.height
    fonts = {
        str(f.get_object()["/BaseFont"])
        for p in reader.pages
        for f in p["/Resources"]["/Font"].values()
    }
    assert all("Inter" in font for font in fonts)


def test_pdf_repeats_the_head_of_a_long_table():
    one = Section("long", "Long", tables=(long_table(150),))
    reader = PdfReader(io.BytesIO(pdf.render(replace(sample_report(), sections=(one,)))))
    heads = ["Description of service" in page.extract_text() for page in reader.pages]
    assert len(heads) >= 4 and all(heads[:4])


def test_pdf_tells_of_characters_that_it_cannot_print():
    plain = replace(sample_report(), sections=(Section("s", "Words", ("Ysgol Tŷ Gŵyr",)),))
    assert "typeface lacks" not in reading.pdf_text(pdf.render(plain))
    emoji = replace(plain, sections=(Section("s", "Words", ("well done 😀",)),))
    assert "□ stands for a character that this paper's typeface lacks" in " ".join(
        reading.pdf_text(pdf.render(emoji)).split()
    )


def test_the_typeface_covers_what_the_papers_use():
    used = "£−–—‘’“”…•½%€éŵŷâêîôû áéíóúñçøåßŁž≥≤×\N{NO-BREAK SPACE}"
    assert glyphs.printable(used) == used
    assert glyphs.printable("a😀b") == "a□b"


def test_a_table_without_rows_or_columns_is_still_a_table():
    empty = Section("e", "Empty", tables=(
        Table("a", "No rows", "Nothing yet", (Column("x", "X"),), ()),
        Table("b", "No columns", "", (), (Row("r", "Only a label", {}),), unit=""),
        Table("c", "Blank cells", "", (Column("x", "X"),), (Row("r", "R", {"x": Cell()}),)),
    ))  # fmt: skip
    report = replace(sample_report(), sections=(empty,), as_at=datetime(2021, 4, 1, 0, 5))
    for kind in FORMATS:
        assert render(report, kind)
    assert words.as_at_words(report) == "1 April 2021, 00:05"
