"""Totals that a file gives are compared with the sum of their parts; one that differs is a fault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from poolbook.intake.feeds.layout import Total
from poolbook.intake.feeds.making import Made, Maker
from poolbook.intake.reading.faults import Faults, Place
from poolbook.intake.reading.model import Cell
from poolbook.rules.measures.figures import Figure
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time

DO = "Ask the publisher which is right; nothing of the file is taken until it adds up."

UNREAD = Made("not available")  # a cell at fault: its total is not blamed for it


@dataclass
class _Sum:
    place: Place
    within: float
    given: tuple[Decimal, int, int | None] | None = None
    parts: Decimal = Decimal(0)
    rows: int = 0
    unknown: int = 0


@dataclass
class Checked:
    """The totals of a file and what their parts come to, by total, measure and time."""

    sums: dict[tuple[int, str, str, Time], _Sum] = field(default_factory=dict)
    compared: int = 0
    spoilt: bool = False  # rows without a time belong to no total: none can be compared

    def add(
        self,
        place: Place,
        ref: str,
        time: Time,
        made: Made | None,
        number: int,
        index: int | None,
        total: tuple[Any, Any, Total] | None,
        parts_of: Sequence[Total],
        divided: bool,
    ) -> None:
        """Takes a row in: as a total, or as a part of the totals that it belongs to."""
        figures = _figures(made, divided)
        for what, figure in figures:
            if total is not None:
                one = self._sum(total[2], place, f"{ref}{what}", time)
                if figure is not None:
                    one.given = (figure, number, index)
            for each in parts_of:
                if total is not None and not each.parts:
                    continue
                one = self._sum(each, place, f"{ref}{what}", time)
                one.rows += 1
                if figure is None:
                    one.unknown += 1
                else:
                    one.parts += figure

    def _sum(self, total: Total, place: Place, ref: str, time: Time) -> _Sum:
        key = (id(total), place.sheet or "", ref, time)
        if key not in self.sums:
            self.sums[key] = _Sum(place, total.within)
        return self.sums[key]


def _figures(made: Made | None, divided: bool) -> list[tuple[str, Decimal | None]]:
    """What of a value adds up over areas: counts do; of a ratio its numerator and denominator do."""
    if made is None:
        made = UNREAD
    if divided:
        return [(", numerator", made.numerator), (", denominator", made.denominator)]
    return [("", made.value if made.status == VALUE else None)]


def check_totals(checked: Checked, faults: Faults) -> None:
    """Every total against its parts; parts that are withheld may make the rest of it."""
    for (_, _, ref, time), each in ({} if checked.spoilt else checked.sums).items():
        if each.given is None or not each.rows:
            continue
        checked.compared += 1
        total, number, index = each.given
        off = total - each.parts
        allowed = Decimal(str(each.within))
        if abs(off) <= allowed or (each.unknown and off > 0):
            continue
        faults.place = each.place
        faults.at(
            "total-differs", number, index,
            f"the total of {ref} for {time} is {_show(total)}, and its {each.rows:,} parts come to "
            f"{_show(each.parts)}: {_show(abs(off))} {'more' if off < 0 else 'less'} than the total.",
            value=_show(total), do=DO,
        )  # fmt: skip


def check_adds(
    adds: list[tuple[int, list[int], float]],
    row: list[Cell],
    number: int,
    maker: Maker,
    faults: Faults,
) -> None:
    """A row's total column against its parts."""
    for total, parts, within in adds:
        given = maker.read(row, total, number)
        found = [maker.read(row, index, number) for index in parts]
        if not isinstance(given, Figure) or given.value is None:
            continue
        values = [
            each.value for each in found if isinstance(each, Figure) and each.value is not None
        ]
        off = given.value - sum(values, Decimal(0))
        if abs(off) <= Decimal(str(within)) or (len(values) < len(parts) and off > 0):
            continue
        names = ", ".join(f"“{faults.place.name(index)}”" for index in parts[:4])
        more = f" and {len(parts) - 4} more" if len(parts) > 4 else ""
        faults.at(
            "total-differs", number, total,
            f"it is {_show(given.value)}, and {names}{more} come to {_show(sum(values, Decimal(0)))}.",
            value=_show(given.value), do=DO,
        )  # fmt: skip


def _show(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
