"""People supported and what they cost a week, at snapshot dates, with the change since the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from poolbook.rules.caseload.facts import (
    EVERYBODY,
    HIGH,
    Facts,
    Pence,
    PeopleKey,
    PeopleSums,
)  # fmt: skip
from poolbook.rules.money import ratio

NOBODY = PeopleSums(0, 0, 0)


@dataclass(frozen=True)
class Figure:
    """People on a day; `mean` and `median` in pence a week of those with a price, None of nobody."""

    people: int
    priced: int
    pence: int
    median: Fraction | None = None

    @property
    def mean(self) -> Fraction | None:
        """Pence a week for each person with a price."""
        return ratio(self.pence, self.priced)


def median(pence: Pence) -> Fraction | None:
    """The median of what each person costs; of the two middle ones, their middle; None of nobody."""
    if not len(pence):
        return None
    low, high = (len(pence) - 1) // 2, len(pence) // 2
    found = np.partition(pence, (low, high))
    return Fraction(int(found[low]) + int(found[high]), 2)


def single_costs(facts: Facts, day: int, cut: int, value: int | None = None) -> Pence:
    """The weekly pence of each person, in any order, of a value of a cut, or of all its values."""
    chosen = [
        pence
        for key, pence in facts.costs.items()
        if key.day == day and key.cut == cut and value in (None, key.value)
    ]
    return np.concatenate(chosen) if chosen else np.zeros(0, np.int64)


def figure(facts: Facts, day: int, cut: int = EVERYBODY, value: int = 0) -> Figure:
    """One figure of a day."""
    sums = facts.people.get(PeopleKey(day, cut, value), NOBODY)
    return Figure(*sums, median(single_costs(facts, day, cut, value)))


def pro_rata(starts: int, days: int, of_days: int) -> Fraction | None:
    """New admissions of the year, if they go on as in its first `days` of `of_days`."""
    return ratio(starts * of_days, days)


def high_cost(facts: Facts, day: int) -> dict[tuple[int, int], int]:
    """(service, funder) of their dearest package → people over the threshold. Person-level where small."""
    keys = (key for key in facts.people if key.day == day and key.cut == HIGH)
    return {divmod(key.value, 16): facts.people[key].people for key in keys}


def admissions(facts: Facts, months: Sequence[int], service: int | None = None) -> tuple[int, int]:
    """Spells that began and ended in months (places in the question), of a service or of all."""
    chosen = [
        sums
        for key, sums in facts.moves.items()
        if key.month in months and service in (None, key.service)
    ]
    return sum(each.starts for each in chosen), sum(each.leaves for each in chosen)
