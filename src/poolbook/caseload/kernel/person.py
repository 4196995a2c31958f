"""Parts of the pass that belong to a snapshot: a package counts, a service ends, a person ends."""

import numba
import numpy as np

from poolbook.caseload.kernel.shapes import (
    AT_COUNTY,
    AT_FUNDER,
    AT_PROVIDER,
    BITS,
    Asked,
    Columns,
    Scratch,
    Sums,
)  # fmt: skip
from poolbook.rules.caseload.codes import UNKNOWN_BORN
from poolbook.rules.caseload.facts import (
    BAND,
    CONDITION,
    COUNTY,
    EVERYBODY,
    FUNDER,
    HIGH,
    PROVIDER,
    SERVICE,
)
from poolbook.rules.caseload.facts import SETTING as BY_SETTING

PACKAGES, PENCE, SETTING, CONDITIONS, BORN, RANK = range(6)
SERVICE_CUT, BAND_CUT = 0, 1
SHIFT = 32  # pence are below 2³²


@numba.njit(cache=True, _nrt=False, inline="always")
def _cell(sums, scratch, day, place, at, pence):  # type: ignore[no-untyped-def]
    if scratch.seen_by[day, place] != at:
        scratch.seen_by[day, place] = at
        sums.cells[day, place, 0] += 1
    if pence > 0 and scratch.priced_by[day, place] != at:
        scratch.priced_by[day, place] = at
        sums.cells[day, place, 1] += 1
    sums.cells[day, place, 2] += pence


@numba.njit(cache=True, _nrt=False)
def count_package(c: Columns, asked: Asked, sums: Sums, scratch: Scratch, i: int, at: int) -> None:
    """Row i counts on each snapshot day within it; `at` is the person's place in the pass."""
    for day in range(len(asked.days)):
        when = asked.days[day]
        if c.start[i] > when or c.end[i] < when:
            continue
        service, funder, pence = c.service[i], c.funder[i], c.weekly[i]
        cell = sums.packages[day, service, c.setting[i], funder, c.out_of_county[i]]
        cell[0] += 1
        cell[1] += pence
        if asked.cuts[SERVICE]:
            _cell(sums, scratch, day, service, at, pence)
        if asked.cuts[FUNDER]:
            _cell(sums, scratch, day, AT_FUNDER + funder, at, pence)
        if asked.cuts[COUNTY]:
            _cell(sums, scratch, day, AT_COUNTY + c.out_of_county[i], at, pence)
        if asked.cuts[PROVIDER]:
            _cell(sums, scratch, day, AT_PROVIDER + c.provider[i], at, pence)
        scratch.costs[day, 0] += pence
        scratch.costs[day, 1] += 1
        mine = scratch.person[day]
        if mine[PACKAGES] == 0:
            mine[SETTING], mine[BORN], mine[RANK] = c.setting[i], c.born[i], -1
        mine[PACKAGES] += 1
        mine[PENCE] += pence
        mine[SETTING] = min(mine[SETTING], c.setting[i])
        mine[CONDITIONS] |= c.conditions[i]
        mine[BORN] = max(mine[BORN], c.born[i])
        mine[RANK] = max(mine[RANK], pence * 4096 + (63 - service) * 64 + (63 - funder))


@numba.njit(cache=True, _nrt=False, inline="always")
def _keep(sums, day, cut, value, pence):  # type: ignore[no-untyped-def]
    sums.costs[sums.used[0]] = (((day * 2 + cut) * 64 + value) << SHIFT) | pence
    sums.used[0] += 1


@numba.njit(cache=True, _nrt=False)
def end_service(asked: Asked, sums: Sums, scratch: Scratch, service: int) -> None:
    """The person's packages of a service are all seen: what they cost together is kept."""
    for day in range(len(asked.days)):
        wanted = asked.keep_costs[day] and asked.cost_cuts[SERVICE]
        if wanted and scratch.costs[day, 0] > 0:
            _keep(sums, day, SERVICE_CUT, service, scratch.costs[day, 0])
        scratch.costs[day, 0] = 0
        scratch.costs[day, 1] = 0


@numba.njit(cache=True, _nrt=False)
def end_person(asked: Asked, sums: Sums, scratch: Scratch) -> None:
    """The person's packages are all seen: they count once on each day."""
    for day in range(len(asked.days)):
        mine = scratch.person[day]
        if not mine[PACKAGES]:
            continue
        pence = mine[PENCE]
        priced = 1 if pence > 0 else 0
        band = 0
        if mine[BORN] != UNKNOWN_BORN:
            while band < asked.births.shape[1] and mine[BORN] <= asked.births[day, band]:
                band += 1
        if asked.cuts[EVERYBODY]:
            _count(sums.all[day], priced, pence)
        if asked.cuts[BY_SETTING]:
            _count(sums.setting[day, mine[SETTING]], priced, pence)
        if asked.cuts[BAND]:
            _count(sums.band[day, band], priced, pence)
        for bit in range(BITS if asked.cuts[CONDITION] else 0):
            if mine[CONDITIONS] >> bit & 1:
                _count(sums.condition[day, bit], priced, pence)
        if pence > asked.high and asked.cuts[HIGH]:
            rank = mine[RANK]
            place = (63 - (rank >> 6) % 64) * 16 + 63 - rank % 64
            _count(sums.high[day, place], priced, pence)
        if priced and asked.keep_costs[day] and asked.cost_cuts[BAND]:
            _keep(sums, day, BAND_CUT, band, pence)
        if priced and mine[BORN] != UNKNOWN_BORN:
            _fit(sums.fit[day], asked.days[day] - mine[BORN], pence)
        mine[:] = 0


@numba.njit(cache=True, _nrt=False, inline="always")
def _count(cell, priced, pence):  # type: ignore[no-untyped-def]
    cell[0] += 1
    cell[1] += priced
    cell[2] += pence


@numba.njit(cache=True, _nrt=False, inline="always")
def _fit(cell, x, y):  # type: ignore[no-untyped-def]
    cell[0] += 1
    cell[1] += x
    cell[2] += y
    cell[3] += x * x
    cell[4] += x * y
    cell[5] += y * y


def unpacked(
    costs: list[tuple[np.ndarray, np.ndarray]],
) -> list[tuple[tuple[int, ...], int]]:
    """(day, cut, value, pence) and how many, of areas' numbers that `_keep` made and their counts."""
    if not costs:
        return []
    numbers, place = np.unique(np.concatenate([each for each, _ in costs]), return_inverse=True)
    counts = np.zeros(len(numbers), dtype=np.int64)
    np.add.at(counts, place, np.concatenate([count for _, count in costs]))
    head, pence = numbers >> SHIFT, numbers & (2**SHIFT - 1)
    day, cut, value = head // 128, head // 64 % 2, head % 64
    keys = zip(day.tolist(), cut.tolist(), value.tolist(), pence.tolist(), strict=True)
    return list(zip(keys, counts.tolist(), strict=True))
