"""A bridge as a waterfall: from one amount to another by steps, one row each, read downwards.

Rows, not columns, because a step's name is the name of a budget line: it is read without tilting
the head, wraps, and never meets its neighbour. The bars lie along one axis of pounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from poolbook.reports.charts import WIDTHS, Layout, axis, colours
from poolbook.reports.charts.axis import Axis
from poolbook.reports.charts.frame import LINE, SIZE, SMALL, Svg
from poolbook.reports.charts.text import plain, width, wrap
from poolbook.reports.model import Cell, Column, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules import money

Kind = Literal["variation", "amount"]
Role = Literal["start", "up", "down", "none", "unexplained", "end"]

BAR = 16  # px, the height of a bar
HEAD = 5.0  # px, the arrow head of a step
EDGE = 8  # px between the picture's edge and anything
UNEXPLAINED = "Not explained"
_FILLS: dict[Role, str] = {
    "start": colours.TOTAL, "end": colours.TOTAL, "up": colours.MORE, "down": colours.LESS,
    "none": colours.MUTED, "unexplained": colours.PAPER,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One movement, in pence: positive adds to the amount, or towards overspend."""

    label: str
    pence: int


@dataclass(frozen=True)
class Waterfall:
    """From `start` to `end` pence by `steps`; what they leave is drawn as not explained.

    A `variation` is said as over or under budget; an `amount` is a plain sum of money.
    """

    title: str
    start_label: str
    start: int
    steps: tuple[Step, ...]
    end_label: str
    end: int
    kind: Kind = "variation"

    @property
    def unexplained(self) -> int:
        """Pence of the change that no step explains."""
        return self.end - self.start - sum(step.pence for step in self.steps)


@dataclass(frozen=True)
class Bar:
    """One row of the picture: from `begin` to `finish` pence."""

    label: str
    begin: int
    finish: int
    role: Role

    @property
    def total(self) -> bool:
        """Whether this is the first or the last amount, and not a movement."""
        return self.role in ("start", "end")


def largest(steps: Sequence[Step], most: int = 24) -> tuple[Step, ...]:
    """The `most` largest steps in their order, then the others as one, so that the sum is the same."""
    if len(steps) <= most + 1:  # one step alone is not worth hiding
        return tuple(steps)
    order = sorted(range(len(steps)), key=lambda at: (-abs(steps[at].pence), at))
    kept = sorted(order[:most])
    rest = sum(steps[at].pence for at in order[most:])
    label = f"{len(steps) - most} smaller movements"
    return (*(steps[at] for at in kept), Step(label, rest))


def bars(chart: Waterfall) -> list[Bar]:
    """The rows from first to last; every step begins where the one before it finished."""
    found = [Bar(chart.start_label, 0, chart.start, "start")]
    level = chart.start
    for step in chart.steps:
        role: Role = "up" if step.pence > 0 else "down" if step.pence else "none"
        found.append(Bar(step.label, level, level + step.pence, role))
        level += step.pence
    if chart.unexplained:
        found.append(Bar(UNEXPLAINED, level, chart.end, "unexplained"))
    return [*found, Bar(chart.end_label, 0, chart.end, "end")]


def said(chart: Waterfall, bar: Bar) -> str:
    """The amount of a row as its label says it: `£110k over`, `+£645k`."""
    if not bar.total:
        return axis.change(bar.finish - bar.begin)
    return axis.over(bar.finish) if chart.kind == "variation" else axis.short(bar.finish)


def describe(chart: Waterfall) -> str:
    """The picture in two or three sentences, for those who hear it."""
    rows = bars(chart)
    text = f"From {chart.start_label} ({said(chart, rows[0])}) to "
    text += f"{chart.end_label} ({said(chart, rows[-1])})."
    moved = [bar for bar in rows[1:-1] if bar.finish != bar.begin]
    if not moved:
        return f"{text} Nothing moved."
    first = sorted(moved, key=lambda bar: -abs(bar.finish - bar.begin))[:3]
    listed = "; ".join(f"{bar.label} {said(chart, bar)}" for bar in first)
    count = "1 movement" if len(moved) == 1 else f"{len(moved)} movements"
    return f"{text} {count}, the largest: {listed}. The table beside it has every figure."


def data_table(chart: Waterfall) -> Table:
    """The same figures as a table, whose last row is the sum of the rows above it."""
    rows = bars(chart)
    lines = [Row("start", chart.start_label, {"amount": Cell(chart.start)})]
    for at, bar in enumerate(rows[1:-1], 1):
        lines.append(Row(f"step-{at}", bar.label, {"amount": Cell(bar.finish - bar.begin)}))
    end = Cell(chart.end, formula=Sum(tuple(row.key for row in lines)))
    lines.append(Row("end", chart.end_label, {"amount": end}, "total"))
    column = Column("amount", "Amount", over=chart.kind == "variation")
    table = Table("waterfall", chart.title, chart.title, (column,), tuple(lines), "Movement")
    return with_rounding_notes(table)


@dataclass(frozen=True)
class Places:
    """Where things stand across the picture, in px."""

    label_room: float
    left: float
    right: float
    amounts: float
    stacked: bool


def draw(chart: Waterfall, ident: str, layout: Layout = "wide") -> str:
    """The waterfall as SVG; `narrow` puts each label above its bar."""
    rows = bars(chart)
    low, high, broken = axis.bounds([level for bar in rows for level in _levels(bar)])
    places = _places(chart, rows, layout)
    reach = axis.fitted if broken else axis.tight  # a broken axis says where it starts: at a tick
    scale = reach(low, high, places.left, places.right, WIDTHS[layout])
    svg = Svg(ident, WIDTHS[layout], chart.title, f"{describe(chart)}{_break_words(scale, broken)}")
    top = _head(svg, scale, broken)
    tops = _tops(rows, places, top)
    _ground(svg, scale, places, top - 2, tops[-1])
    _connectors(svg, rows, scale, places, tops)
    for bar, y in zip(rows, tops, strict=False):
        _row(svg, chart, bar, scale, places, y, broken)
    return svg.done(_foot(svg, chart, scale, rows, tops[-1]))


def _levels(bar: Bar) -> tuple[int, ...]:
    """The levels that must be on the axis; a total's zero need not."""
    return (bar.finish,) if bar.total else (bar.begin, bar.finish)


def _amount(chart: Waterfall, bar: Bar) -> tuple[str, str]:
    """The amount and the word after it, which stand in columns of their own."""
    amount, _, word = said(chart, bar).partition(" ")
    return (amount, word) if word in ("over", "under") else (f"{amount} {word}".strip(), "")


def _places(chart: Waterfall, rows: list[Bar], layout: Layout) -> Places:
    pairs = [_amount(chart, bar) for bar in rows]
    words = max(width(word, SIZE, True) for _, word in pairs)
    amounts = WIDTHS[layout] - EDGE - (words + 4 if words else 0)
    wide = max(width(amount, SIZE, True) for amount, _ in pairs)
    if layout == "narrow":
        return Places(amounts - wide - 2 * EDGE, EDGE, WIDTHS[layout] - EDGE, amounts, True)
    room = min(max(width(plain(bar.label), SIZE, bar.total) for bar in rows) + 2, 228)
    return Places(room, EDGE + room + 14, amounts - wide - 16, amounts, False)


def _break_words(scale: Axis, broken: bool) -> str:
    if not broken:
        return ""
    place = f"starts at {money.show_short(scale.low)}"
    if scale.low < 0:
        place = f"ends at {money.show_short(scale.high)}"
    return f" The axis is broken: it {place}, not at zero."


def _head(svg: Svg, scale: Axis, broken: bool) -> float:
    """What must be known before looking: that the axis is broken. Returns the px below it."""
    if not broken:
        return EDGE
    said = f"{_break_words(scale, True)} Compare the steps, not the first and last bar."
    y = 18.0
    for line in wrap(said, svg.width - 2 * EDGE, SMALL, 3, bold=True):
        svg.text(EDGE, y, line, size=SMALL, bold=True)
        y += LINE
    return y - 2


def _lines(bar: Bar, places: Places) -> list[str]:
    return wrap(bar.label, places.label_room, SIZE, 3, bar.total)


def _tops(rows: list[Bar], places: Places, top: float) -> list[float]:
    """The top of every row, and at last the px below all rows."""
    tops = [top]
    for bar in rows:
        text = len(_lines(bar, places)) * LINE
        tops.append(tops[-1] + (text + BAR + 10 if places.stacked else max(text, BAR) + 10))
    return tops


def _bar_top(bar: Bar, places: Places, y: float) -> float:
    text = len(_lines(bar, places)) * LINE
    return y + text + 2 if places.stacked else y + 5 + max(text - BAR, 0) / 2


def _ground(svg: Svg, scale: Axis, places: Places, top: float, bottom: float) -> None:
    """Grid and ticks; zero is darker than the rest."""
    for tick in scale.ticks:
        x = scale.at(tick)
        svg.line(x, top, x, bottom + 4, stroke=colours.INK if tick == 0 else colours.GRID)
        svg.within(x, bottom + LINE + 2, money.show_short(tick))


def _connectors(svg: Svg, rows: list[Bar], scale: Axis, places: Places, tops: list[float]) -> None:
    """From where a bar finished to where the next begins."""
    for at, bar in enumerate(rows[:-1]):
        x = scale.at(bar.finish)
        begin = _bar_top(bar, places, tops[at]) + BAR
        end = _bar_top(rows[at + 1], places, tops[at + 1])
        svg.line(x, begin, x, end, stroke_dasharray="2 2")


def _row(
    svg: Svg, chart: Waterfall, bar: Bar, scale: Axis, places: Places, y: float, broken: bool
) -> None:
    lines = _lines(bar, places)
    top = _bar_top(bar, places, y)
    moved = bar.finish if bar.total else bar.finish - bar.begin
    exact = f"{bar.label}: {'+' if moved > 0 and not bar.total else ''}{money.show_pounds(moved)}"
    svg.open(exact, data_role=bar.role, data_from=str(bar.begin), data_to=str(bar.finish))
    _bar(svg, bar, scale, top, broken)
    svg.close()
    first = y + 13 if places.stacked else top + BAR / 2 + 4.5 - (len(lines) - 1) * LINE / 2
    for at, line in enumerate(lines):
        svg.text(EDGE, first + at * LINE, line, bold=bar.total, backed=places.stacked)
    amount, word = _amount(chart, bar)
    base = first if places.stacked else top + BAR / 2 + 4.5
    svg.text(places.amounts, base, amount, bold=True, anchor="end", backed=places.stacked)
    if word:
        svg.text(places.amounts + 4, base, word, bold=True, backed=places.stacked)


def _bar(svg: Svg, bar: Bar, scale: Axis, top: float, broken: bool) -> None:
    """A total is a block from zero; a step is an arrow, so that its way shows without colour."""
    origin = bar.begin
    if bar.total and broken:
        origin = scale.low if scale.low > 0 else scale.high
    begin, finish = scale.at(origin), scale.at(bar.finish)
    fill, middle = _FILLS[bar.role], top + BAR / 2
    if bar.begin == bar.finish:
        svg.line(begin, top, begin, top + BAR, stroke=fill, stroke_width=2)
    elif bar.total:
        svg.rect(min(begin, finish), top, abs(finish - begin), BAR, fill=fill)
        if broken:
            _tear(svg, begin + (14 if finish > begin else -14), top)
    else:
        head = min(HEAD, abs(finish - begin)) * (1 if finish > begin else -1)
        look: dict[str, str | int | float] = {"fill": fill}
        if bar.role == "unexplained":
            look |= {"stroke": colours.INK, "stroke_dasharray": "3 2"}
        shoulder, low = finish - head, top + BAR
        shape = [(begin, top), (shoulder, top), (finish, middle), (shoulder, low), (begin, low)]
        svg.polygon(shape, **look)


def _tear(svg: Svg, x: float, top: float) -> None:
    """The mark of a broken axis: a white zigzag through the bar."""
    points = [(x + (3 if at % 2 else -3), top - 2 + at * (BAR + 4) / 4) for at in range(5)]
    svg.polyline(points, stroke=colours.PAPER, stroke_width=4)


def _foot(svg: Svg, chart: Waterfall, scale: Axis, rows: list[Bar], bottom: float) -> float:
    """The axis in words and the key; returns the picture's height."""
    variation = chart.kind == "variation"
    y = bottom + LINE + 2
    if variation:
        y += LINE
        svg.within((scale.left + scale.right) / 2, y, f"Over budget; {money.MINUS} is under")
    keys: tuple[tuple[Role, str], ...] = (
        ("up", "adds: towards overspend" if variation else "adds"),
        ("down", "takes away: towards underspend" if variation else "takes away"),
        ("unexplained", "not explained by any step"),
    )
    used = {bar.role for bar in rows}
    y += LINE + 6
    x: float = EDGE
    for role, words in keys:
        if role not in used:
            continue
        wide = 30 + width(words, SMALL)
        if x > EDGE and x + wide > svg.width - EDGE:
            x, y = EDGE, y + LINE
        _swatch(svg, role, x, y - 10)
        svg.text(x + 26, y, words, size=SMALL, fill=colours.MUTED)
        x += wide + 16
    return y + EDGE if used & {"up", "down", "unexplained"} else y - LINE + 2


def _swatch(svg: Svg, role: Role, x: float, y: float) -> None:
    back, tip, low = (x + 20, x, y + 12) if role == "down" else (x, x + 20, y + 12)
    shoulder = tip + (HEAD if role == "down" else -HEAD)
    look: dict[str, str | int | float] = {"fill": _FILLS[role]}
    if role == "unexplained":
        look |= {"stroke": colours.INK, "stroke_dasharray": "3 2"}
    svg.polygon([(back, y), (shoulder, y), (tip, y + 6), (shoulder, low), (back, low)], **look)
