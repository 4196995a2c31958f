"""A risk-share rule drawn: the group's variation across, each partner's share of it up.

Lines are straight between the points given, which are exact. A partner is told by colour, by the
dash of its line, by the shape of its marker and by its name at the line's end.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from poolbook.reports.charts import WIDTHS, Layout, axis, colours
from poolbook.reports.charts.axis import Axis
from poolbook.reports.charts.frame import LINE, SIZE, SMALL, Svg
from poolbook.reports.charts.placing import Box, beside, spread
from poolbook.reports.charts.text import elide, plain, width, wrap
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules import money

EDGE = 8
TOPS = (19, 40)  # baselines of the names of the marks, and of the numbers of the kinks
PLOT_TOP = 54
PLOT_HIGH = {"wide": 270, "narrow": 220}
DIRECT = 3  # with more partners than this, amounts stand only in the list below
END_ROOM = {"wide": 124, "narrow": 62}


@dataclass(frozen=True)
class Share:
    """A partner's line: points of (variation, its share), pence, in order of variation.

    `short` is its name where there is little room.
    """

    partner: str
    points: tuple[tuple[int, int | Fraction], ...]
    short: str = ""

    def at(self, variation: int) -> Fraction:
        """Its exact share of a variation, in pence; beyond the ends the last line goes on."""
        pairs = list(zip(self.points, self.points[1:], strict=False))
        if not pairs:
            return Fraction(self.points[0][1])
        beyond = (pair for pair in pairs if variation <= pair[1][0])
        (x0, y0), (x1, y1) = next(beyond, pairs[-1])
        if x0 == x1:
            return Fraction(y1)
        return Fraction(y0) + Fraction(y1 - y0) * (variation - x0) / (x1 - x0)


@dataclass(frozen=True)
class Kink:
    """Where the rule changes: the variation in pence, and the clause in a few words."""

    variation: int
    label: str


@dataclass(frozen=True)
class Mark:
    """Where we are, or were: the variation and, in the order of the lines, each partner's share."""

    label: str
    variation: int
    shares: tuple[int, ...]


@dataclass(frozen=True)
class ShareCurve:
    """The drawing of one group's rule, with a mark for now and one for before."""

    title: str
    shares: tuple[Share, ...]
    kinks: tuple[Kink, ...] = ()
    now: Mark | None = None
    before: Mark | None = None

    @property
    def ordered(self) -> tuple[Kink, ...]:
        """The kinks from under to over, as they are numbered."""
        return tuple(sorted(self.kinks, key=lambda kink: kink.variation))


def describe(chart: ShareCurve) -> str:
    """The picture in sentences, for those who hear it."""
    text = ["Each partner's share of the variation, as a line from under to over budget."]
    text += [f"{_sentence(chart, mark)}" for mark in (chart.now, chart.before) if mark]
    text += [f"{_place(kink)}: {kink.label}." for kink in chart.ordered]
    return " ".join(text)


def data_table(chart: ShareCurve) -> Table:
    """The marks, kinks and ends of the lines as a table, in whole pence; in order of reading."""
    columns = [Column("variation", "Variation", over=True)]
    columns += [Column(f"share-{at}", share.partner) for at, share in enumerate(chart.shares, 1)]
    rows = [
        _table_row(key, mark.label, mark.variation, mark.shares)
        for key, mark in (("now", chart.now), ("before", chart.before))
        if mark
    ]
    places = [
        (f"kink-{at}", kink.label, kink.variation) for at, kink in enumerate(chart.ordered, 1)
    ]
    places += [
        ("from", "Drawn from", min(share.points[0][0] for share in chart.shares)),
        ("to", "Drawn to", max(share.points[-1][0] for share in chart.shares)),
    ]
    for key, label, variation in places:
        exact = [money.round_half_up(share.at(variation)) for share in chart.shares]
        rows.append(_table_row(key, label, variation, exact))
    caption = f"{chart.title}: each partner’s share where the rule changes and where we are"
    return Table("share-curve", chart.title, caption, tuple(columns), tuple(rows), "At")


def _table_row(key: str, label: str, variation: int, shares: Sequence[int]) -> Row:
    cells = {"variation": Cell(variation)}
    cells |= {f"share-{at}": Cell(pence) for at, pence in enumerate(shares, 1)}
    return Row(key, label, cells)


def _place(kink: Kink) -> str:
    """`On budget`, `At £200k over`."""
    return f"At {axis.over(kink.variation)}" if kink.variation else "On budget"


def _sentence(chart: ShareCurve, mark: Mark) -> str:
    """`P7: £645k over. County Council £422k; Clinical Commissioning Group £222k.`"""
    pairs = zip(chart.shares, mark.shares, strict=True)
    shares = "; ".join(f"{share.partner} {axis.short(pence)}" for share, pence in pairs)
    return f"{mark.label}: {axis.over(mark.variation)}. {shares}."


@dataclass(frozen=True)
class Plot:
    """The two axes, and the chart they are for."""

    chart: ShareCurve
    across: Axis
    up: Axis
    narrow: bool


def draw(chart: ShareCurve, ident: str, layout: Layout = "wide") -> str:
    """The rule as SVG; `narrow` shortens the names at the lines' ends and lists them below."""
    if not chart.shares or not all(share.points for share in chart.shares):
        raise ValueError("a share curve needs a line for each partner, with points")
    plot = _plot(chart, layout)
    svg = Svg(ident, WIDTHS[layout], chart.title, describe(chart))
    _ground(svg, plot)
    _mark_lines(svg, plot)
    _kinks(svg, plot)
    _lines(svg, plot)
    _ends(svg, plot)
    _markers(svg, plot)
    return svg.done(_foot(svg, plot))


def _plot(chart: ShareCurve, layout: Layout) -> Plot:
    """Axes that hold every point and mark; they meet at zero."""
    marks = [mark for mark in (chart.now, chart.before) if mark]
    across = [x for share in chart.shares for x, _ in share.points]
    across += [mark.variation for mark in marks] + [kink.variation for kink in chart.kinks]
    up = [_outward(y) for share in chart.shares for _, y in share.points]
    up += [pence for mark in marks for pence in mark.shares]
    bottom = PLOT_TOP + PLOT_HIGH[layout]
    upright = axis.upright(min(*up, 0), max(*up, 0), bottom, PLOT_TOP)
    left = EDGE + 8 + max(width(money.show_short(tick), SMALL) for tick in upright.ticks)
    right = WIDTHS[layout] - EDGE - END_ROOM[layout]
    flat = axis.tight(min(*across, 0), max(*across, 0), left, right, WIDTHS[layout])
    return Plot(chart, flat, upright, layout == "narrow")


def _outward(value: int | Fraction) -> int:
    """The whole penny at or beyond an exact share, away from zero."""
    exact = Fraction(value)
    return math.ceil(exact) if exact >= 0 else math.floor(exact)


def _ground(svg: Svg, plot: Plot) -> None:
    across, up = plot.across, plot.up
    for tick in up.ticks:
        y = up.at(tick)
        ink = colours.INK if tick == 0 else colours.GRID
        svg.line(across.left, y, across.right, y, stroke=ink)
        words = money.show_short(tick)
        svg.text(across.left - 6, y + 4, words, size=SMALL, anchor="end", fill=colours.MUTED)
    for tick in across.ticks:
        x = across.at(tick)
        ink = colours.INK if tick == 0 else colours.GRID
        svg.line(x, up.left, x, up.right, stroke=ink)
        svg.within(x, up.left + 20, money.show_short(tick))


def _kinks(svg: Svg, plot: Plot) -> None:
    """A dashed line where the rule changes, under a number that the list below explains."""
    places = [plot.across.at(kink.variation) for kink in plot.chart.ordered]
    shown = spread(places, [22.0] * len(places), 2, svg.width - 2)
    for at, (x, badge) in enumerate(zip(places, shown, strict=True), 1):
        svg.polyline(
            [(badge, TOPS[1]), (x, PLOT_TOP), (x, plot.up.left)],
            stroke=colours.RULE,
            stroke_dasharray="4 3",
        )
        _badge(svg, badge, TOPS[1] - 4.5, at)


def _badge(svg: Svg, x: float, y: float, at: int) -> None:
    svg.add("circle", cx=x, cy=y, r=9, fill=colours.PAPER, stroke=colours.INK)
    svg.text(x, y + 4, str(at), size=11, bold=True, anchor="middle")


def _marks(plot: Plot) -> list[tuple[Mark, bool]]:
    """The marks to draw, the older first; True for the one that is now."""
    chart = plot.chart
    pairs = ((chart.before, False), (chart.now, True))
    return [(mark, now) for mark, now in pairs if mark]


def _mark_lines(svg: Svg, plot: Plot) -> None:
    """An upright line at each mark, its name and variation above the plot."""
    marks = _marks(plot)
    room = (svg.width - 4 * EDGE) / max(len(marks), 1)
    names = []
    for mark, now in marks:
        full = plain(f"{mark.label}: {axis.over(mark.variation)}")
        names.append(elide(full, room, SMALL, now))
    sizes = [width(name, SMALL, now) + 14 for name, (_, now) in zip(names, marks, strict=True)]
    places = [plot.across.at(mark.variation) for mark, _ in marks]
    shown = spread(places, sizes, 2, svg.width - 2)
    for (mark, now), name, x, place in zip(marks, names, places, shown, strict=True):
        ink = colours.INK if now else colours.RULE
        dashes: dict[str, str | int | float] = {} if now else {"stroke_dasharray": "1 3"}
        half = width(name, SMALL, now) / 2
        under = min(max(x, place - half), place + half)  # the point of the name nearest the line
        top = [(under, TOPS[0] + 4), (x, TOPS[0] + 9), (x, plot.up.left)]
        svg.open(mark.label, data_mark="now" if now else "before")
        svg.polyline(top, stroke=ink, stroke_width=1.5, **dashes)
        svg.text(
            place, TOPS[0], name, size=SMALL, bold=now, anchor="middle",
            fill=colours.INK if now else colours.MUTED,
        )  # fmt: skip
        svg.close()


def _lines(svg: Svg, plot: Plot) -> None:
    for at, share in enumerate(plot.chart.shares):
        points = [(plot.across.at(x), plot.up.at(y)) for x, y in share.points]
        svg.open(share.partner, data_partner=str(at))
        look: dict[str, str | int | float] = {"stroke": colours.series(at), "stroke_width": 2.5}
        if colours.dash(at):
            look["stroke_dasharray"] = colours.dash(at)
        svg.polyline(points, stroke_linejoin="round", **look)
        svg.close()


def _ends(svg: Svg, plot: Plot) -> None:
    """Each partner's name where its line ends, moved apart where lines end together."""
    room, left = svg.width - EDGE - plot.across.right - 14, plot.across.right + 14
    high = plot.up.left - PLOT_TOP + 16
    most = 1 if plot.narrow else min(4, max(1, int(high / len(plot.chart.shares) - 4) // 15))
    names = []
    for share in plot.chart.shares:
        name = share.short if plot.narrow and share.short else share.partner
        names.append(wrap(name, room, SMALL, most, bold=True))
    ends = [share.points[-1] for share in plot.chart.shares]
    places = [plot.up.at(y) for _, y in ends]
    sizes = [len(name) * 15 + 4.0 for name in names]
    shown = spread(places, sizes, PLOT_TOP - 8, plot.up.left + 8)
    for at, (lines, size, y, place) in enumerate(zip(names, sizes, places, shown, strict=True)):
        start = plot.across.at(ends[at][0])
        svg.line(start, y, left - 3, place, stroke=colours.series(at), stroke_dasharray="1 2")
        for line, part in enumerate(lines):
            base = place - size / 2 + 13 + line * 15
            svg.text(left, base, part, size=SMALL, bold=True, fill=colours.series(at))


def _markers(svg: Svg, plot: Plot) -> None:
    """Hollow where we were, filled where we are with the amounts beside."""
    for mark, now in _marks(plot):
        x = plot.across.at(mark.variation)
        for at, pence in enumerate(mark.shares):
            name = plot.chart.shares[at].partner
            title = f"{mark.label}: {name} {money.show_pounds(pence)}"
            svg.open(title, data_share=str(pence))
            colour = colours.series(at)
            svg.marker(colours.shape(at), x, plot.up.at(pence), colour, hollow=not now)
            svg.close()
        if now and len(mark.shares) <= DIRECT:
            _values(svg, plot, mark, x)


def _values(svg: Svg, plot: Plot, mark: Mark, x: float) -> None:
    """The amounts of now beside their markers, off each other and, where it can be, off the lines."""
    across, up = plot.across, plot.up
    lines = [[(across.at(u), up.at(v)) for u, v in share.points] for share in plot.chart.shares]
    uprights = [across.at(kink.variation) for kink in plot.chart.ordered]
    uprights += [across.at(mark.variation) for mark, _ in _marks(plot)]
    lines.append([(across.left, up.at(0)), (across.right, up.at(0))])
    uprights.append(across.at(0))
    lines += [[(place, up.right), (place, up.left)] for place in uprights]
    points = [
        (across.at(mark.variation), up.at(pence))
        for mark, _ in _marks(plot)
        for pence in mark.shares
    ]
    taken = [Box(u - 6, v - 6, u + 6, v + 6) for u, v in points]
    area = Box(across.left, up.right - 8, across.right, up.left)
    for at, pence in enumerate(mark.shares):
        word = axis.short(pence)
        size = (width(word, SIZE, True), float(LINE))
        box, crossed = beside((x, up.at(pence)), size, lines, taken, area)
        taken.append(box)
        svg.text(box.left, box.bottom - 4, word, bold=True, backed=crossed, fill=colours.series(at))


def _foot(svg: Svg, plot: Plot) -> float:
    """Who is which line, the marks in words, and the kinks by number; returns the height."""
    y = plot.up.left + 40
    words = (
        f"Across: variation of the group, {money.MINUS} is under. Up: each partner’s share of it."
    )
    for line in wrap(words, svg.width - 2 * EDGE, SMALL, 2):
        svg.within((plot.across.left + plot.across.right) / 2, y, line)
        y += LINE
    y += 8
    for at, share in enumerate(plot.chart.shares):
        values = [axis.short(mark.shares[at]) for mark, now in reversed(_marks(plot))]
        said = share.partner + (f": {values[0]}" if values else "")
        if len(values) > 1 and plot.chart.before:
            said += f" ({plot.chart.before.label}: {values[1]})"
        look: dict[str, str | int | float] = {"stroke": colours.series(at), "stroke_width": 2.5}
        if colours.dash(at):
            look["stroke_dasharray"] = colours.dash(at)
        svg.line(EDGE, y - 4, EDGE + 40, y - 4, **look)
        svg.marker(colours.shape(at), EDGE + 20, y - 4, colours.series(at))
        y = _wrapped(svg, EDGE + 50, y, said)
    for at, kink in enumerate(plot.chart.ordered, 1):
        y += 3
        _badge(svg, EDGE + 9, y - 4.5, at)
        y = _wrapped(svg, EDGE + 26, y, f"{_place(kink)}: {kink.label}")
    return y - LINE + EDGE


def _wrapped(svg: Svg, x: float, y: float, said: str) -> float:
    for line in wrap(said, svg.width - EDGE - x, SMALL, 4):
        svg.text(x, y, line, size=SMALL)
        y += LINE
    return y + 2
