"""A sparkline: some two years of a measure in the height of a table's row, the last point marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from poolbook.reports.charts import colours
from poolbook.reports.charts.frame import Svg
from poolbook.reports.model import Cell, Column, Row, Table

WIDTH, HEIGHT, EDGE = 132, 30, 5
ALONE = 1.5  # px, the radius of a point between two gaps, which no line would show


@dataclass(frozen=True)
class Point:
    """A month's value, exact, and as it is shown; None is a gap and `shown` its reason."""

    label: str
    value: int | Fraction | Decimal | None
    shown: str = ""


@dataclass(frozen=True)
class Sparkline:
    """The points of a measure in order of time, and its target if it has one."""

    title: str
    points: tuple[Point, ...]
    target: int | Fraction | Decimal | None = None
    target_shown: str = ""


def describe(chart: Sparkline) -> str:
    """First, last, lowest and highest value, and how many are missing."""
    known = [point for point in chart.points if point.value is not None]
    if not known:
        return "No values."
    low = min(known, key=lambda point: float(point.value or 0))
    high = max(known, key=lambda point: float(point.value or 0))
    text = (
        f"From {_said(known[0])} to {_said(known[-1])}; lowest {_said(low)}, highest {_said(high)}."
    )
    gaps = len(chart.points) - len(known)
    if gaps:
        text += f" {gaps} without a value."
    if chart.target is not None:
        text += f" Target {chart.target_shown or chart.target} as a dashed line."
    return text


def _said(point: Point) -> str:
    return f"{point.shown or point.value} in {point.label}"


def data_table(chart: Sparkline) -> Table:
    """A row a month, the value as it is shown."""
    rows = tuple(
        Row(f"point-{at}", point.label, {"value": _cell(point)})
        for at, point in enumerate(chart.points, 1)
    )
    column = Column("value", "Value", "text")
    return Table("sparkline", chart.title, chart.title, (column,), rows, "Month", unit="")


def _cell(point: Point) -> Cell:
    if point.value is None:
        return Cell(missing=point.shown or "no data")
    return Cell(point.shown or str(point.value))


def draw(chart: Sparkline, ident: str) -> str:
    """The line as SVG, 132 by 30 px: broken at gaps, dashed at the target, a dot at the last value."""
    svg = Svg(ident, WIDTH, chart.title, describe(chart))
    heights = _heights(chart)
    if chart.target is not None:
        y = heights(chart.target)
        svg.line(EDGE, y, WIDTH - EDGE, y, stroke=colours.RULE, stroke_dasharray="3 2")
    runs = _runs(chart)
    for run in runs:
        places = [(_across(at, len(chart.points)), heights(value)) for at, value in run]
        if len(places) == 1:
            (x, y) = places[0]
            svg.add("circle", cx=x, cy=y, r=ALONE, fill=colours.TOTAL)
        else:
            svg.polyline(places, stroke=colours.TOTAL, stroke_width=1.5, stroke_linejoin="round")
    if runs:
        at, value = runs[-1][-1]
        stale = at != len(chart.points) - 1  # the latest month has no value: the dot is hollow
        fill = colours.PAPER if stale else colours.MORE
        x, y = _across(at, len(chart.points)), heights(value)
        svg.add("circle", cx=x, cy=y, r=3.5, fill=fill, stroke=colours.MORE, stroke_width=1.5)
    return svg.done(HEIGHT)


def _across(at: int, count: int) -> float:
    return EDGE + at * (WIDTH - 2 * EDGE) / max(count - 1, 1)


def _runs(chart: Sparkline) -> list[list[tuple[int, float]]]:
    """The points between gaps, as (place, value)."""
    runs: list[list[tuple[int, float]]] = [[]]
    for at, point in enumerate(chart.points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((at, float(point.value)))
    return [run for run in runs if run]


class _heights:  # noqa: N801 - used as the function it makes
    """From a value to its height in px; all values alike lie in the middle."""

    def __init__(self, chart: Sparkline) -> None:
        values: Sequence[int | Fraction | Decimal | None]
        values = [*(point.value for point in chart.points), chart.target]
        known = [float(value) for value in values if value is not None] or [0.0]
        self.low, self.high = min(known), max(known)

    def __call__(self, value: int | float | Fraction | Decimal) -> float:
        if self.low == self.high:
            return HEIGHT / 2
        part = (float(value) - self.low) / (self.high - self.low)
        return HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE)
