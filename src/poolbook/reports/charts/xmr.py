"""A control chart (XmR): points over time, their mean and limits, and which rule each point meets.

A point's shape says the rule, its colour only repeats what the key and the table say in words. Where
there are too few points it is a run chart: no mean, no limits, and its title says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from poolbook.reports.charts import WIDTHS, Layout, colours
from poolbook.reports.charts.frame import LINE, SMALL, Svg
from poolbook.reports.charts.measure_axis import Heights, across
from poolbook.reports.charts.placing import spread
from poolbook.reports.charts.text import width
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.measures.figures import show

# rule → shape of its marker, and words for the key
RULES = {
    "": ("circle", "within the usual variation"),
    "astronomical": ("diamond", "beyond a limit"),
    "trend_rising": ("triangle", "a rising trend"),
    "trend_falling": ("wedge", "a falling trend"),
    "two_in_three": ("cross", "two of three near a limit"),
    "shift": ("square", "a run on one side of the mean"),
}
WAYS = {
    "": colours.MUTED,
    "improvement": colours.TOTAL,
    "concern": colours.MORE,
    "neither": colours.series(3),
}
WORDS = {"improvement": "better", "concern": "worse", "neither": "changed"}
TARGET = colours.series(4)
EDGE, HEIGHT, TOP = 8, 230, 12


@dataclass(frozen=True)
class Mark:
    """One point: its time, its value (None: missing, `shown` says why) and what is known of it.

    `rule` is a key of RULES, `way` one of WAYS. A ghosted point is drawn hollow and judged by nothing.
    """

    label: str
    short: str
    value: float | None
    shown: str
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    rule: str = ""
    way: str = ""
    partition: int = 1
    ghost: bool = False
    baseline: bool = False
    said: str = ""


@dataclass(frozen=True)
class Xmr:
    """The points in the order of time; `run` where there are too few for limits."""

    title: str
    marks: tuple[Mark, ...]
    unit: str
    decimals: int
    run: bool = False


def describe(chart: Xmr) -> str:
    """The chart in words: how many points, the latest, its limits and what fired."""
    known = [mark for mark in chart.marks if mark.value is not None]
    if not known:
        return "No values."
    last = known[-1]
    kind = "Run chart, without limits" if chart.run else "Control chart"
    text = f"{kind}, {len(known)} values. The latest: {last.shown} in {last.label}"
    if last.mean is not None and last.low is not None and last.high is not None:
        text += (
            f"; mean {_shown(chart, last.mean)}, limits {_shown(chart, last.low)} to "
            f"{_shown(chart, last.high)}"
        )
    fired = sum(bool(mark.rule) for mark in known)
    if not chart.run:
        text += f". {fired} of the points meet a rule of special cause"
    return f"{text}. The table has every figure."


def data_table(chart: Xmr) -> Table:
    """A row a point, as it is shown."""
    titles = [("value", "Value")]
    if not chart.run:
        titles += [("mean", "Mean"), ("low", "Lower limit"), ("high", "Upper limit")]
    titles += [("target", "Target"), ("said", "What it shows")]
    columns = tuple(Column(key, title, "text") for key, title in titles)
    rows = tuple(
        Row(f"point-{at}", mark.label, _cells(chart, mark))
        for at, mark in enumerate(chart.marks, 1)
    )
    return Table("chart", chart.title, chart.title, columns, rows, "Period", unit="")


def _cells(chart: Xmr, mark: Mark) -> dict[str, Cell]:
    figures = {"mean": mark.mean, "low": mark.low, "high": mark.high, "target": mark.target}
    cells = {
        key: Cell(None if value is None else _shown(chart, value)) for key, value in figures.items()
    }
    said = "left out of the chart’s rules" if mark.ghost else mark.said
    value = Cell(mark.shown) if mark.value is not None else Cell(missing=mark.shown)
    return cells | {"value": value, "said": Cell(said or None)}


def _shown(chart: Xmr, value: float) -> str:
    return show(value, chart.unit, max(chart.decimals, 1))


def draw(chart: Xmr, ident: str, layout: Layout = "wide") -> str:
    """The chart as SVG. Lines are named at their right end; the key below has what is drawn."""
    svg = Svg(ident, WIDTHS[layout], chart.title, describe(chart))
    bottom, narrow = TOP + HEIGHT, layout == "narrow"
    heights = Heights(list(_values(chart)), bottom, TOP, chart.unit, chart.decimals)
    ends = _ends(chart, narrow)
    left = EDGE + heights.room + 8
    right = svg.width - EDGE - max((width(text, SMALL) + 12 for _, text, _ in ends), default=10)
    places = _places(len(chart.marks), left, right)
    heights.ground(svg, left, right)
    if not heights.from_zero and chart.marks:
        svg.text(
            left, TOP - 1, "The axis does not start at zero", size=SMALL - 1, fill=colours.MUTED
        )
    _baseline(svg, chart, places, bottom)
    _steps(svg, chart, places, heights)
    _series(svg, chart, places, heights)
    for mark, x in zip(chart.marks, places, strict=True):
        _mark(svg, mark, x, heights, bottom)
    centres = spread([heights.at(y) for y, _, _ in ends], [15.0] * len(ends), TOP, bottom)
    for y, (_, text, colour) in zip(centres, ends, strict=True):
        svg.text(right + 8, y + 4, text, size=SMALL, fill=colour)
    across(svg, [mark.short for mark in chart.marks], places, bottom)
    return svg.done(_key(svg, chart, bottom + 40))


def _values(chart: Xmr) -> Iterator[float]:
    for mark in chart.marks:
        figures = (mark.value, mark.mean, mark.low, mark.high, mark.target)
        yield from (figure for figure in figures if figure is not None)


def _places(count: int, left: float, right: float) -> list[float]:
    inner = 10.0
    step = (right - left - 2 * inner) / max(count - 1, 1)
    return [left + inner + at * step for at in range(count)]


def _ends(chart: Xmr, narrow: bool) -> list[tuple[float, str, str]]:
    """The names of the lines at their right end, as (value, words, colour)."""
    last = next((mark for mark in reversed(chart.marks)), None)
    if last is None:
        return []
    names = (
        (last.high, "Upper" if narrow else "Upper limit", colours.INK),
        (last.mean, "Mean", colours.INK),
        (last.low, "Lower" if narrow else "Lower limit", colours.INK),
        (last.target, "Target", TARGET),
    )
    return [
        (value, f"{name} {_shown(chart, value)}" if not narrow else name, colour)
        for value, name, colour in names
        if value is not None
    ]


def _stretches(values: Sequence[tuple[object, float | None]]) -> Iterator[tuple[int, int, float]]:
    """Runs of one level as (first, last, level); a change of partition begins another."""
    begin = 0
    for at in range(1, len(values) + 1):
        if at < len(values) and values[at] == values[begin]:
            continue
        level = values[begin][1]
        if level is not None:
            yield begin, at - 1, level
        begin = at


def _steps(svg: Svg, chart: Xmr, places: Sequence[float], heights: Heights) -> None:
    half = (places[1] - places[0]) / 2 if len(places) > 1 else 10.0
    looks: tuple[tuple[str, dict[str, str | float]], ...] = (
        ("mean", {"stroke": colours.INK, "stroke_width": 1.25}),
        ("low", {"stroke": colours.INK, "stroke_dasharray": "6 4"}),
        ("high", {"stroke": colours.INK, "stroke_dasharray": "6 4"}),
        ("target", {"stroke": TARGET, "stroke_width": 1.5, "stroke_dasharray": "2 3"}),
    )
    for name, look in looks:
        levels = [
            (mark.partition if name != "target" else 0, getattr(mark, name)) for mark in chart.marks
        ]
        for first, last, level in _stretches(levels):
            y = heights.at(level)
            svg.line(places[first] - half, y, places[last] + half, y, **look)
    for at, (before, mark) in enumerate(pairwise(chart.marks), 1):
        if before.partition != mark.partition and mark.mean is not None:
            x = places[at] - half
            svg.line(x, TOP, x, TOP + HEIGHT, stroke=colours.RULE, stroke_dasharray="1 3")


def _baseline(svg: Svg, chart: Xmr, places: Sequence[float], bottom: float) -> None:
    """The points that the limits were made from, as a bar under the plot."""
    based = [x for mark, x in zip(chart.marks, places, strict=True) if mark.baseline]
    if not based or len(based) == len(chart.marks):
        return
    svg.rect(based[0] - 5, TOP, based[-1] - based[0] + 10, bottom - TOP, fill="#f3f2f1")
    svg.text(based[0], bottom - 6, "Baseline", size=SMALL, fill=colours.MUTED)


def _series(svg: Svg, chart: Xmr, places: Sequence[float], heights: Heights) -> None:
    """The line through the points: broken at what is missing, passing by what is ghosted."""
    run: list[tuple[float, float]] = []
    for mark, x in zip(chart.marks, places, strict=True):
        if mark.ghost:
            continue
        if mark.value is None:
            _line(svg, run)
            run = []
        else:
            run.append((x, heights.at(mark.value)))
    _line(svg, run)


def _line(svg: Svg, run: Sequence[tuple[float, float]]) -> None:
    if len(run) > 1:
        svg.polyline(run, stroke=colours.RULE, stroke_width=1.5, stroke_linejoin="round")


def _mark(svg: Svg, mark: Mark, x: float, heights: Heights, bottom: float) -> None:
    about = f"{mark.label}: {mark.shown}"
    about += f". {mark.said}" if mark.said else ""
    svg.open(about)
    if mark.value is None:
        svg.text(x, bottom - 4, "×", size=SMALL, anchor="middle", fill=colours.MUTED)
    else:
        shape, _ = RULES[mark.rule]
        svg.marker(shape, x, heights.at(mark.value), WAYS[mark.way], hollow=mark.ghost)
    svg.close()


def _key(svg: Svg, chart: Xmr, y: float) -> float:
    """What each shape means, of those that are drawn; returns the picture's height."""
    shown: dict[tuple[str, str, bool], str] = {}
    for mark in chart.marks:
        if mark.value is None:
            continue
        words = RULES[mark.rule][1]
        if mark.way:
            words = f"{words}: {WORDS[mark.way]}"
        if mark.ghost:
            words = "left out of limits and rules"
        shown.setdefault((mark.rule, mark.way, mark.ghost), words)
    if chart.run:
        shown = {key: "a value" for key in list(shown)[:1]}
    x = float(EDGE + 6)
    for (rule, way, ghost), words in shown.items():
        wide = 14 + width(words, SMALL) + 18
        if x > EDGE + 6 and x + wide > svg.width - EDGE:
            x, y = float(EDGE + 6), y + LINE + 3
        svg.marker(RULES[rule][0], x, y - 4, WAYS[way], hollow=ghost)
        svg.text(x + 12, y, words, size=SMALL)
        x += wide
    if any(mark.value is None for mark in chart.marks):
        words = "× no value"
        if x + width(words, SMALL) > svg.width - EDGE:
            x, y = float(EDGE + 6), y + LINE + 3
        svg.text(x, y, words, size=SMALL, fill=colours.MUTED)
    return y + 12
