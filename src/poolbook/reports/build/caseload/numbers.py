"""People, means and medians of the caseload's cuts, exact or as they are published: one way to ask for
both, so that one table serves whoever may see what."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from poolbook.reports.model import Cell
from poolbook.rules.caseload.activity import figure
from poolbook.rules.caseload.facts import EVERYBODY, Facts
from poolbook.rules.money import round_half_up

NONE = "none"  # what stands where there is nobody to take a mean of


@dataclass(frozen=True)
class Number:
    """A count of people or an amount in pence; None where `mark` stands in its place."""

    value: int | Fraction | None
    mark: str = ""

    @property
    def cell(self) -> Cell:
        """The number as a table's cell: amounts to the whole penny."""
        if self.value is None:
            return Cell(missing=self.mark or NONE)
        return Cell(round_half_up(self.value) if isinstance(self.value, Fraction) else self.value)


class Numbers(Protocol):
    """What a table asks for: of a day (its place among the snapshots), by a cut and one of its values."""

    def people(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """People supported."""

    def mean(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """Their mean weekly cost in pence."""

    def median(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """Their median weekly cost in pence, of services and ages."""

    def values(self, cut: int) -> list[int]:
        """The values of a cut that anybody has."""


@dataclass(frozen=True)
class Exact:
    """The numbers as they are: for roles that may see them, and never for publishing."""

    facts: Facts

    def people(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """People supported."""
        return Number(figure(self.facts, day, cut, value).people)

    def mean(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """Their mean weekly cost in pence."""
        return Number(figure(self.facts, day, cut, value).mean)

    def median(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """Their median weekly cost in pence, of services and ages."""
        return Number(figure(self.facts, day, cut, value).median)

    def values(self, cut: int) -> list[int]:
        """The values of a cut that anybody has."""
        return sorted({key.value for key in self.facts.people if key.cut == cut})


def cost(numbers: Numbers, at: int, *place: int) -> Number:
    """What people cost a week together, as far as their number and mean tell."""
    people, mean = numbers.people(at, *place), numbers.mean(at, *place)
    if people.value == 0:
        return Number(0)
    if people.value is None or mean.value is None:
        return Number(None, people.mark or mean.mark)
    return Number(int(people.value * mean.value))


def change(first: Number, last: Number) -> Cell:
    """The change between two numbers as they are shown, as a part of the first."""
    if first.value is None or last.value is None or not first.value:
        return Cell(missing=first.mark or last.mark or "n/a")
    return Cell(Fraction(last.value) / Fraction(first.value) - 1)


def share(part: Number, whole: Number) -> Cell:
    """One number as a part of another, as they are shown."""
    if part.value is None or whole.value is None or not whole.value:
        return Cell(missing=part.mark or whole.mark or "n/a")
    return Cell(Fraction(part.value) / Fraction(whole.value))
