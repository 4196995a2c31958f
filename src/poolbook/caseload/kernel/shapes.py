"""What the kernel is given and gives back: arrays under names."""

import math
from typing import NamedTuple

import numpy as np

from poolbook.rules.caseload.codes import MOST_CODES

Array = np.ndarray
FEW = 8  # places for settings and funders
GROUPS = 16
VALUES = 64  # that people are counted by in one cut, at most
BITS = 16  # conditions that are counted
LIVES = 41  # 0 to 40 years of services
# Places of the package cuts side by side: services, funders, in and out of county, providers.
AT_FUNDER, AT_COUNTY, AT_PROVIDER = MOST_CODES, MOST_CODES + FEW, MOST_CODES + FEW + 2


class Columns(NamedTuple):
    """An area's columns, sorted by person, service and start; empty where the question needs none."""

    person: Array
    service: Array
    setting: Array
    group: Array
    funder: Array
    provider: Array
    out_of_county: Array
    conditions: Array
    born: Array
    start: Array
    end: Array
    planned_end: Array
    units: Array
    weekly: Array
    known_from: Array
    known_to: Array


class Asked(NamedTuple):
    """The question in arrays; `births[d, b]` is the last birthday old enough for band b on day d.

    `days` rise. `before[n]` says how many of them are before day `base + n`: so a package's place among
    the days is looked up. `bridge` is day, known, to_day, to_known, year (0 or 1); empty where none is
    asked.
    """

    first: int  # rows that end before it or start after `latest` change nothing
    latest: int
    known: int
    days: Array
    places: Array  # of the days in the question, which may not rise
    base: int
    before: Array
    cost_days: Array  # places of the days whose single costs are kept
    cost_cuts: Array
    births: Array
    segments: Array
    actual: int
    months: Array
    some_groups: int
    groups: Array
    cuts: Array  # 1 for each cut that people are counted by
    ongoing: Array
    high: int
    lifetimes: int
    bridge: Array


class Sums(NamedTuple):
    """What is counted.

    Those with a day count changes: what begins on a day, less what ended before it. Running totals
    over the days make the sums of them, so that a stretch of days is counted in two places only.
    """

    packages: Array  # service, setting, funder, out, day → packages, pence
    cells: Array  # place of a package cut, day → people, of them unpriced, pence
    all: Array  # 0, day → people, of them unpriced, pence
    setting: Array
    condition: Array
    band: Array
    high: Array  # service * 16 + funder, day
    fit: Array  # day → people, born, pence, born², born × pence, pence²; of its own day alone
    lines: Array  # group, service, funder, segment → packages, pence-days
    moves: Array
    seen: Array
    lifetimes: Array
    bridge: Array


class Scratch(NamedTuple):
    """Room for what is found on the way: of an area's rows, and of the person that the pass is at."""

    rows: Array  # that the question is about
    ends: Array  # of them, those that the bridge is about
    held: Array  # packages on snapshot days: row, place of the first day, of the day after
    there: Array  # rows of the person's packages on one stretch of days
    seen_by: Array  # place: twice the last stretch that counted there, and 1 while without a price
    stretch: Array  # how many stretches there were
    services: Array  # at both ends of the bridge, as `bridge.py` names them
    costs: Array  # single costs: day, cut, value and pence in one number
    used: Array  # how many
    pence: Array  # of them, those of each day, cut and value side by side
    heads: Array  # where those of each end


def ints(*shape: int) -> Array:
    """Zeros, with room around them: two cores never write to one line of their caches."""
    size = math.prod(shape)
    return np.zeros(size + 32, dtype=np.int64)[16 : 16 + size].reshape(shape)


def sums(asked: Asked, providers: int) -> Sums:
    """Nothing counted yet, with places for provider codes below `providers`."""
    days, places = len(asked.days) + 1, AT_PROVIDER + providers
    segments, months = max(len(asked.segments) - 1, 0), max(len(asked.months) - 1, 0)
    return Sums(
        packages=ints(MOST_CODES, FEW, FEW, 2, days, 2),
        cells=ints(places, days, 3),
        all=ints(1, days, 3),
        setting=ints(FEW, days, 3),
        condition=ints(BITS, days, 3),
        band=ints(asked.births.shape[1] + 1, days, 3),
        high=ints(MOST_CODES * 16, days, 3),
        fit=ints(days, 6),
        lines=ints(GROUPS, MOST_CODES, FEW, segments, 2),
        moves=ints(months, MOST_CODES, 4),
        seen=ints(MOST_CODES),
        lifetimes=ints(LIVES, 2),
        bridge=ints(MOST_CODES, 10),
    )


def added(some: Sums, more: Sums) -> Sums:
    """Two counts, of as many providers, together."""
    return Sums(*(a + b for a, b in zip(some, more, strict=True)))


def scratch(asked: Asked, providers: int, rows: int) -> Scratch:
    """Nobody seen yet, with room for one area of so many rows. Room that is not used costs nothing."""
    places = AT_PROVIDER + providers
    most = 2 * len(asked.cost_days) * rows
    return Scratch(
        rows=np.empty(rows, dtype=np.uintp),
        ends=np.empty(rows if len(asked.bridge) else 0, dtype=np.uintp),
        held=np.empty((rows, 3), dtype=np.int64),
        there=np.empty(rows, dtype=np.uintp),
        seen_by=ints(places),
        stretch=ints(1),
        services=ints(MOST_CODES, 9),
        costs=np.empty(most, dtype=np.int64),
        used=ints(1),
        pence=np.empty(most, dtype=np.int64),
        heads=ints(len(asked.days) * 2 * VALUES + 1),
    )
