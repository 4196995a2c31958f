"""The report as slides: title, words, charts that can be edited, tables split to be read.

It holds values only; the workbook behind a chart holds that chart's figures and nothing else.
"""

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from poolbook.reports.model import Report, Section
from poolbook.reports.render import pptx_charts, pptx_table, words
from poolbook.reports.render.office import INK
from poolbook.reports.render.pptx_base import COVER, Deck


def render(report: Report) -> bytes:
    """The deck's bytes; the same report gives the same bytes."""
    deck = Deck(report)
    _cover(deck)
    for section in report.sections:
        _section(deck, section)
    said = [(True, text) for text in (*report.reading, *report.sources)]
    if said:
        deck.words("How to read these figures, and their sources", said)
    return deck.packed()


def _cover(deck: Deck) -> None:
    report = deck.report
    slide = deck.slide(report.title, layout=COVER)
    facts = words.facts(report)
    frame = slide.placeholders[1].text_frame
    frame.text = "\n".join(f"{name}: {value}" for name, value in facts)
    for (name, _), paragraph in zip(facts, frame.paragraphs, strict=False):
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size = Pt(12 if name == "Record head" else 18)
            run.font.color.rgb = RGBColor.from_string(INK)


def _section(deck: Deck, section: Section) -> None:
    said = [(False, text) for text in section.paragraphs]
    said += [(True, text) for text in section.bullets]
    if said:
        deck.words(section.title, said)
    _charts(deck, section)
    for table in section.tables:
        pptx_table.add(deck, table, section.paragraphs)


def _charts(deck: Deck, section: Section) -> None:
    """The charts of what a section's tables say."""
    keys = {table.key for table in section.tables}
    if "summary" in keys and (bars := pptx_charts.variation(deck.report)):
        pptx_charts.add_bars(deck, "Variation by line, £000", bars)
    if "risk-share" in keys and (bars := pptx_charts.shares(deck.report)):
        pptx_charts.add_bars(deck, "Share of the variation by partner, £000", bars)
    if "forecast-bridge" in keys:
        bars, table = pptx_charts.bridge(deck.report)
        if table and len(bars) > 2:
            pptx_charts.add_bridge(deck, f"{table.title}, £000", bars)
