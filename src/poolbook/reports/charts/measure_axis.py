"""An upright axis for values in a measure's own unit, and the months along the bottom."""

from collections.abc import Sequence

from poolbook.reports.charts import axis, colours
from poolbook.reports.charts.axis import Axis
from poolbook.reports.charts.frame import SMALL, Svg
from poolbook.reports.charts.text import width
from poolbook.rules.measures.figures import show

PARTS = 10**6  # an axis counts in whole parts: millionths of the unit
MARGIN = 0.06  # of the span, above and below the figures


class Heights:
    """From a value to its px, between the bottom and the top of a plot."""

    def __init__(
        self, values: Sequence[float], bottom: float, top: float, unit: str, decimals: int
    ) -> None:
        known = list(values) or [0.0]
        low, high = min(known), max(known)
        room = (high - low) * MARGIN or abs(high) * MARGIN or 1.0
        least = low - room
        if low >= 0 and (least < 0 or low < (high - low)):
            least = 0.0  # a figure that cannot be negative starts at zero unless that hides it
        most = high + room
        if unit == "percent" and high <= 100 < most:
            most = 100.0
        self.axis: Axis = axis.upright(_parts(least), _parts(most), bottom, top)
        self.unit, self.decimals = unit, decimals

    def at(self, value: float) -> float:
        """The px of a value."""
        return self.axis.at(_parts(value))

    @property
    def from_zero(self) -> bool:
        """Whether the axis starts at zero."""
        return self.axis.low == 0

    def ground(self, svg: Svg, left: float, right: float) -> None:
        """A line and a label a tick; the labels end left of the plot."""
        for tick in self.axis.ticks:
            y = self.axis.at(tick)
            svg.line(left, y, right, y, stroke=colours.INK if tick == 0 else colours.GRID)
            svg.text(
                left - 6, y + 4, self.said(tick / PARTS), size=SMALL, anchor="end",
                fill=colours.MUTED,
            )  # fmt: skip

    def said(self, value: float) -> str:
        """A tick's label: as few decimals as tell it from the next."""
        step = self.axis.ticks[1] - self.axis.ticks[0] if len(self.axis.ticks) > 1 else PARTS
        decimals = 0
        while decimals < 6 and step % (PARTS // 10**decimals):
            decimals += 1
        return show(value, self.unit, decimals)

    @property
    def room(self) -> float:
        """The px that the widest label needs."""
        return max(width(self.said(tick / PARTS), SMALL) for tick in self.axis.ticks)


def across(svg: Svg, labels: Sequence[str], places: Sequence[float], y: float) -> None:
    """As many labels below the plot as have room, the last always among them."""
    if not labels:
        return
    wide = max(width(label, SMALL) for label in labels) + 12
    step = abs(places[-1] - places[0]) / max(len(places) - 1, 1)
    every = max(1, -int(-wide // step)) if step else 1
    for at in range(len(labels) - 1, -1, -every):
        svg.line(places[at], y, places[at], y + 4)
        svg.within(places[at], y + 17, labels[at])


def _parts(value: float) -> int:
    return round(value * PARTS)
