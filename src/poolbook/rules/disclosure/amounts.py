"""Sums of money that rest on counts of people: withheld with them, and where one person makes the sum.

A hidden sum must stay as uncertain as its count: by `keep` − 1 people at its own average. Otherwise
a sum at a known price would give the count away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.disclosure.presets import DEFAULT, Preset, around, nearest
from poolbook.rules.disclosure.protect import hide
from poolbook.rules.disclosure.published import CLEAR, SMALL, WITHHELD, Publication, Shown
from poolbook.rules.disclosure.tables import Key, Table, amount_key, say
from poolbook.rules.refusal import Refusal

DOMINANT = Fraction(1, 2)  # a sum of which one person makes more is withheld
GUESS = Fraction(1, 10)  # ... or whose second largest could tell the largest nearer than this


@dataclass(frozen=True)
class Money:
    """A sum in pence, and the largest and second largest part of it that one person makes."""

    total: int
    largest: int
    second: int = 0

    def dominated(self) -> bool:
        """Whether one person makes most of it, or the second could work out the largest."""
        rest = self.total - self.largest - self.second
        return self.largest > self.total * DOMINANT or rest < self.largest * GUESS


def protect_amounts(
    table: Table,
    counts: Publication,
    amounts: Mapping[Key, Money],
    name: str,
    preset: Preset = DEFAULT,
    earlier: Sequence[Publication] = (),
) -> Publication:
    """The sums of money `name` by the cells of a table whose `counts` are protected already.

    Its cells are `amount_key(cell, name)`; rounded to `preset.money`. Raises Refusal where a sum
    of money is missing or negative, or the sums do not add up as the counts do.
    """
    _whole(table, amounts)
    cells, veils, costs, truth = {}, {}, {}, {}
    for cell, people in table.counts.items():
        money, named = amounts[cell], amount_key(cell, name)
        need = _need(people, money, preset)
        veils[named] = Shown(WITHHELD, None, 0, None, need)
        withheld = counts.cells[cell].mark != CLEAR or (people > 0 and money.dominated())
        mark = SMALL if counts.cells[cell].mark == SMALL else WITHHELD
        value = nearest(money.total, preset.money)
        low, high = around(value, preset.money)
        clear = Shown(CLEAR, value, max(low, 0), high)
        cells[named] = Shown(mark, None, 0, None, need) if withheld else clear
        costs[named], truth[named] = 1.0 + people, money.total
    sums = tuple(one.of_amounts(name) for one in table.sums)
    return hide(truth, cells, veils, costs, sums, earlier)


def _whole(table: Table, amounts: Mapping[Key, Money]) -> None:
    faults = [f"{say(cell)}: no sum of money" for cell in table.counts if cell not in amounts]
    faults += [f"{say(cell)}: negative" for cell, one in amounts.items() if one.total < 0]
    if not faults:
        faults = [
            f"{say(one.total)}: its parts make another sum"
            for one in table.sums
            if sum(sign * amounts[cell].total for cell, sign in one.signs())
        ]
    if faults:
        raise Refusal("The sums of money cannot be protected.", faults)


def _need(people: int, money: Money, preset: Preset) -> int:
    """How uncertain a hidden sum must stay, in pence: people at the average, a fifth of the largest."""
    each = Fraction(money.total, people) if people else Fraction(0)
    return max(preset.money, 2, int(each * (preset.keep - 1)), money.largest // 5)
