"""Parts of the pass that belong to the bridge: a person's services at both ends, and what changed."""

import numba

from poolbook.caseload.kernel.shapes import Asked, Columns, Scratch, Sums
from poolbook.caseload.kernel.year import days_within

SERVICE, BEFORE, RETRO, OLD, NEW, UNITS0, UNITS1, HAD, HAS = range(9)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _runs_on(c, i, day):  # type: ignore[no-untyped-def]
    return c.start[i] <= day <= c.end[i]


@numba.njit(cache=True, _nrt=False, forceinline=True)
def count_bridge(c: Columns, asked: Asked, scratch: Scratch, i: int) -> None:
    """Row i at both ends of the bridge, in the place of the person's service."""
    known, to_known, year = asked.bridge[1], asked.bridge[3], asked.bridge[4]
    was = c.known_from[i] <= known < c.known_to[i]
    now = c.known_from[i] <= to_known < c.known_to[i]
    if not (was or now) or not (year or asked.ongoing[c.service[i]]):
        return
    if not (year or _runs_on(c, i, asked.bridge[0]) or _runs_on(c, i, asked.bridge[2])):
        return
    place = scratch.bridged[0] - 1
    if place < 0 or scratch.bridge[place, SERVICE] != c.service[i]:
        place += 1
        scratch.bridged[0] = place + 1
        scratch.bridge[place, :] = 0
        scratch.bridge[place, SERVICE] = c.service[i]
    if year:
        _in_year(c, asked, scratch.bridge[place], i, was, now)
    else:
        _on_days(c, asked, scratch.bridge[place], i, was, now)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _on_days(c, asked, mine, i, was, now):  # type: ignore[no-untyped-def]
    pence = c.weekly[i]
    on_first, on_last = _runs_on(c, i, asked.bridge[0]), _runs_on(c, i, asked.bridge[2])
    if was and on_first:
        mine[BEFORE] += pence
        mine[RETRO] -= pence
    if now and on_first:
        mine[RETRO] += pence
        mine[OLD] += pence
        mine[UNITS0] += c.units[i]
        mine[HAD] += 1
    if now and on_last:
        mine[NEW] += pence
        mine[UNITS1] += c.units[i]
        mine[HAS] += 1


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _in_year(c, asked, mine, i, was, now):  # type: ignore[no-untyped-def]
    """The days up to the first cut are past: what is known otherwise of them is retrospective."""
    start, end, planned, pence = c.start[i], c.end[i], c.planned_end[i], c.weekly[i]
    low, high = asked.segments[0], asked.segments[-1] - 1
    cut, to_cut = asked.bridge[0], asked.bridge[2]
    if was:
        past = days_within(low, cut, start, end, planned, cut)
        days = days_within(cut + 1, high, start, end, planned, cut)
        mine[BEFORE] += pence * (past + days)
        mine[RETRO] -= pence * past
        mine[OLD] += pence * days
        mine[UNITS0] += days
        mine[HAD] += days
    if now:
        days = days_within(cut + 1, high, start, end, planned, to_cut)
        mine[RETRO] += pence * days_within(low, cut, start, end, planned, to_cut)
        mine[NEW] += pence * days
        mine[UNITS1] += days
        mine[HAS] += days


@numba.njit(cache=True, _nrt=False, forceinline=True)
def end_bridge(sums: Sums, scratch: Scratch) -> None:
    """The person's packages are all seen: each service's change goes where it belongs."""
    was_there = is_there = False
    for place in range(scratch.bridged[0]):
        was_there |= scratch.bridge[place, HAD] > 0
        is_there |= scratch.bridge[place, HAS] > 0
    joined, left = is_there and not was_there, was_there and not is_there
    for place in range(scratch.bridged[0]):
        mine = scratch.bridge[place]
        cell = sums.bridge[mine[SERVICE]]
        old, new = mine[OLD], mine[NEW]
        change = new - old
        cell[0] += mine[BEFORE]
        cell[1] += mine[RETRO]
        cell[7] += mine[BEFORE] + mine[RETRO] + change
        if not was_there:
            cell[2] += change
        elif not is_there:
            cell[3] += change
        elif (mine[HAD] > 0) != (mine[HAS] > 0):
            cell[4] += change
        else:
            volume = 0
            if mine[UNITS0] > 0 and mine[UNITS1] > 0:
                volume = old * mine[UNITS1] // mine[UNITS0] - old
            cell[5] += volume
            cell[6] += change - volume
        if joined and mine[HAS]:
            cell[8] += 1  # a person joins once: with the first of their services
            joined = False
        if left and mine[HAD]:
            cell[9] += 1
            left = False
    scratch.bridged[0] = 0
