"""Parts of the pass that belong to a year: pence-days by line, spells, and lifetimes."""

import numba

from poolbook.caseload.kernel.shapes import LIVES, Asked, Columns, Scratch, Sums
from poolbook.rules.caseload.codes import OPEN

FIRST, LAST, FIRST_PENCE, LAST_PENCE, THERE = range(5)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def overlap(low, high, start, end):  # type: ignore[no-untyped-def]
    """Days that two stretches share, both ends included."""
    days = min(high, end) - max(low, start) + 1
    return days if days > 0 else 0


@numba.njit(cache=True, _nrt=False, forceinline=True)
def days_within(low, high, start, end, planned, cut):  # type: ignore[no-untyped-def]
    """Days of a package from low to high: to its end up to the cut, and to its planned end after it.

    A planned end that has passed while the package goes on says nothing about what is to come.
    """
    later = min(end, planned) if planned > cut else end
    past = overlap(low, min(high, cut), start, end)
    return past + overlap(max(low, cut + 1), high, start, later)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def count_year(c: Columns, asked: Asked, sums: Sums, scratch: Scratch, i: int) -> None:
    """Row i in each segment of the year, in the year so far, and in the person's life."""
    cut = asked.segments[asked.actual] - 1
    for segment in range(len(asked.segments) - 1):
        low, high = asked.segments[segment], asked.segments[segment + 1] - 1
        days = days_within(low, high, c.start[i], c.end[i], c.planned_end[i], cut)
        if days:
            cell = sums.lines[c.group[i], c.service[i], c.funder[i], segment]
            cell[0] += 1
            cell[1] += c.weekly[i] * days
    if overlap(asked.segments[0], cut, c.start[i], c.end[i]):
        scratch.year[0] = 1
    if asked.lifetimes and c.start[i] <= cut:
        first = scratch.life[0]
        scratch.life[0] = min(first, c.start[i]) if scratch.life[1] >= 0 else c.start[i]
        scratch.life[1] = max(scratch.life[1], 0)
        scratch.life[1] += c.weekly[i] * overlap(c.start[i], cut, c.start[i], c.end[i])


@numba.njit(cache=True, _nrt=False, forceinline=True)
def end_life(asked: Asked, sums: Sums, scratch: Scratch) -> None:
    """The person's packages are all seen: their cost so far counts under the years since the first."""
    if scratch.life[1] >= 0:
        cut = asked.segments[asked.actual] - 1
        years = min((cut - scratch.life[0]) // 365, LIVES - 1)
        sums.lifetimes[years, 0] += 1
        sums.lifetimes[years, 1] += scratch.life[1]
    scratch.life[1] = -1


@numba.njit(cache=True, _nrt=False, forceinline=True)
def count_move(c: Columns, asked: Asked, sums: Sums, scratch: Scratch, i: int) -> None:
    """Row i continues the spell of the person's service, or ends it and begins another."""
    spell, start, end, pence = scratch.spell, c.start[i], c.end[i], c.weekly[i]
    if not spell[THERE] or start > spell[LAST] + 1:
        end_spell(asked, sums, scratch, c.service[i])
        spell[FIRST], spell[LAST], spell[THERE] = start, end, 1
        spell[FIRST_PENCE] = spell[LAST_PENCE] = pence
        return
    if start == spell[FIRST]:
        spell[FIRST_PENCE] += pence
    if end > spell[LAST]:
        spell[LAST], spell[LAST_PENCE] = end, pence
    elif end == spell[LAST]:
        spell[LAST_PENCE] += pence


@numba.njit(cache=True, _nrt=False, forceinline=True)
def end_spell(asked: Asked, sums: Sums, scratch: Scratch, service: int) -> None:
    """A spell is whole: it counts in the months in which it began and ended."""
    spell = scratch.spell
    if spell[THERE]:
        for month in range(len(asked.months) - 1):
            low, high = asked.months[month], asked.months[month + 1]
            if low <= spell[FIRST] < high:
                sums.moves[month, service, 0] += 1
                sums.moves[month, service, 2] += spell[FIRST_PENCE]
            if low <= spell[LAST] < high and spell[LAST] < OPEN:
                sums.moves[month, service, 1] += 1
                sums.moves[month, service, 3] += spell[LAST_PENCE]
    spell[THERE] = 0
