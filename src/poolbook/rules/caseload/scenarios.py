"""Demand: what a year would cost with another population, other prices, or people moved home."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from poolbook.rules.caseload.activity import single_costs
from poolbook.rules.caseload.facts import BAND, Facts
from poolbook.rules.money import round_half_up


@dataclass(frozen=True)
class Scenario:
    """What is supposed: growth of people by age band, a rise of prices, and placements moved home.

    `growth[band]` is a part (1/50 for 2% more people); `uplift` a part; `moved` people come home, each
    at `home` rather than `away` pence a week (the means of like packages).
    """

    growth: Mapping[int, Fraction] = field(default_factory=dict)
    uplift: Fraction = Fraction(0)
    moved: int = 0
    home: Fraction = Fraction(0)
    away: Fraction = Fraction(0)


@dataclass(frozen=True)
class Demand:
    """Pence a week: as it is, and what each supposition adds, in this order; they sum to `then`."""

    now: int
    population: int
    moves: int
    prices: int

    @property
    def then(self) -> int:
        """The supposed weekly cost."""
        return self.now + self.population + self.moves + self.prices


def demand(facts: Facts, day: int, suppose: Scenario) -> Demand:
    """The weekly cost of a day's people under a scenario: people first, then places, then prices."""
    now, grown = 0, Fraction(0)
    for band in {key.value for key in facts.costs if key.day == day and key.cut == BAND}:
        cost = int(single_costs(facts, day, BAND, band).sum())
        now += cost
        grown += cost * suppose.growth.get(band, Fraction(0))
    population = round_half_up(grown)
    moves = round_half_up(suppose.moved * (suppose.home - suppose.away))
    then = round_half_up((now + population + moves) * (1 + suppose.uplift))
    return Demand(now, population, moves, then - now - population - moves)
