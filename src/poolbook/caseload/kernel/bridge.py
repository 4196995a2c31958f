"""The bridge: what each of a person's services was at both ends, and what of it changed."""

import numba

from poolbook.caseload.kernel.shapes import Array, Asked, Columns, Sums
from poolbook.caseload.kernel.year import last_day, overlap

SERVICE, BEFORE, RETRO, OLD, NEW, UNITS0, UNITS1, HAD, HAS = range(9)


@numba.njit(_nrt=False)
def at_ends(c: Columns, asked: Asked, rows: Array, into: Array) -> int:
    """How many of the rows are at an end of the bridge, or in its year; `into` gets them."""
    day, known, to_day, to_known, year = asked.bridge
    found = 0
    for i in rows:
        into[found] = i
        was = (c.known_from[i] <= known) & (known < c.known_to[i])
        now = (c.known_from[i] <= to_known) & (to_known < c.known_to[i])
        there = (c.start[i] <= day) & (day <= c.end[i])
        here = (c.start[i] <= to_day) & (to_day <= c.end[i])
        found += (was | now) & ((year > 0) | (there | here) & (asked.ongoing[c.service[i]] > 0))
    return found


@numba.njit(_nrt=False)
def count_bridge(c: Columns, asked: Asked, sums: Sums, rows: Array, ends: Array) -> None:
    """What changed for each person; `ends` has room for one person's services."""
    k = 0
    while k < len(rows):
        person, until = c.person[rows[k]], k + 1
        while until < len(rows) and c.person[rows[until]] == person:
            until += 1
        _count_person(sums, ends[: _at_both(c, asked, rows[k:until], ends)])
        k = until


@numba.njit(_nrt=False, forceinline=True)
def _at_both(c, asked, rows, ends):  # type: ignore[no-untyped-def]
    """How many services a person has; `ends` gets what each was at both ends."""
    services = 0
    for i in rows:
        if not services or c.service[i] != ends[services - 1, SERVICE]:
            ends[services, :] = 0
            ends[services, SERVICE] = c.service[i]
            services += 1
        if asked.bridge[4]:
            _in_year(c, asked, ends[services - 1], i)
        else:
            _on_days(c, asked, ends[services - 1], i)
    return services


@numba.njit(_nrt=False, forceinline=True)
def _was_now(c, asked, i):  # type: ignore[no-untyped-def]
    was = (c.known_from[i] <= asked.bridge[1]) & (asked.bridge[1] < c.known_to[i])
    return was, (c.known_from[i] <= asked.bridge[3]) & (asked.bridge[3] < c.known_to[i])


@numba.njit(_nrt=False, forceinline=True)
def _on_days(c, asked, mine, i):  # type: ignore[no-untyped-def]
    was, now = _was_now(c, asked, i)
    pence, units, start, end = c.weekly[i], c.units[i], c.start[i], c.end[i]
    on_first = (start <= asked.bridge[0]) & (asked.bridge[0] <= end)
    before, had = was & on_first, now & on_first
    has = now & (start <= asked.bridge[2]) & (asked.bridge[2] <= end)
    mine[BEFORE] += pence * before
    mine[RETRO] += pence * had - pence * before
    mine[OLD] += pence * had
    mine[UNITS0] += units * had
    mine[HAD] += had
    mine[NEW] += pence * has
    mine[UNITS1] += units * has
    mine[HAS] += has


@numba.njit(_nrt=False, forceinline=True)
def _in_year(c, asked, mine, i):  # type: ignore[no-untyped-def]
    """The days up to the first cut are past: what is known otherwise of them is retrospective."""
    was, now = _was_now(c, asked, i)
    start, end, planned, pence = c.start[i], c.end[i], c.planned_end[i], c.weekly[i]
    low, high = asked.segments[0], asked.segments[-1] - 1
    cut, to_cut = asked.bridge[0], asked.bridge[2]
    if was:
        past = _days_within(low, cut, start, end, planned, cut)
        days = _days_within(cut + 1, high, start, end, planned, cut)
        mine[BEFORE] += pence * (past + days)
        mine[RETRO] -= pence * past
        mine[OLD] += pence * days
        mine[UNITS0] += days
        mine[HAD] += days
    if now:
        days = _days_within(cut + 1, high, start, end, planned, to_cut)
        mine[RETRO] += pence * _days_within(low, cut, start, end, planned, to_cut)
        mine[NEW] += pence * days
        mine[UNITS1] += days
        mine[HAS] += days


@numba.njit(_nrt=False, forceinline=True)
def _days_within(low, high, start, end, planned, cut):  # type: ignore[no-untyped-def]
    """Days of a package from low to high: to its end up to the cut, to its expected end after it."""
    past = overlap(low, min(high, cut), start, end)
    return past + overlap(max(low, cut + 1), high, start, last_day(end, planned, cut))


@numba.njit(_nrt=False, forceinline=True)
def _count_person(sums, services):  # type: ignore[no-untyped-def]
    """Each service's change goes where it belongs. A person joins or leaves with one service only."""
    was_there = is_there = False
    for place in range(len(services)):
        was_there |= services[place, HAD] > 0
        is_there |= services[place, HAS] > 0
    joined, left = is_there and not was_there, was_there and not is_there
    for place in range(len(services)):
        mine = services[place]
        cell, old, change = sums.bridge[mine[SERVICE]], mine[OLD], mine[NEW] - mine[OLD]
        cell[0] += mine[BEFORE]
        cell[1] += mine[RETRO]
        cell[7] += mine[BEFORE] + mine[RETRO] + change
        if not was_there:
            cell[2] += change
        elif not is_there:
            cell[3] += change
        elif (mine[HAD] > 0) != (mine[HAS] > 0):
            cell[4] += change
        elif mine[UNITS0] > 0 and mine[UNITS1] > 0 and mine[UNITS0] != mine[UNITS1]:
            volume = old * mine[UNITS1] // mine[UNITS0] - old
            cell[5] += volume
            cell[6] += change - volume
        else:  # as many units, or not known how many: the price is what changed
            cell[6] += change
        if joined and mine[HAS]:
            cell[8] += 1
            joined = False
        if left and mine[HAD]:
            cell[9] += 1
            left = False
