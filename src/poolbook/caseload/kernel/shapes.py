"""What the kernel is given and gives back: arrays under names."""

from typing import NamedTuple

import numpy as np

from poolbook.rules.caseload.codes import MOST_CODES

Array = np.ndarray
FEW = 8  # places for settings and funders
GROUPS = 16
BITS = 16  # conditions that are counted
LIVES = 41  # 0 to 40 years of services
# Places of the package cuts side by side: services, funders, in and out of county, providers.
AT_FUNDER, AT_COUNTY, AT_PROVIDER = MOST_CODES, MOST_CODES + FEW, MOST_CODES + FEW + 2


class Columns(NamedTuple):
    """An area's columns, sorted by person, service and start."""

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

    `bridge` is day, known, to_day, to_known, year (0 or 1); empty where none is asked.
    """

    known: int
    days: Array
    keep_costs: Array
    cost_cuts: Array
    births: Array
    segments: Array
    actual: int
    months: Array
    groups: Array
    cuts: Array  # 1 for each cut that people are counted by
    ongoing: Array
    high: int
    lifetimes: int
    bridge: Array


class Sums(NamedTuple):
    """What is counted."""

    packages: Array  # day, service, setting, funder, out → packages, pence
    cells: Array  # day, place of a package cut → people, priced, pence
    all: Array  # day → people, priced, pence
    setting: Array
    condition: Array
    band: Array
    high: Array  # day, service * 16 + funder
    fit: Array
    lines: Array  # group, service, funder, segment → packages, pence-days
    moves: Array
    seen: Array
    lifetimes: Array
    bridge: Array
    costs: Array  # day, cut, value and pence in one number; the first `used[0]` of them
    used: Array


class Scratch(NamedTuple):
    """What is known of the person, and of the person's service, that the pass is at."""

    seen_by: Array  # day, place: the last person that counted there
    priced_by: Array
    person: Array  # day → packages, pence, setting, conditions, born, rank
    costs: Array  # day → pence of the service, packages
    spell: Array  # first day, last day, pence at the first, pence at the last, whether there is one
    life: Array  # first day, pence-days
    bridge: Array  # place → as `bridge.py` names them
    bridged: Array  # how many places are used
    year: Array  # whether the service was seen in the year


def costs(asked: Asked, rows: int) -> Array:
    """Room for the single costs of an area of so many rows."""
    return np.empty(2 * int(asked.keep_costs.sum()) * rows, dtype=np.int64)


def forget(scratch: Scratch) -> None:
    """Nobody of the last area is remembered."""
    scratch.seen_by.fill(-1)
    scratch.priced_by.fill(-1)
    scratch.life[1] = -1


def made(asked: Asked, providers: int) -> tuple[Sums, Scratch]:
    """Empty sums and scratch, with places for provider codes below `providers`."""
    days, places = len(asked.days), AT_PROVIDER + providers
    segments, months = max(len(asked.segments) - 1, 0), max(len(asked.months) - 1, 0)

    def zeros(*shape: int) -> Array:
        return np.zeros(shape, dtype=np.int64)

    sums = Sums(
        packages=zeros(days, MOST_CODES, FEW, FEW, 2, 2),
        cells=zeros(days, places, 3),
        all=zeros(days, 3),
        setting=zeros(days, FEW, 3),
        condition=zeros(days, BITS, 3),
        band=zeros(days, asked.births.shape[1] + 1, 3),
        high=zeros(days, MOST_CODES * 16, 3),
        fit=zeros(days, 6),
        lines=zeros(GROUPS, MOST_CODES, FEW, segments, 2),
        moves=zeros(months, MOST_CODES, 4),
        seen=zeros(MOST_CODES),
        lifetimes=zeros(LIVES, 2),
        bridge=zeros(MOST_CODES, 10),
        costs=zeros(0),
        used=zeros(1),
    )
    scratch = Scratch(
        seen_by=zeros(days, places) - 1,
        priced_by=zeros(days, places) - 1,
        person=zeros(days, 6),
        costs=zeros(days, 2),
        spell=zeros(5),
        life=zeros(2),
        bridge=zeros(MOST_CODES, 9),
        bridged=zeros(1),
        year=zeros(1),
    )
    return sums, scratch
