"""Which rows of an area a question is about. What changes nothing is left out before anything is counted."""

import numba

from poolbook.caseload.kernel.shapes import Array, Asked, Columns


@numba.njit(_nrt=False)
def in_time(c: Columns, asked: Asked, rows: Array) -> int:
    """How many rows are within the question's days, and in its groups; `rows` gets their places.

    Each place is written, and kept or written over: nothing to guess for the processor.
    """
    found = 0
    for i in range(len(c.person)):
        rows[found] = i
        found += (c.end[i] >= asked.first) & (c.start[i] <= asked.latest)
    if not asked.some_groups:
        return found
    wanted = 0
    for k in range(found):
        rows[wanted] = rows[k]
        wanted += asked.groups[c.group[rows[k]]]
    return wanted


@numba.njit(_nrt=False)
def known(c: Columns, asked: Asked, rows: Array, count: int) -> int:
    """How many of the first `count` rows were known at the question's moment; the first of `rows` are."""
    found = 0
    for k in range(count):
        i = rows[k]
        rows[found] = i
        found += (c.known_from[i] <= asked.known) & (asked.known < c.known_to[i])
    return found
