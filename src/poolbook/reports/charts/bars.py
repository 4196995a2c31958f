"""Grouped bars lying along one axis of pounds: budget and forecast by line, or shares by partner."""

from dataclasses import dataclass
from typing import Literal

from poolbook.reports.charts import WIDTHS, Layout, axis, colours
from poolbook.reports.charts.axis import Axis
from poolbook.reports.charts.frame import LINE, SIZE, SMALL, Svg
from poolbook.reports.charts.text import plain, width, wrap
from poolbook.reports.model import Cell, Column, ColumnKind, Row, Table
from poolbook.rules import money

BAR, BETWEEN, EDGE = 14, 3, 8
MISSING = "no data"
KINDS: dict[str, ColumnKind] = {"short": "money", "pounds": "pounds", "count": "count"}


@dataclass(frozen=True)
class Group:
    """A line or partner with one amount a series, in pence; None where there is none."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Bars:
    """Groups of bars; `series` names the bars of every group, in order.

    With `over`, amounts are variations and are said as over or under. `unit` is how they are said:
    `short` pounds, whole `pounds`, or a `count`; `missing` is said where there is none.
    """

    title: str
    series: tuple[str, ...]
    groups: tuple[Group, ...]
    over: bool = False
    unit: Literal["short", "pounds", "count"] = "short"
    missing: str = MISSING


def said(chart: Bars, value: int | None) -> str:
    """An amount as its label says it."""
    if value is None:
        return chart.missing
    if chart.unit != "short":
        return money.show_whole(value) if chart.unit == "pounds" else f"{value:,}"
    return axis.over(value) if chart.over else axis.short(value)


def describe(chart: Bars) -> str:
    """How many bars there are of what, and the largest."""
    known = [
        (abs(value), group.label, name, said(chart, value))
        for group in chart.groups
        for name, value in zip(chart.series, group.values, strict=True)
        if value is not None
    ]
    text = f"Bars of {', '.join(chart.series)} for {len(chart.groups)} rows."
    if not known:
        return f"{text} No data."
    _, label, name, words = max(known, key=lambda item: item[0])
    return f"{text} The longest: {label}, {name}, {words}. The table beside it has every figure."


def data_table(chart: Bars) -> Table:
    """A row a group, a column a series."""
    columns = tuple(
        Column(f"series-{at}", name, KINDS[chart.unit], over=chart.over)
        for at, name in enumerate(chart.series, 1)
    )
    rows = tuple(
        Row(f"group-{at}", group.label, _cells(group, chart.missing))
        for at, group in enumerate(chart.groups, 1)
    )
    unit = "£000" if chart.unit == "short" else ""
    return Table("bars", chart.title, chart.title, columns, rows, unit=unit)


def _cells(group: Group, missing: str) -> dict[str, Cell]:
    return {
        f"series-{at}": Cell(value, missing="" if value is not None else missing)
        for at, value in enumerate(group.values, 1)
    }


def draw(chart: Bars, ident: str, layout: Layout = "wide") -> str:
    """The bars as SVG, all from zero; `narrow` puts each group's name above its bars."""
    svg = Svg(ident, WIDTHS[layout], chart.title, describe(chart))
    known = [value for group in chart.groups for value in group.values if value is not None]
    words = [said(chart, value) for group in chart.groups for value in group.values]
    wide = max((width(word, SMALL) for word in words), default=0)
    stacked = layout == "narrow"
    labels = max((width(plain(group.label), SIZE, True) for group in chart.groups), default=0)
    room = svg.width - 2 * EDGE if stacked else min(labels + 2, 228)
    left = EDGE if stacked else EDGE + room + 14
    right = svg.width - EDGE - wide - 14
    low, high = min([*known, 0]), max([*known, 0])
    scale = axis.tight(low, high, left, right, svg.width)
    top = _key(svg, chart)
    places = _places(chart, room, stacked, top)
    _ground(svg, chart, scale, top - 4, places[-1])
    for group, y in zip(chart.groups, places, strict=False):
        _group(svg, chart, group, scale, room, y, stacked)
    height = places[-1] + LINE + 10
    if chart.over:
        height += LINE
        svg.within((left + right) / 2, height - EDGE, f"Over budget; {money.MINUS} is under")
    return svg.done(height)


def _exact(chart: Bars, value: int) -> str:
    return f"{value:,}" if chart.unit == "count" else money.show_pounds(value)


def _key(svg: Svg, chart: Bars) -> float:
    """What each filling means; returns the px below it."""
    x, y = float(EDGE), 20.0
    for at, name in enumerate(chart.series):
        lines = wrap(name, svg.width - 2 * EDGE - 26, SMALL, 1)
        wide = 26 + width(lines[0], SMALL)
        if x > EDGE and x + wide > svg.width - EDGE:
            x, y = float(EDGE), y + LINE
        svg.rect(x, y - 10, 20, 12, fill=svg.filling(colours.hatch(at), colours.series(at)))
        svg.text(x + 26, y, lines[0], size=SMALL)
        x += wide + 18
    return y + 16


def _high(chart: Bars) -> float:
    return max(len(chart.series), 1) * (BAR + BETWEEN) - BETWEEN


def _places(chart: Bars, room: float, stacked: bool, top: float) -> list[float]:
    """The top of every group, and at last the px below all."""
    places = [top]
    for group in chart.groups:
        text = len(wrap(group.label, room, SIZE, 3)) * LINE
        high = text + _high(chart) + 4 if stacked else max(text, _high(chart))
        places.append(places[-1] + high + 12)
    return places


def _ground(svg: Svg, chart: Bars, scale: Axis, top: float, bottom: float) -> None:
    for tick in scale.ticks:
        x = scale.at(tick)
        svg.line(x, top, x, bottom, stroke=colours.INK if tick == 0 else colours.GRID)
        word = f"{tick:,}" if chart.unit == "count" else money.show_short(tick)
        svg.within(x, bottom + LINE, word)


def _group(
    svg: Svg, chart: Bars, group: Group, scale: Axis, room: float, y: float, stacked: bool
) -> None:
    lines = wrap(group.label, room, SIZE, 3)
    text, high = len(lines) * LINE, _high(chart)
    first = y + 13 if stacked else y + 13 + max(high - text, 0) / 2
    for at, line in enumerate(lines):
        svg.text(EDGE, first + at * LINE, line, backed=stacked)
    top = y + text + 2 if stacked else y + max(text - high, 0) / 2
    for at, value in enumerate(group.values):
        place = top + at * (BAR + BETWEEN)
        words = said(chart, value)
        if value is not None:
            exact = f"{group.label}, {chart.series[at]}: {_exact(chart, value)}"
            svg.open(exact, data_series=str(at), data_value=str(value))
            begin, finish = sorted((scale.at(0), scale.at(value)))
            fill = svg.filling(colours.hatch(at), colours.series(at))
            svg.rect(begin, place, max(finish - begin, 0), BAR, fill=fill)
            svg.close()
        fill = colours.MUTED if value is None else colours.INK
        edge = svg.width - EDGE
        svg.text(edge, place + 11.5, words, size=SMALL, anchor="end", fill=fill)
