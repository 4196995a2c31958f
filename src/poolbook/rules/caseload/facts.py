"""The integer facts that engines compute from packages, and the question that they answer.

Every table maps a key of integers to sums of integers, so that facts of areas add up, engines can
be compared int for int, and rounding happens here in `rules`, once. Only single costs, of which
medians are made, are not sums: they are kept as arrays, and sorted when somebody asks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from poolbook.rules.caseload.codes import BANDS, EARLIEST, FOREVER, OPEN, birthday

Key = tuple[int, ...]
Sums = tuple[int, ...]
Pence = npt.NDArray[np.int64]
Row = tuple[str, Key, Sums]
CostRow = tuple[str, Key, Pence]  # "costs", a CostKey's numbers, and the pence of each person

# What people are counted by. Of the first four a package counts (a person once in each value), of the
# others a person with all of their weekly cost.
SERVICE, FUNDER, COUNTY, PROVIDER = 1, 2, 3, 4
EVERYBODY, SETTING, CONDITION, BAND, HIGH = 0, 5, 6, 7, 8
EVERY_CUT = tuple(range(9))


class PackageKey(NamedTuple):
    """Packages on a day (its place in the question), by what they are."""

    day: int
    service: int
    setting: int
    funder: int
    out_of_county: int


class PackageSums(NamedTuple):
    """Packages, and what they cost a week in pence."""

    packages: int
    pence: int


class PeopleKey(NamedTuple):
    """People on a day by one thing: `cut` says which, `value` its code."""

    day: int
    cut: int
    value: int


class PeopleSums(NamedTuple):
    """Different people, those of them with a price, and pence a week."""

    people: int
    priced: int
    pence: int


class CostKey(NamedTuple):
    """People on a day by one thing (a service or an age band): what each costs a week is kept."""

    day: int
    cut: int
    value: int


class FitKey(NamedTuple):
    """A day, of those whose single costs are kept."""

    day: int


class FitSums(NamedTuple):
    """People whose age and cost are known: sums over age x in days and weekly pence y."""

    n: int
    x: int
    y: int
    xx: int
    xy: int
    yy: int


class LineKey(NamedTuple):
    """What a budget line is made of, in one segment of the year."""

    group: int
    service: int
    funder: int
    segment: int


class LineSums(NamedTuple):
    """Packages that touch the segment, and pence a week × days: pence-days, to be divided by 7 once."""

    packages: int
    pence_days: int


class MoveKey(NamedTuple):
    """A month (its place in the question) and a service."""

    month: int
    service: int


class MoveSums(NamedTuple):
    """Spells that began and ended (a change of price is neither), and their weekly pence then."""

    starts: int
    leaves: int
    start_pence: int
    leave_pence: int


class ServiceKey(NamedTuple):
    """A service."""

    service: int


class SeenSums(NamedTuple):
    """Different people with a package on any day of the year so far."""

    people: int


class LifeKey(NamedTuple):
    """Whole periods of 365 days since somebody's first package, at most 40."""

    years: int


class LifeSums(NamedTuple):
    """People, and the pence-days of all their packages up to the cut."""

    people: int
    pence_days: int


class BridgeSums(NamedTuple):
    """The parts of a change, in the unit asked for (pence a week, or pence-days of the year)."""

    before: int
    retrospective: int
    starters: int
    leavers: int
    mix: int
    volume: int
    price: int
    after: int
    joined: int
    left: int


TABLES: dict[str, tuple[Callable[..., tuple[int, ...]], Callable[..., tuple[int, ...]]]] = {
    "packages": (PackageKey, PackageSums),
    "people": (PeopleKey, PeopleSums),
    "fit": (FitKey, FitSums),
    "lines": (LineKey, LineSums),
    "moves": (MoveKey, MoveSums),
    "seen": (ServiceKey, SeenSums),
    "lifetimes": (LifeKey, LifeSums),
    "bridge": (ServiceKey, BridgeSums),
}


@dataclass(frozen=True)
class BridgeQuestion:
    """From a day as known at one time to another day as known at another (days, microseconds).

    `year` asks for the whole year's pence-days rather than for pence a week on the two days.
    """

    day: int
    known: int
    to_day: int
    to_known: int
    year: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked of an area's packages, as they were known at `known` (microseconds since 1970).

    `days` are the snapshots; of those in `cost_days` (places in `days`) the single costs are kept,
    by service and by age band or one of these (`cost_cuts`), and the line of cost on age is fitted.
    `segments` are the first days of parts of the year, and the day after its end; the first
    `actual_segments` of them have happened, in the others planned ends count. `months` are the first
    days of months in which starts and leaves are counted, and the day after the last. `cuts` are what
    people are counted by; fewer are quicker.
    """

    days: tuple[int, ...] = ()
    known: int = FOREVER - 1
    cost_days: tuple[int, ...] = ()
    segments: tuple[int, ...] = ()
    actual_segments: int = 0
    months: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()  # none: all
    cuts: tuple[int, ...] = EVERY_CUT
    cost_cuts: tuple[int, ...] = (SERVICE, BAND)
    high: int = 250_000
    bands: tuple[int, ...] = BANDS
    lifetimes: bool = False
    bridge: BridgeQuestion | None = None

    @property
    def cut(self) -> int:
        """The last day that has happened."""
        return self.segments[self.actual_segments] - 1

    @property
    def horizon(self) -> tuple[int, int]:
        """The first and last day that the question is about: a package outside them changes nothing.

        The day before the first month counts, as a spell that ran on it does not begin in the month.
        """
        days = [*self.days, *self.segments, *(day - 1 for day in self.months[:1]), *self.months]
        if self.bridge:
            days += [self.bridge.day, self.bridge.to_day]
        first = EARLIEST if self.lifetimes or not days else min(days)
        return first, max(days, default=OPEN)

    def band_births(self, day: int) -> tuple[int, ...]:
        """For each band the last day of birth that is old enough for it on a day; falling."""
        return tuple(birthday(day, years) for years in self.bands)


@dataclass(frozen=True)
class Facts:
    """What one or more areas answer. Two engines that agree give equal facts."""

    packages: Mapping[PackageKey, PackageSums]
    people: Mapping[PeopleKey, PeopleSums]
    costs: Mapping[CostKey, Pence]  # one for each person, in any order
    fit: Mapping[FitKey, FitSums]
    lines: Mapping[LineKey, LineSums]
    moves: Mapping[MoveKey, MoveSums]
    seen: Mapping[ServiceKey, SeenSums]
    lifetimes: Mapping[LifeKey, LifeSums]
    bridge: Mapping[ServiceKey, BridgeSums]

    def rows(self) -> list[Row]:
        """Every fact as (table, key, sums), in order: what two engines are compared by.

        Of single costs each row is how many people cost how much.
        """
        found = [
            (name, tuple(key), tuple(sums))
            for name in TABLES
            for key, sums in sorted(getattr(self, name).items())
        ]
        for key, pence in sorted(self.costs.items(), key=lambda item: item[0]):
            for cost, people in counted(pence).items():
                found.append(("costs", (*key, cost), (people,)))
        return found


def counted(pence: Pence) -> dict[int, int]:
    """Pence → people, the least first."""
    costs, people = np.unique(pence, return_counts=True)
    return dict(zip(costs.tolist(), people.tolist(), strict=True))


def gather(rows: Iterable[Row | CostRow]) -> Facts:
    """Facts of rows (table, key, sums), of however many areas; equal keys add up, zeros vanish.

    Single costs come as arrays, or as `Facts.rows` gives them.
    """
    tables: dict[str, dict[Key, Sums]] = {name: {} for name in TABLES}
    costs: dict[CostKey, list[Pence]] = {}
    for name, key, sums in rows:
        if isinstance(sums, np.ndarray):
            costs.setdefault(CostKey(*key), []).append(sums)
            continue
        if name == "costs":
            costs.setdefault(CostKey(*key[:3]), []).append(np.full(sums[0], key[3], np.int64))
            continue
        known = tables[name].get(key)
        tables[name][key] = (
            tuple(a + b for a, b in zip(known, sums, strict=True)) if known else sums
        )
    made = {}
    for name, (a_key, a_sum) in TABLES.items():
        found = tables[name].items()
        made[name] = {a_key(*key): a_sum(*sums) for key, sums in found if any(sums)}
    single = {key: np.concatenate(parts) for key, parts in costs.items()}
    return Facts(**made, costs={key: pence for key, pence in single.items() if len(pence)})  # type: ignore[arg-type]
