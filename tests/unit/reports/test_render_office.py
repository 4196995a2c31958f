"""Word documents and slides: what a reader meets, and that nothing runs, leaks or tells the time."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Pt

from poolbook.reports.model import Cell, Column, Row, Section, Table
from poolbook.reports.render import docx, pptx, pptx_charts, words
from tests.unit.reports import reading
from tests.unit.reports.sample import HOSTILE, long_table, sample_report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def files():
    report = sample_report()
    return {"docx": docx.render(report), "pptx": pptx.render(report)}


@pytest.fixture(scope="module")
def paper(files):
    return Document(io.BytesIO(files["docx"]))


@pytest.fixture(scope="module")
def deck(files):
    return Presentation(io.BytesIO(files["pptx"]))


def bridge(*amounts: int) -> Section:
    """A section whose bridge starts, steps and ends by these pence."""
    keys = ["start", *(f"line-{n}" for n in range(1, len(amounts) - 1)), "end"]
    rows = [
        Row(key, key.title(), {"amount": Cell(pence), "why": Cell("")}, "total" if key == "end" else "line")
        for key, pence in zip(keys, amounts, strict=True)
    ]  # fmt: skip
    columns = (Column("amount", "Amount", over=True), Column("why", "Reason", "text"))
    table = Table("forecast-bridge", "What moved", "Movements", columns, tuple(rows))
    return Section("bridges", "Bridges", tables=(table,))


def test_word_has_real_headings_that_the_contents_lead_to(paper):
    report = sample_report()
    headings = [p.text for p in paper.paragraphs if p.style.name.startswith("Heading 1")]
    assert headings == [*(words.clean(s.title) for s in report.sections), "Sources"]
    targets = {e.get(f"{W}name") for e in paper.element.iter(f"{W}bookmarkStart")}
    links = [e.get(f"{W}anchor") for e in paper.element.iter(f"{W}hyperlink")]
    assert links and set(links) == targets


def test_word_says_the_state_the_moment_and_the_record(paper):
    said = "\n".join(p.text for p in paper.paragraphs)
    report = sample_report()
    for fact in (report.title, report.state, "30 November 2020, 09:15 UTC", report.head):
        assert fact in said
    assert "Record head 9f2c1ab07d5e44c3" in paper.sections[0].footer.paragraphs[0].text


def test_word_tables_repeat_their_heads_and_hold_their_widths(paper):
    for table in paper.tables:
        first, *rest = table._tbl.tr_lst
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert not [row for row in rest if row.find(f"{W}trPr/{W}tblHeader") is not None]
        grid = [int(e.get(f"{W}w")) for e in table._tbl.tblGrid]
        for row in table._tbl.tr_lst:
            cells = [int(c.tcPr.find(f"{W}tcW").get(f"{W}w")) for c in row.tc_lst]
            assert cells == grid or cells == [sum(grid)]
        assert table._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val")


def test_figures_stand_to_the_right_and_words_to_the_left(paper):
    share = next(t for t in paper.tables if t.cell(0, 1).text == "Rule")
    row = next(r for r in share._tbl.tr_lst if reading.words_of(r.tc_lst[0]) == "Net")
    sides = [cell.find(f".//{W}jc") for cell in row.tc_lst]
    assert [s is not None and s.get(f"{W}val") == "right" for s in sides] == [False, False, True, True, True]  # fmt: skip


def test_wide_tables_turn_the_page_and_narrow_ones_do_not(paper):
    turned = [s.page_width > s.page_height for s in paper.sections]
    assert True in turned and turned[0] is False
    narrow = replace(sample_report(), sections=(bridge(1, 2, 3),))
    assert len(Document(io.BytesIO(docx.render(narrow))).sections) == 1


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_the_file_names_nobody_and_tells_no_time(files, kind):
    with zipfile.ZipFile(io.BytesIO(files[kind])) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
        assert not [n for n in file.namelist() if re.search("app.xml|custom|thumb|printer|vba", n)]
        for name in file.namelist():
            if name.endswith(".rels"):
                assert b"External" not in file.read(name)
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", core) == ["Poolbook"]
    assert set(re.findall(r"(\d{4}-\d\d-\d\dT[\d:]+Z)<", core)) == {"2020-11-30T09:15:00Z"}


def test_hostile_text_is_text_in_word(files):
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as file:
        xml = file.read("word/document.xml").decode()
    codes = {code.strip() for code in re.findall(r"<w:instrText[^>]*>([^<]*)", xml)}
    assert codes == {'TOC \\o "1-2" \\h \\z \\u'}
    shown = [line[0] for table in reading.from_docx(files["docx"]) for line in table]
    assert {words.clean(text) for text in HOSTILE} <= set(shown)


def test_slides_hold_every_table_at_a_size_that_can_be_read(deck, files):
    sizes = [int(s) for s in re.findall(r'sz="(\d+)"', _slides_xml(files["pptx"]))]
    assert min(sizes) >= 1000  # hundredths of a point
    for slide in deck.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            if shape.has_table:
                rows = sum(row.height for row in shape.table.rows)
                assert shape.top + rows <= deck.slide_height - Pt(30)
                assert sum(c.width for c in shape.table.columns) <= deck.slide_width - shape.left


def _slides_xml(deck: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(deck)) as file:
        return "".join(
            file.read(n).decode() for n in file.namelist() if n.startswith("ppt/slides/slide")
        )


def test_a_long_table_goes_over_slides_with_its_head_on_each():
    one = Section("long", "Long", ("A sentence.",), tables=(long_table(80),))
    data = pptx.render(replace(sample_report(), sections=(one,)))
    found = [
        (slide, shape) for slide in Presentation(io.BytesIO(data)).slides for shape in slide.shapes if shape.has_table
    ]  # fmt: skip
    assert len(found) >= 5
    assert {shape.table.cell(0, 0).text for _, shape in found} == {"Description of service"}
    assert found[0][0].shapes.title.text == f"Mental health (1 of {len(found)})"
    assert len(found[-1][1].table.rows) > 2, "a total does not stand alone"
    assert "A sentence." in found[0][0].notes_slide.notes_text_frame.text


@pytest.mark.parametrize(
    "amounts",
    [(-35, -492, 428, 321, -112, 110), (100, -300, 500, 300), (0, 5, -5, 0), (-9, -1, -10)],
)
def test_a_waterfall_stands_on_its_base(amounts):
    series = {s.name: s.values for s in pptx_charts.waterfall(list(amounts))}
    level = 0
    for at, amount in enumerate(amounts):
        here = {name: values[at] for name, values in series.items() if values[at] is not None}
        low, high = sorted((level, level + amount)) if 0 < at < len(amounts) - 1 else sorted((0, amount))  # fmt: skip
        seen = [v for name, v in here.items() if name != "Base"]
        top = sum(v for v in here.values() if v > 0)
        bottom = sum(v for v in here.values() if v < 0)
        assert (bottom, top) == (min(low, 0), max(high, 0))
        assert sum(abs(v) for v in seen) == high - low
        level = amount if at == 0 else level + amount
    assert amounts[0] + sum(amounts[1:-1]) == amounts[-1]


def test_a_chart_is_native_with_its_figures_in_words_and_in_its_workbook():
    report = replace(sample_report(), sections=(bridge(-3_500_000, 14_500_000, 11_000_000),))
    shows = Presentation(io.BytesIO(pptx.render(report)))
    chart = next(s for slide in shows.slides for s in slide.shapes if s.has_chart)
    told = chart._element.nvGraphicFramePr.cNvPr.get("descr")
    assert "Start −£35,000; Line-1 £145,000; End £110,000" in told
    assert [s.name for s in chart.chart.plots[0].series] == ["Variation", "Increase", "Increase below zero"]  # fmt: skip
    book = load_workbook(io.BytesIO(chart.chart.part.chart_workbook.xlsx_part.blob))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert cells[4:8] == ["Start", -35_000, 0, 0] and len(book.worksheets) == 1
    labels = re.findall(r"<a:t>([^<]*)</a:t>", chart.chart.part.blob.decode())
    assert "+145" in labels, "a step across zero is labelled with its whole amount"


def test_bars_beyond_what_can_be_read_are_taken_together():
    rows = tuple(Row(f"l{n}", f"Line {n}", {"variation": Cell(100_000 * (n - 8))}) for n in range(20))  # fmt: skip
    table = Table("summary", "Summary", "", (Column("variation", "Variation", over=True),), rows)
    bars = pptx_charts.variation(replace(sample_report(), sections=(Section("summary", "S", tables=(table,)),)))  # fmt: skip
    assert len(bars) == pptx_charts.MOST + 1
    assert bars[-1][0] == "All other lines together"
    assert sum(pence for _, pence in bars) == sum(100_000 * (n - 8) for n in range(20))
