"""People supported and what they cost a week, at snapshot dates, with the change since the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from poolbook.rules.caseload.facts import (
    EVERYBODY,
    HIGH,
    SERVICE,
    SETTING,
    Facts,
    Pence,
    PeopleKey,
    PeopleSums,
    counted,
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


@dataclass(frozen=True)
class Activity:
    """One row of the activity table: a service, or any other value, on each snapshot day in order."""

    value: int
    figures: tuple[Figure, ...]

    def people_change(self, day: int) -> Fraction | None:
        """The change of people since the first day, as a part of it; None from nobody."""
        first = self.figures[0].people
        return ratio(self.figures[day].people - first, first)

    def cost_change(self, day: int) -> Fraction | None:
        """The change of the mean weekly cost since the first day; None where either has none."""
        return _change(self.figures[0].mean, self.figures[day].mean)

    def median_change(self, day: int) -> Fraction | None:
        """The change of the median weekly cost since the first day."""
        return _change(self.figures[0].median, self.figures[day].median)


def _change(first: Fraction | None, now: Fraction | None) -> Fraction | None:
    return None if first is None or now is None or first == 0 else now / first - 1


def median(costs: Mapping[int, int] | Pence) -> Fraction | None:
    """The median of pence → how many, or of each person's; of the two middle ones, their middle."""
    return quantile_pair(costs, Fraction(1, 2))


def quantile_pair(costs: Mapping[int, int] | Pence, part: Fraction) -> Fraction | None:
    """The value below which `part` of the people lie; the mean of two where it falls between them."""
    pence = _each(costs) if isinstance(costs, Mapping) else costs
    if not len(pence):
        return None
    place = part * len(pence)
    low = max(-(-place.numerator // place.denominator), 1) - 1
    high = min(place.numerator // place.denominator, len(pence) - 1)
    found = np.partition(pence, (low, high))
    return Fraction(int(found[low]) + int(found[high]), 2)


def _each(costs: Mapping[int, int]) -> Pence:
    return np.repeat(np.array(list(costs), np.int64), np.array(list(costs.values()), np.int64))


def single_costs(facts: Facts, day: int, cut: int, value: int | None = None) -> Pence:
    """The weekly pence of each person, in any order, of a value of a cut, or of all its values."""
    chosen = [
        pence
        for key, pence in facts.costs.items()
        if key.day == day and key.cut == cut and value in (None, key.value)
    ]
    return np.concatenate(chosen) if chosen else np.zeros(0, np.int64)


def costs_of(facts: Facts, day: int, cut: int, value: int | None = None) -> dict[int, int]:
    """Weekly pence → people, of a value of a cut, or of all its values together."""
    return counted(single_costs(facts, day, cut, value))


def activity(facts: Facts, days: int, cut: int = SERVICE) -> list[Activity]:
    """The table by any cut: a row a value, a figure a day. Medians where the single costs were kept."""
    values = sorted({key.value for key in facts.people if key.cut == cut})
    return [Activity(v, tuple(figure(facts, d, cut, v) for d in range(days))) for v in values]


def figure(facts: Facts, day: int, cut: int = EVERYBODY, value: int = 0) -> Figure:
    """One figure of a day."""
    sums = facts.people.get(PeopleKey(day, cut, value), NOBODY)
    return Figure(*sums, median(single_costs(facts, day, cut, value)))


def pro_rata(starts: int, days: int, of_days: int) -> Fraction | None:
    """New admissions of the year, if they go on as in its first `days` of `of_days`."""
    return ratio(starts * of_days, days)


@dataclass(frozen=True)
class Setting:
    """A setting: people, the part of everybody that they are, and how far their mean is from all."""

    setting: int
    people: int
    part: Fraction | None
    mean: Fraction | None
    variation: Fraction | None


def settings(facts: Facts, day: int) -> list[Setting]:
    """People by setting, with their mean weekly cost against everybody's; each person once."""
    whole = figure(facts, day)
    found = []
    for row in activity(facts, day + 1, SETTING):
        mine = row.figures[day]
        if mine.people:
            part = ratio(mine.people, whole.people)
            variation = _change(whole.mean, mine.mean)
            found.append(Setting(row.value, mine.people, part, mine.mean, variation))
    return found


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
