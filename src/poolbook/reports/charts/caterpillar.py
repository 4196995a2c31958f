"""Areas in order of their value, each with its interval, beside the comparator's line."""

from dataclasses import dataclass

from poolbook.reports.charts import WIDTHS, Layout, axis, colours
from poolbook.reports.charts.frame import LINE, SMALL, Svg
from poolbook.reports.charts.measure_axis import PARTS
from poolbook.reports.charts.text import elide, width
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.measures.figures import show

EDGE, STEP, THIN, NAMED = 8, 18, 5, 70
SHAPES = {"better": "triangle", "worse": "wedge", "higher": "triangle", "lower": "wedge"}
COLOURS = {"better": colours.TOTAL, "worse": colours.MORE}


@dataclass(frozen=True)
class Place:
    """An area: its value and interval as figures and as shown, its rank, and the word against the
    comparator. `own` is whose page it is."""

    name: str
    value: float
    shown: str
    low: float | None
    high: float | None
    rank: str
    word: str
    own: bool = False


@dataclass(frozen=True)
class Caterpillar:
    """The places in their order; `other` is the comparator's value."""

    title: str
    places: tuple[Place, ...]
    unit: str
    decimals: int
    other: float | None = None
    other_name: str = ""


def describe(chart: Caterpillar) -> str:
    """Who is first and last, and where the comparator stands."""
    if not chart.places:
        return "No values."
    first, last = chart.places[0], chart.places[-1]
    text = f"{len(chart.places)} areas, from {first.name} ({first.shown}) to {last.name} ({last.shown})."
    if chart.other is not None:
        text += f" {chart.other_name}: {show(chart.other, chart.unit, chart.decimals)}."
    return text


def data_table(chart: Caterpillar) -> Table:
    """A row an area."""
    keys = [
        ("value", "Value"),
        ("interval", "95% interval"),
        ("rank", "Rank"),
        ("word", "Compared"),
    ]
    rows = tuple(
        Row(
            f"place-{at}",
            place.name,
            {
                "value": Cell(place.shown),
                "interval": Cell(interval(place, chart.unit, chart.decimals) or None, missing="no counts"),
                "rank": Cell(place.rank),
                "word": Cell(place.word or None),
            },
        )
        for at, place in enumerate(chart.places, 1)
    )  # fmt: skip
    columns = tuple(Column(key, title, "text") for key, title in keys)
    return Table("places", chart.title, chart.title, columns, rows, "Area", unit="")


def interval(place: Place, unit: str, decimals: int) -> str:
    """`12.1% to 15.8%`; "" where there is none."""
    if place.low is None or place.high is None:
        return ""
    fine = max(decimals, 1)
    return f"{show(place.low, unit, fine)} to {show(place.high, unit, fine)}"


def draw(chart: Caterpillar, ident: str, layout: Layout = "wide") -> str:
    """The chart as SVG: a row an area while there are few enough to name, else a thin one."""
    svg = Svg(ident, WIDTHS[layout], chart.title, describe(chart))
    named = len(chart.places) <= NAMED
    step = STEP if named else THIN
    room = 0.0
    if named:
        widest = max((width(p.name, SMALL, p.own) for p in chart.places), default=0)
        room = min(widest, svg.width * 0.4) + 10
    figures = [f for p in chart.places for f in (p.value, p.low, p.high) if f is not None]
    figures += [chart.other] if chart.other is not None else []
    low, high = min(figures, default=0), max(figures, default=1)
    low = min(low, 0) if low < (high - low) * 2 else low
    shown = max((width(p.shown, SMALL) for p in chart.places), default=0)
    right = svg.width - EDGE - (shown + 10 if named else 0)
    ends = (round(low * PARTS), round(high * PARTS))
    scale = axis.tight(*ends, EDGE + room, right, svg.width, 4)
    top, bottom = 26.0, 26.0 + step * len(chart.places)
    _ground(svg, chart, scale, top - 4, bottom)
    for at, place in enumerate(chart.places):
        _place(svg, chart, place, scale, top + step * (at + 0.5), room, named)
    return svg.done(bottom + LINE + 8)


def _ground(svg: Svg, chart: Caterpillar, scale: axis.Axis, top: float, bottom: float) -> None:
    for tick in scale.ticks:
        x = scale.at(tick)
        svg.line(x, top, x, bottom, stroke=colours.GRID)
        svg.within(x, bottom + LINE, show(tick / PARTS, chart.unit, chart.decimals))
    if chart.other is not None:
        x = scale.at(round(chart.other * PARTS))
        svg.line(x, top, x, bottom, stroke=colours.INK, stroke_dasharray="4 3")
        said = f"{chart.other_name} {show(chart.other, chart.unit, chart.decimals)}"
        svg.within(x, top - 8, said, fill=colours.INK)


def _place(
    svg: Svg,
    chart: Caterpillar,
    place: Place,
    scale: axis.Axis,
    y: float,
    room: float,
    named: bool,
) -> None:
    said = f"{place.name}: {place.shown}"
    said += (
        f", 95% interval {text}" if (text := interval(place, chart.unit, chart.decimals)) else ""
    )
    svg.open(f"{said}, {place.rank}" + (f", {place.word}" if place.word else ""))
    colour = COLOURS.get(place.word, colours.MUTED)
    if place.low is not None and place.high is not None:
        ends = [scale.at(round(each * PARTS)) for each in (place.low, place.high)]
        svg.line(ends[0], y, ends[1], y, stroke=colour, stroke_width=3 if place.own else 1.5)
    x = scale.at(round(place.value * PARTS))
    if named:
        if place.own:
            svg.rect(EDGE - 4, y - 8, room, 16, fill="#f3f2f1")
        svg.text(
            EDGE, y + 4, elide(place.name, room - 8, SMALL, place.own), size=SMALL, bold=place.own
        )
        svg.text(svg.width - EDGE, y + 4, place.shown, size=SMALL, anchor="end", bold=place.own)
        svg.marker(SHAPES.get(place.word, "circle"), x, y, colour)
    else:
        svg.add("circle", cx=x, cy=y, r=3.5 if place.own else 2, fill=colour)
        if place.own:
            svg.text(x + 8, y + 4, place.name, size=SMALL, bold=True, backed=True)
    svg.close()
