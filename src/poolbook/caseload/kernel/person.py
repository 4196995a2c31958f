"""Parts of the pass that belong to snapshot days: a package counts, and the person whole.

A person's days fall into stretches in which nothing changes. A stretch is counted at the place of its
first day and taken off at the place after its last; running totals make each day's sums of that.
"""

import numba

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
    SETTING,
)

SERVICE_CUT, BAND_CUT = 0, 1
SHIFT = 32  # pence are below 2³²
VALUES = 64


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _place(asked, day):  # type: ignore[no-untyped-def]
    """How many snapshot days are before a day."""
    return asked.before[max(0, min(day - asked.base, len(asked.before) - 1))]


@numba.njit(cache=True, _nrt=False, forceinline=True)
def count_package(c: Columns, asked: Asked, sums: Sums, scratch: Scratch, i: int) -> None:
    """Row i counts on the snapshot days within it, and is held until the person is whole."""
    low, high = _place(asked, c.start[i]), _place(asked, c.end[i] + 1)
    if low >= high:
        return
    cell = sums.packages[c.service[i], c.setting[i], c.funder[i], c.out_of_county[i]]
    cell[low, 0] += 1
    cell[low, 1] += c.weekly[i]
    cell[high, 0] -= 1
    cell[high, 1] -= c.weekly[i]
    mine = scratch.held[scratch.holds[0]]
    mine[0], mine[1], mine[2] = i, low, high
    scratch.holds[0] += 1


@numba.njit(cache=True, _nrt=False, forceinline=True)
def end_person(c: Columns, asked: Asked, sums: Sums, scratch: Scratch) -> None:
    """The person's packages are all seen: they count once in each stretch of days."""
    at, last = len(asked.days), 0
    for k in range(scratch.holds[0]):
        at, last = min(at, scratch.held[k, 1]), max(last, scratch.held[k, 2])
    while at < last:
        to, packages = last, 0
        for k in range(scratch.holds[0]):
            low, high = scratch.held[k, 1], scratch.held[k, 2]
            if low > at:
                to = min(to, low)
            elif high > at:
                to = min(to, high)
                packages += 1
        if packages:
            _count_stretch(c, asked, sums, scratch, at, to)
        at = to
    scratch.holds[0] = 0


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _count_stretch(c, asked, sums, scratch, at, to):  # type: ignore[no-untyped-def]
    scratch.stretch[0] += 1
    total, rank, setting, conditions, born = 0, -1, VALUES, 0, UNKNOWN_BORN
    for k in range(scratch.holds[0]):
        if not scratch.held[k, 1] <= at < scratch.held[k, 2]:
            continue
        i = scratch.held[k, 0]
        service, funder, pence = c.service[i], c.funder[i], c.weekly[i]
        if asked.cuts[SERVICE]:
            _cell(sums, scratch, service, at, to, pence)
        if asked.cuts[FUNDER]:
            _cell(sums, scratch, AT_FUNDER + funder, at, to, pence)
        if asked.cuts[COUNTY]:
            _cell(sums, scratch, AT_COUNTY + c.out_of_county[i], at, to, pence)
        if asked.cuts[PROVIDER]:
            _cell(sums, scratch, AT_PROVIDER + c.provider[i], at, to, pence)
        if asked.cuts[CONDITION]:
            conditions |= c.conditions[i]
        total += pence
        setting = min(setting, c.setting[i])
        born = max(born, c.born[i])
        rank = max(rank, pence * 4096 + (63 - service) * 64 + (63 - funder))
    priced = 1 if total > 0 else 0
    if asked.cuts[EVERYBODY]:
        _count(sums.all[0], at, to, priced, total)
    if asked.cuts[SETTING]:
        _count(sums.setting[setting], at, to, priced, total)
    if asked.cuts[BAND]:
        _count_bands(asked, sums, at, to, born, priced, total)
    for bit in range(BITS if conditions else 0):
        if conditions >> bit & 1:
            _count(sums.condition[bit], at, to, priced, total)
    if asked.cuts[HIGH] and total > asked.high:
        _count(sums.high[(63 - (rank >> 6) % 64) * 16 + 63 - rank % 64], at, to, priced, total)
    for day in range(at, to if priced else at):
        if asked.keep_costs[day]:
            _keep_costs(c, asked, scratch, day, born, total)
            if born != UNKNOWN_BORN:
                _fit(sums.fit[day], born, total)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _cell(sums, scratch, place, at, to, pence):  # type: ignore[no-untyped-def]
    """A package in a cut of packages: the person counts once in each place."""
    cell, stretch = sums.cells[place], scratch.stretch[0]
    if scratch.seen_by[place] != stretch:
        scratch.seen_by[place] = stretch
        cell[at, 0] += 1
        cell[to, 0] -= 1
    if pence > 0 and scratch.priced_by[place] != stretch:
        scratch.priced_by[place] = stretch
        cell[at, 1] += 1
        cell[to, 1] -= 1
    cell[at, 2] += pence
    cell[to, 2] -= pence


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _count(cell, at, to, priced, pence):  # type: ignore[no-untyped-def]
    cell[at, 0] += 1
    cell[at, 1] += priced
    cell[at, 2] += pence
    cell[to, 0] -= 1
    cell[to, 1] -= priced
    cell[to, 2] -= pence


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _band(asked, day, born):  # type: ignore[no-untyped-def]
    band = 0
    if born != UNKNOWN_BORN:
        while band < asked.births.shape[1] and born <= asked.births[day, band]:
            band += 1
    return band


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _count_bands(asked, sums, at, to, born, priced, pence):  # type: ignore[no-untyped-def]
    """A stretch with a birthday in it is counted in parts."""
    while at < to:
        band, until = _band(asked, at, born), to
        while until > at + 1 and _band(asked, until - 1, born) != band:
            until -= 1
        _count(sums.band[band], at, until, priced, pence)
        at = until


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _fit(cell, born, pence):  # type: ignore[no-untyped-def]
    cell[0] += 1
    cell[1] += born
    cell[2] += pence
    cell[3] += born * born
    cell[4] += born * pence
    cell[5] += pence * pence


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _keep_costs(c, asked, scratch, day, born, total):  # type: ignore[no-untyped-def]
    """What the person costs on a day, and each of their services, whose packages are side by side."""
    if asked.cost_cuts[BAND]:
        _keep(scratch, day, BAND_CUT, _band(asked, day, born), total)
    if not asked.cost_cuts[SERVICE]:
        return
    service, pence = -1, 0
    for k in range(scratch.holds[0]):
        if not scratch.held[k, 1] <= day < scratch.held[k, 2]:
            continue
        i = scratch.held[k, 0]
        if c.service[i] != service:
            if pence:
                _keep(scratch, day, SERVICE_CUT, service, pence)
            service, pence = c.service[i], 0
        pence += c.weekly[i]
    if pence:
        _keep(scratch, day, SERVICE_CUT, service, pence)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _keep(scratch, day, cut, value, pence):  # type: ignore[no-untyped-def]
    scratch.costs[scratch.used[0]] = (((day * 2 + cut) * VALUES + value) << SHIFT) | pence
    scratch.used[0] += 1
