"""Charts as PowerPoint's own, editable, with the figures in words for who cannot see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (  # fmt: skip
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from poolbook.reports.model import Report, Table
from poolbook.reports.render import words
from poolbook.reports.render.live import stored
from poolbook.reports.render.office import INK, RULE
from poolbook.reports.render.pptx_base import BOTTOM, FONT, LEFT, ROOM, TOP, Deck
from poolbook.reports.render.xlsx_table import NUMBER_FORMATS
from poolbook.rules import money

MOST = 12  # bars or steps that can be read; the rest are taken together
OVER, UNDER, WHOLE = "E3A27F", "8FB4DC", "B9C2CB"  # light enough for figures on them
AMOUNT = NUMBER_FORMATS["money"].rsplit(";", 1)[0] + ';""'  # nothing where there is nothing
UP, DOWN = (f'"{sign}"#,##0,;"{sign}"#,##0,;""' for sign in ("+", money.MINUS))
Bars = list[tuple[str, int]]  # name and pence


@dataclass(frozen=True)
class Series:
    """A series of a chart: its colour ("" is not drawn), how its labels show, its pence or gaps."""

    name: str
    colour: str
    values: list[int | None]
    labels: str = AMOUNT


def variation(report: Report) -> Bars:
    """The lines furthest from budget, over first; the others together at the end."""
    tables = [t for s in report.sections for t in s.tables if t.key.startswith("detail-")]
    named = {row.key for table in tables for row in table.rows}
    tops = {key.removeprefix("detail-") for key in (table.key for table in tables)}
    summary = [t for s in report.sections for t in s.tables if t.key == "summary"]
    bars = list(_bars(tables, "variation"))
    bars += [
        bar
        for table in summary
        for bar in _bars([table], "variation", named | tops)
    ]  # fmt: skip
    bars = [bar for bar in bars if bar[1]]
    return _most(bars, "All other lines together")


def shares(report: Report) -> Bars:
    """Each partner's net share of the variation."""
    tables = [t for s in report.sections for t in s.tables if t.key == "risk-share"]
    return [
        (words.clean(row.label), int(row.cells["variation"].value or 0))
        for table in tables
        for row in table.rows
        if row.key.startswith("net/") and row.kind == "line" and row.key != "net/income"
    ]


def bridge(report: Report) -> tuple[Bars, Table | None]:
    """From last period's variation to this one's: start, steps, end; empty where there is none."""
    tables = [t for s in report.sections for t in s.tables if t.key == "forecast-bridge"]
    if not tables:
        return [], None
    bars = list(_bars(tables, "amount", set(), ("line", "total")))
    steps = bars[1:-1]
    if len(steps) > MOST:
        rest = sum(pence for _, pence in steps[MOST - 1 :])
        steps = [*steps[: MOST - 1], ("All other lines together", rest)]
    return [bars[0], *[bar for bar in steps if bar[1]], bars[-1]], tables[0]


def _bars(
    tables: list[Table], column: str, without: set[str] = frozenset(), kinds: tuple[str, ...] = ("line",)
) -> Iterator[tuple[str, int]]:  # fmt: skip
    for table in tables:
        for row in table.rows:
            cell = row.cells.get(column)
            if row.kind in kinds and row.key not in without and cell and words.is_figure(cell):
                yield words.clean(row.label), int(cell.value)


def _most(bars: Bars, rest: str) -> Bars:
    ranked = sorted(bars, key=lambda bar: -abs(bar[1]))
    kept, others = ranked[:MOST], ranked[MOST:]
    kept.sort(key=lambda bar: -bar[1])
    return [*kept, (rest, sum(pence for _, pence in others))] if others else kept


def add_bars(deck: Deck, title: str, bars: Bars) -> None:
    """A slide with a bar a name, over budget and under it told apart in words too."""
    over = [pence if pence > 0 else None for _, pence in bars]
    under = [pence if pence <= 0 else None for _, pence in bars]
    series = [Series("Over budget", OVER, over), Series("Under budget", UNDER, under)]
    kinds = [each for each in series if any(value is not None for value in each.values)]
    chart = _chart(
        deck, title, XL_CHART_TYPE.BAR_CLUSTERED, [n for n, _ in bars], kinds, _told(bars)
    )
    chart.plots[0].overlap, chart.plots[0].gap_width = 100, 45
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False


def add_bridge(deck: Deck, title: str, bars: Bars) -> None:
    """A slide with a waterfall: columns that stand on an invisible base."""
    series = waterfall([pence for _, pence in bars])
    chart = _chart(
        deck,
        title,
        XL_CHART_TYPE.COLUMN_STACKED,
        [n for n, _ in bars],
        series,
        _told(bars, bridge=True),
    )
    chart.plots[0].overlap, chart.plots[0].gap_width = 100, 35
    chart.value_axis.visible = False
    drawn = {each.name: each for each in chart.plots[0].series}
    for each in series:
        for at, pence in enumerate(each.values):
            if "below" in each.name and pence is not None:
                _label_whole(drawn, each.name, at, bars[at][1])
    chart.category_axis.tick_labels.font.size = Pt(10)


def _label_whole(drawn: dict[str, Any], below: str, at: int, pence: int) -> None:
    """Labels a step that crosses zero with its whole amount, on the part above, and once."""
    sign = "+" if pence > 0 else ""
    for name, said in ((below.removesuffix(" below zero"), f"{sign}{money.show_thousands(pence)}"), (below, " ")):  # fmt: skip
        frame = drawn[name].points[at].data_label.text_frame
        frame.text = said
        frame.paragraphs[0].runs[0].font.size = Pt(11)


CROSSING_UP, CROSSING_DOWN = "Increase below zero", "Decrease below zero"


def waterfall(amounts: list[int]) -> list[Series]:
    """The series of a bridge whose first amount is where it starts and whose last where it ends.

    A step that crosses zero is drawn in two parts, one on each side, which add to it.
    """
    size = len(amounts)
    parts: dict[str, list[int | None]] = {
        name: [None] * size
        for name in ("Base", "Variation", "Increase", CROSSING_UP, "Decrease", CROSSING_DOWN)
    }
    level = 0
    for at, amount in enumerate(amounts):
        if at in (0, size - 1):
            parts["Variation"][at] = amount
            level = amount
            continue
        low, high = sorted((level, level + amount))
        name, below = ("Increase", CROSSING_UP) if amount > 0 else ("Decrease", CROSSING_DOWN)
        if low < 0 < high:
            parts[name][at], parts[below][at] = high, low
        elif low >= 0:
            parts["Base"][at], parts[name][at] = low, high - low
        else:
            parts["Base"][at], parts[name][at] = high, low - high
        level += amount
    looks = {"Base": ("", AMOUNT), "Variation": (WHOLE, AMOUNT), "Increase": (OVER, UP),
             CROSSING_UP: (OVER, UP), "Decrease": (UNDER, DOWN), CROSSING_DOWN: (UNDER, DOWN)}  # fmt: skip
    return [
        Series(name, looks[name][0], values, looks[name][1])
        for name, values in parts.items()
        if any(value is not None for value in values)
    ]


def _told(bars: Bars, bridge: bool = False) -> str:
    """The chart in words, for a screen reader."""
    if bridge:
        return "; ".join(f"{name} {money.show_pounds(pence)}" for name, pence in bars)
    return "; ".join(
        f"{name} {money.show_pounds(abs(pence))}{' over' if pence > 0 else ' under' if pence else ''}"
        for name, pence in bars
    )


def _chart(
    deck: Deck, title: str, kind: Any, names: list[str], series: list[Series], told: str
) -> Any:
    data = CategoryChartData(number_format=AMOUNT)
    data.categories = names
    for each in series:
        values = [stored(pence or 0, "money") for pence in each.values]  # a gap is 0, unlabelled
        data.add_series(each.name, values)
    slide = deck.slide(title, f"{title}, in pounds: {told}.")
    frame = slide.shapes.add_chart(kind, LEFT, TOP, ROOM, BOTTOM - TOP, data)
    frame.name = title
    frame._element.nvGraphicFramePr.cNvPr.set("descr", words.clean(f"Chart: {title}. {told}."))
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.font.color.rgb = RGBColor.from_string(INK)
    chart.has_title = False
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _axes(chart)
    for drawn, each in zip(chart.plots[0].series, series, strict=True):
        _dress(drawn, each, kind)
    _hide_in_legend(chart, [at for at, each in enumerate(series) if not each.colour or "below" in each.name])  # fmt: skip
    return chart


def _axes(chart: Any) -> None:
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(RULE)
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.has_major_gridlines = False


def _dress(drawn: Any, each: Series, kind: Any) -> None:
    drawn.invert_if_negative = False
    if not each.colour:
        drawn.format.fill.background()
        drawn.format.line.fill.background()
        return
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = RGBColor.from_string(each.colour)
    labels = drawn.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = (
        True,
        each.labels,
        False,
    )
    labels.font.size = Pt(11)
    labels.font.color.rgb = RGBColor.from_string(INK)
    if kind == XL_CHART_TYPE.BAR_CLUSTERED:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _hide_in_legend(chart: Any, places: list[int]) -> None:
    """Takes series that say nothing by themselves out of the legend."""
    if not chart.has_legend:
        return
    legend = chart.legend._element
    for at in reversed(places):
        entry = (
            f'<c:legendEntry {nsdecls("c")}><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>'
        )
        legend.insert(1, parse_xml(entry))
