"""What belongs to a year: pence-days by line, people seen, spells, and lifetimes."""

import numba

from poolbook.caseload.kernel.shapes import LIVES, Array, Asked, Columns, Sums
from poolbook.rules.caseload.codes import OPEN


@numba.njit(_nrt=False, forceinline=True)
def overlap(low, high, start, end):  # type: ignore[no-untyped-def]
    """Days that two stretches share, both ends included."""
    return max(min(high, end) - max(low, start) + 1, 0)


@numba.njit(_nrt=False, forceinline=True)
def last_day(end, planned, cut):  # type: ignore[no-untyped-def]
    """The day a package is expected to end on, seen from the cut.

    A planned end that has passed while the package goes on says nothing about what is to come.
    """
    return min(end, planned) if planned > cut else end


@numba.njit(_nrt=False)
def count_lines(c: Columns, asked: Asked, sums: Sums, rows: Array) -> None:
    """Packages and pence-days of each line in each segment: to the end in those that have happened, to
    the planned end in the others. And people seen in the year so far: once in each service."""
    first, cut = asked.segments[0], asked.segments[asked.actual] - 1
    person, service = -1, -1  # that were seen last
    for i in rows:
        start, end, pence = c.start[i], c.end[i], c.weekly[i]
        later = last_day(end, c.planned_end[i], cut)
        line = sums.lines[c.group[i], c.service[i], c.funder[i]]
        for segment in range(len(asked.segments) - 1):
            low, high = asked.segments[segment], asked.segments[segment + 1] - 1
            days = overlap(low, high, start, end if segment < asked.actual else later)
            line[segment, 0] += days > 0
            line[segment, 1] += pence * days
        if start <= cut and end >= first:
            sums.seen[c.service[i]] += (c.person[i] != person) | (c.service[i] != service)
            person, service = c.person[i], c.service[i]


@numba.njit(_nrt=False)
def count_lives(c: Columns, asked: Asked, sums: Sums, rows: Array) -> None:
    """Each person's pence-days up to the cut, under the years since the first of them."""
    cut = asked.segments[asked.actual] - 1
    person, first, pence_days = -1, OPEN, 0
    for i in rows:
        if c.start[i] > cut:
            continue
        if c.person[i] != person:
            _count_life(sums, cut, person, first, pence_days)
            person, first, pence_days = c.person[i], OPEN, 0
        first = min(first, c.start[i])
        pence_days += c.weekly[i] * (min(cut, c.end[i]) - c.start[i] + 1)
    _count_life(sums, cut, person, first, pence_days)


@numba.njit(_nrt=False, forceinline=True)
def _count_life(sums, cut, person, first, pence_days):  # type: ignore[no-untyped-def]
    if person >= 0:
        years = min((cut - first) // 365, LIVES - 1)
        sums.lifetimes[years, 0] += 1
        sums.lifetimes[years, 1] += pence_days


@numba.njit(_nrt=False)
def count_moves(c: Columns, asked: Asked, sums: Sums, rows: Array) -> None:
    """Spells of a person's service: packages that follow one another without a day between them."""
    person, service, first, last, first_pence, last_pence = -1, 0, 0, 0, 0, 0
    for i in rows:
        start, end, pence = c.start[i], c.end[i], c.weekly[i]
        if c.person[i] != person or c.service[i] != service or start > last + 1:
            _count_spell(asked, sums, person, service, first, last, first_pence, last_pence)
            person, service, first, last = c.person[i], c.service[i], start, end
            first_pence = last_pence = pence
            continue
        if start == first:
            first_pence += pence
        if end > last:
            last, last_pence = end, pence
        elif end == last:
            last_pence += pence
    _count_spell(asked, sums, person, service, first, last, first_pence, last_pence)


@numba.njit(_nrt=False, forceinline=True)
def _count_spell(asked, sums, person, service, first, last, first_pence, last_pence):  # type: ignore[no-untyped-def]
    """A spell is whole: it counts in the months in which it began and ended."""
    if person < 0:
        return
    for month in range(len(asked.months) - 1):
        low, high = asked.months[month], asked.months[month + 1]
        if low <= first < high:
            sums.moves[month, service, 0] += 1
            sums.moves[month, service, 2] += first_pence
        if low <= last < high and last < OPEN:
            sums.moves[month, service, 1] += 1
            sums.moves[month, service, 3] += last_pence
