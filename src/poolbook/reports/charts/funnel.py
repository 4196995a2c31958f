"""A funnel plot: each area's value by its size, and the limits within which chance alone would keep it."""

from collections.abc import Sequence
from dataclasses import dataclass

from poolbook.reports.charts import WIDTHS, Layout, axis, colours
from poolbook.reports.charts.frame import LINE, SMALL, Svg
from poolbook.reports.charts.measure_axis import PARTS, Heights
from poolbook.reports.charts.text import width
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.measures.figures import show

EDGE, HEIGHT, TOP = 8, 260, 14
SHAPES = {"": "circle", "95%": "square", "99.8%": "diamond"}
WORDS = {
    "": "within the limits",
    "95%": "beyond the 95% limits",
    "99.8%": "beyond the 99.8% limits",
}
FILLS = {"": colours.MUTED, "95%": colours.TOTAL, "99.8%": colours.MORE}


@dataclass(frozen=True)
class Dot:
    """An area: its size, value, and whether it lies beyond a pair of limits (a key of WORDS)."""

    name: str
    size: float
    value: float
    shown: str
    outside: str = ""
    own: bool = False


@dataclass(frozen=True)
class Funnel:
    """The dots, the average and the limits as lines of (size, value)."""

    title: str
    dots: tuple[Dot, ...]
    average: float
    lines: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    unit: str
    decimals: int
    sizes: str = "Denominator"


def describe(chart: Funnel) -> str:
    """How many lie outside, and the average."""
    far = sum(dot.outside == "99.8%" for dot in chart.dots)
    near = sum(dot.outside == "95%" for dot in chart.dots)
    return (
        f"{len(chart.dots)} areas about their average of "
        f"{show(chart.average, chart.unit, max(chart.decimals, 1))}; {near} beyond the 95% limits "
        f"alone, {far} beyond the 99.8% limits."
    )


def data_table(chart: Funnel) -> Table:
    """A row an area."""
    rows = tuple(
        Row(
            f"dot-{at}",
            dot.name,
            {
                "value": Cell(dot.shown),
                "size": Cell(f"{dot.size:,.0f}"),
                "outside": Cell(WORDS[dot.outside]),
            },
        )
        for at, dot in enumerate(chart.dots, 1)
    )
    columns = (
        Column("value", "Value", "text"), Column("size", chart.sizes, "text"),
        Column("outside", "Against the limits", "text"),
    )  # fmt: skip
    return Table("funnel", chart.title, chart.title, columns, rows, "Area", unit="")


def draw(chart: Funnel, ident: str, layout: Layout = "wide") -> str:
    """The plot as SVG."""
    svg = Svg(ident, WIDTHS[layout], chart.title, describe(chart))
    bottom = TOP + HEIGHT
    values = [dot.value for dot in chart.dots] + [chart.average]
    seen = [y for _, points in chart.lines for _, y in points]
    reach = max(abs(v - chart.average) for v in values) * 1.5 + 1e-9
    values += [y for y in seen if abs(y - chart.average) <= reach]
    heights = Heights(values, bottom, TOP, chart.unit, chart.decimals)
    left, right = EDGE + heights.room + 8, svg.width - EDGE - 60.0
    most = max([dot.size for dot in chart.dots] + [x for _, line in chart.lines for x, _ in line])
    scale = axis.fitted(0, round(most), left, right, svg.width, 5)
    heights.ground(svg, left, right)
    for tick in scale.ticks:
        svg.line(scale.at(tick), bottom, scale.at(tick), bottom + 4)
        svg.within(scale.at(tick), bottom + 17, f"{tick:,}")
    svg.within((left + right) / 2, bottom + 17 + LINE, chart.sizes)
    y = heights.at(chart.average)
    svg.line(left, y, right, y, stroke=colours.INK)
    svg.text(right + 6, y + 4, "Average", size=SMALL)
    low, high = heights.axis.low / PARTS, heights.axis.high / PARTS
    for name, points in chart.lines:
        _limit(svg, name, [(x, v) for x, v in points if low <= v <= high], scale, heights)
    for dot in chart.dots:
        _dot(svg, dot, scale, heights)
    return svg.done(_key(svg, chart, bottom + 17 + 2 * LINE + 8))


def _limit(
    svg: Svg,
    name: str,
    points: Sequence[tuple[float, float]],
    scale: axis.Axis,
    heights: Heights,
) -> None:
    if len(points) < 2:
        return
    outer = name.startswith("99.8")
    drawn = [(scale.at(round(x)), heights.at(v)) for x, v in points]
    svg.polyline(
        drawn, stroke=colours.RULE, stroke_width=1.25, stroke_dasharray="6 4" if outer else "2 3"
    )
    if name.endswith("upper"):
        svg.text(
            drawn[-1][0] + 6, drawn[-1][1] + (0 if outer else 8), name.split(",")[0], size=SMALL
        )


def _dot(svg: Svg, dot: Dot, scale: axis.Axis, heights: Heights) -> None:
    x, y = scale.at(round(dot.size)), heights.at(dot.value)
    svg.open(f"{dot.name}: {dot.shown} of {dot.size:,.0f}, {WORDS[dot.outside]}")
    svg.marker(SHAPES[dot.outside], x, y, FILLS[dot.outside])
    if dot.own:
        svg.add("circle", cx=x, cy=y, r=9, fill="none", stroke=colours.INK, stroke_width=1.5)
        wide = width(dot.name, SMALL, True)
        anchor = "end" if x + wide + 14 > svg.width else "start"
        svg.text(
            x + (12 if anchor == "start" else -12),
            y - 8,
            dot.name,
            size=SMALL,
            bold=True,
            anchor=anchor,
            backed=True,
        )
    svg.close()


def _key(svg: Svg, chart: Funnel, y: float) -> float:
    x = float(EDGE + 6)
    for outside in WORDS:
        if not any(dot.outside == outside for dot in chart.dots):
            continue
        wide = 14 + width(WORDS[outside], SMALL) + 18
        if x > EDGE + 6 and x + wide > svg.width - EDGE:
            x, y = float(EDGE + 6), y + LINE + 3
        svg.marker(SHAPES[outside], x, y - 4, FILLS[outside])
        svg.text(x + 12, y, WORDS[outside], size=SMALL)
        x += wide
    return y + 12
