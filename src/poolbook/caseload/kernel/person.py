"""Snapshot days: a package counts, and each person whole.

A person's days fall into stretches in which nothing changes. A stretch is counted at the place of its
first day and taken off at the place after its last; running totals make each day's sums of that.
"""

import numba

from poolbook.caseload.kernel.shapes import (
    AT_COUNTY,
    AT_FUNDER,
    AT_PROVIDER,
    BITS,
    VALUES,
    Array,
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


@numba.njit(_nrt=False)
def on_days(c: Columns, asked: Asked, rows: Array, held: Array) -> int:
    """How many of the rows count on a snapshot day; `held` gets them."""
    found, top = 0, len(asked.before) - 1
    for i in rows:
        low = asked.before[max(0, min(c.start[i] - asked.base, top))]
        high = asked.before[max(0, min(c.end[i] + 1 - asked.base, top))]
        held[found, 0], held[found, 1], held[found, 2] = i, low, high
        found += (low < high) & (asked.ongoing[c.service[i]] > 0)
    return found


@numba.njit(_nrt=False)
def count_packages(c: Columns, sums: Sums, held: Array) -> None:
    """Each package on the snapshot days within it."""
    for k in range(len(held)):
        i, low, high = held[k, 0], held[k, 1], held[k, 2]
        cell = sums.packages[c.service[i], c.setting[i], c.funder[i], c.out_of_county[i]]
        cell[low, 0] += 1
        cell[low, 1] += c.weekly[i]
        cell[high, 0] -= 1
        cell[high, 1] -= c.weekly[i]


@numba.njit(_nrt=False)
def count_people(c: Columns, asked: Asked, sums: Sums, scratch: Scratch, held: Array) -> None:
    """Each person once in each stretch of days in which their packages are the same."""
    k = 0
    while k < len(held):
        person, until = c.person[held[k, 0]], k + 1
        while until < len(held) and c.person[held[until, 0]] == person:
            until += 1
        if until == k + 1:  # most people: nothing changes while their one package runs
            scratch.there[0] = held[k, 0]
            _count_stretch(c, asked, sums, scratch, scratch.there[:1], held[k, 1], held[k, 2])
        else:
            _count_person(c, asked, sums, scratch, held[k:until])
        k = until


@numba.njit(_nrt=False, forceinline=True)
def _count_person(c, asked, sums, scratch, mine):  # type: ignore[no-untyped-def]
    at, last = mine[0, 1], mine[0, 2]
    for k in range(1, len(mine)):
        at, last = min(at, mine[k, 1]), max(last, mine[k, 2])
    while at < last:
        to, packages = last, 0
        for k in range(len(mine)):
            low, high = mine[k, 1], mine[k, 2]
            change = low if low > at else high
            to = min(to, change if change > at else last)
            scratch.there[packages] = mine[k, 0]
            packages += (low <= at) & (at < high)
        if packages:
            _count_stretch(c, asked, sums, scratch, scratch.there[:packages], at, to)
        at = to


@numba.njit(_nrt=False, forceinline=True)
def _count_stretch(c, asked, sums, scratch, rows, at, to):  # type: ignore[no-untyped-def]
    scratch.stretch[0] += 1
    total, rank, setting, conditions, born = 0, -1, VALUES, 0, UNKNOWN_BORN
    for i in rows:
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
    for day in asked.cost_days:
        if at <= day < to and priced:
            _keep_costs(c, asked, scratch, rows, day, born, total)
            if born != UNKNOWN_BORN:
                _fit(sums.fit[day], born, total)


@numba.njit(_nrt=False, forceinline=True)
def _cell(sums, scratch, place, at, to, pence):  # type: ignore[no-untyped-def]
    """A package in a cut of packages: the person counts once in each place, and as unpriced until one
    of their packages there has a price."""
    cell, stretch = sums.cells[place], 2 * scratch.stretch[0]
    seen = scratch.seen_by[place]
    if seen < stretch:
        _count(cell, at, to, pence > 0, pence)
        scratch.seen_by[place] = stretch + (pence == 0)
        return
    cell[at, 2] += pence
    cell[to, 2] -= pence
    if pence > 0 and seen > stretch:
        cell[at, 1] -= 1
        cell[to, 1] += 1
        scratch.seen_by[place] = stretch


@numba.njit(_nrt=False, forceinline=True)
def _count(cell, at, to, priced, pence):  # type: ignore[no-untyped-def]
    cell[at, 0] += 1
    cell[to, 0] -= 1
    cell[at, 2] += pence
    cell[to, 2] -= pence
    if not priced:  # hardly anybody
        cell[at, 1] += 1
        cell[to, 1] -= 1


@numba.njit(_nrt=False, forceinline=True)
def _band(asked, day, born):  # type: ignore[no-untyped-def]
    band = 0
    for place in range(asked.births.shape[1]):
        band += born <= asked.births[day, place]
    return band if born != UNKNOWN_BORN else 0


@numba.njit(_nrt=False, forceinline=True)
def _count_bands(asked, sums, at, to, born, priced, pence):  # type: ignore[no-untyped-def]
    """A stretch with a birthday in it is counted in parts."""
    while at < to:
        band, until = _band(asked, at, born), to
        while until > at + 1 and _band(asked, until - 1, born) != band:
            until -= 1
        _count(sums.band[band], at, until, priced, pence)
        at = until


@numba.njit(_nrt=False, forceinline=True)
def _fit(cell, born, pence):  # type: ignore[no-untyped-def]
    cell[0] += 1
    cell[1] += born
    cell[2] += pence
    cell[3] += born * born
    cell[4] += born * pence
    cell[5] += pence * pence


@numba.njit(_nrt=False, forceinline=True)
def _keep_costs(c, asked, scratch, rows, day, born, total):  # type: ignore[no-untyped-def]
    """What the person costs on a day, and each of their services, whose packages are side by side."""
    if asked.cost_cuts[BAND]:
        _keep(scratch, day, BAND_CUT, _band(asked, day, born), total)
    if not asked.cost_cuts[SERVICE]:
        return
    service, pence = -1, 0
    for i in rows:
        if c.service[i] != service:
            if pence:
                _keep(scratch, day, SERVICE_CUT, service, pence)
            service, pence = c.service[i], 0
        pence += c.weekly[i]
    if pence:
        _keep(scratch, day, SERVICE_CUT, service, pence)


@numba.njit(_nrt=False, forceinline=True)
def _keep(scratch, day, cut, value, pence):  # type: ignore[no-untyped-def]
    scratch.costs[scratch.used[0]] = (((day * 2 + cut) * VALUES + value) << SHIFT) | pence
    scratch.used[0] += 1


@numba.njit(_nrt=False)
def group_costs(scratch: Scratch) -> None:
    """Puts the pence of each day, cut and value side by side; `heads` gets where those of each end."""
    costs, last = scratch.costs[: scratch.used[0]], scratch.heads
    last[:] = 0
    for cost in costs:
        last[(cost >> SHIFT) + 1] += 1
    for head in range(1, len(last)):
        last[head] += last[head - 1]
    for cost in costs:
        place = last[cost >> SHIFT]
        scratch.pence[place] = cost & ((1 << SHIFT) - 1)
        last[cost >> SHIFT] = place + 1
