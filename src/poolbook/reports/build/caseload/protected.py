"""The caseload's numbers as they may be published: fixed cuts of each day, protected together.

A day's cells of everybody and of every client group go through disclosure control as one table, so
that no page, group or cut can be taken from another. A day of the same files gives the same numbers
on every page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from poolbook.caseload.publishing import NAMES, ONCE
from poolbook.reports.build.caseload.numbers import NONE, Number
from poolbook.rules.caseload.activity import NOBODY, median, single_costs
from poolbook.rules.caseload.codes import CONDITIONS, GROUPS
from poolbook.rules.caseload.facts import (
    BAND,
    CONDITION,
    COUNTY,
    EVERYBODY,
    SERVICE,
    SETTING,
    Facts,
    PeopleKey,
    PeopleSums,
)
from poolbook.rules.disclosure import Key, Preset, Publication, Sum, Table, protect
from poolbook.rules.disclosure import key as cell_key
from poolbook.rules.disclosure.amounts import Money, protect_amounts
from poolbook.rules.disclosure.derived import average, safe_means
from poolbook.rules.disclosure.published import Average

CUTS = NAMES | {
    COUNTY: ("county", {0: "in county", 1: "out of county"}),
    CONDITION: ("condition", CONDITIONS),
}
WITH_MEANS = (EVERYBODY, SERVICE, SETTING, BAND, COUNTY, CONDITION)
COST = "weekly cost"


@dataclass(frozen=True)
class Day:
    """What is published of one day: counts, means and medians by cell; `told` is all that they tell."""

    counts: Publication
    means: Mapping[Key, int]
    medians: Mapping[Key, int] = field(default_factory=dict)
    told: Publication = field(default_factory=lambda: Publication({}))


@dataclass(frozen=True)
class Published:
    """The numbers of one client group (0: everybody) as published, of the days that a page shows."""

    days: Mapping[int, Day]
    shared: tuple[Mapping[str, str], ...]
    group: int = 0

    def people(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """People supported."""
        found = self.days[day].counts.cells.get(self._cell(day, cut, value))
        return Number(0) if found is None else Number(found.value, found.mark)

    def mean(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """Their mean weekly cost in pence."""
        return self._average(self.days[day].means, day, cut, value)

    def median(self, day: int, cut: int = EVERYBODY, value: int = 0) -> Number:
        """Their median weekly cost in pence, of services and ages."""
        return self._average(self.days[day].medians, day, cut, value)

    def values(self, cut: int) -> list[int]:
        """The values of a cut that anybody has."""
        name, names = CUTS[cut]
        had = {dict(cell).get(name) for day in self.days.values() for cell in day.counts.cells}
        return [value for value, said in names.items() if said in had]

    def _average(self, known: Mapping[Key, int], day: int, cut: int, value: int) -> Number:
        found = known.get(self._cell(day, cut, value))
        nobody = self.people(day, cut, value).value == 0
        return Number(found, "" if found is not None else NONE if nobody else "x")

    def _cell(self, day: int, cut: int, value: int) -> Key:
        return named(self.shared[day], self.group, cut, value)


def named(shared: Mapping[str, str], group: int, cut: int, value: int) -> Key:
    """The name of a cell of a day."""
    found = dict(shared)
    if group:
        found["group"] = GROUPS[group]
    if cut != EVERYBODY:
        dimension, names = CUTS[cut]
        found[dimension] = names[value]
    return cell_key(found)


def publish(
    facts: Mapping[int, Facts],
    at: int,
    shared: Mapping[str, str],
    preset: Preset,
    earlier: Sequence[Publication] = (),
) -> Day:
    """One day as published beside everything published `earlier`.

    `facts` of everybody (0) and of each client group; `at` is its place.
    """
    groups = [group for group in facts if group]
    counts: dict[Key, int] = {}
    money: dict[Key, Money] = {}
    sums = []
    places = sorted(
        {(k.cut, k.value) for k in facts[0].people if k.day == at and _kept(k.cut, k.value)}
    )
    if not places:
        return Day(Publication({}), {})
    for cut, value in places:
        for group in (0, *groups):
            cell, found = named(shared, group, cut, value), _sums(facts[group], at, cut, value)
            counts[cell], money[cell] = found.people, _money(facts[group], at, cut, value, found)
        if groups:
            parts = tuple(named(shared, group, cut, value) for group in groups)
            sums.append(Sum(named(shared, 0, cut, value), parts))
    for group in (0, *groups):
        for once in ONCE:
            parts = tuple(named(shared, group, cut, v) for cut, v in places if cut == once)
            if parts:
                sums.append(Sum(named(shared, group, EVERYBODY, 0), parts))
    table = Table(counts, tuple(sums))
    publication = protect(table, preset, earlier)
    amounts = protect_amounts(table, publication, money, COST, preset, earlier)
    wanted = [(g, cut, value) for g in (0, *groups) for cut, value in places if cut in WITH_MEANS]
    means = _means(facts, at, shared, wanted, publication, preset)
    unpriced = {
        named(shared, g, cut, value)
        for g, cut, value in wanted
        if (one := _sums(facts[g], at, cut, value)).priced != one.people
    }
    kept, told = safe_means(publication, amounts, means, COST, preset, earlier, unpriced)
    medians = _medians(facts, at, shared, kept, wanted, publication, preset)
    averages = [Average(k, f"mean {COST}", each, preset.below) for k, each in kept.items()]
    averages += [Average(k, f"median {COST}", each, preset.below) for k, each in medians.items()]
    everything = publication.beside(told, averages=tuple(averages))
    return Day(publication, kept, medians, everything)


def _kept(cut: int, value: int) -> bool:
    return cut == EVERYBODY or (cut in CUTS and value in CUTS[cut][1])


def _sums(facts: Facts, at: int, cut: int, value: int) -> PeopleSums:
    return facts.people.get(PeopleKey(at, cut, value), NOBODY)


def _money(facts: Facts, at: int, cut: int, value: int, found: PeopleSums) -> Money:
    """The cell's weekly pence; where single costs are not kept, the dearest of all stands for its own."""
    costs = single_costs(facts, at, cut, value)
    if not len(costs):
        costs = single_costs(facts, at, BAND)
    largest = min(int(costs.max(initial=0)), found.pence)
    return Money(found.pence, largest, min(largest, found.pence - largest))


def _means(
    facts: Mapping[int, Facts],
    at: int,
    shared: Mapping[str, str],
    wanted: Sequence[tuple[int, int, int]],
    counts: Publication,
    preset: Preset,
) -> dict[Key, int]:
    means = {}
    for group, cut, value in wanted:
        found, cell = _sums(facts[group], at, cut, value), named(shared, group, cut, value)
        if found.priced:
            said = average(counts, cell, Fraction(found.pence, found.priced), found.priced, preset)
            if said is not None:
                means[cell] = said
    return means


def _medians(
    facts: Mapping[int, Facts],
    at: int,
    shared: Mapping[str, str],
    means: Mapping[Key, int],
    wanted: Sequence[tuple[int, int, int]],
    counts: Publication,
    preset: Preset,
) -> dict[Key, int]:
    """A median stands only where the mean does."""
    found = {}
    for group, cut, value in wanted:
        cell = named(shared, group, cut, value)
        middle = median(single_costs(facts[group], at, cut, value))
        if cell in means and middle is not None:
            people = _sums(facts[group], at, cut, value).priced
            said = average(counts, cell, middle, people, preset)
            if said is not None:
                found[cell] = said
    return found
