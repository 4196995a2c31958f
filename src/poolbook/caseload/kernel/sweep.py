"""One area's whole pass, compiled as one function, which stays on the disk for later processes."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numba

from poolbook.caseload.kernel.bridge import at_ends, count_bridge
from poolbook.caseload.kernel.person import count_packages, count_people, group_costs, on_days
from poolbook.caseload.kernel.rows import in_time, known
from poolbook.caseload.kernel.shapes import Asked, Columns, Scratch, Sums
from poolbook.caseload.kernel.year import count_lines, count_lives, count_moves
from poolbook.rules.caseload import codes, facts

Sweep = Callable[[Columns, Asked, Sums, Scratch], None]


def _sources() -> str:
    """A hash of everything that the compiled function is made of."""
    paths = [*sorted(Path(__file__).parent.glob("*.py")), codes.__file__, facts.__file__]
    return hashlib.sha256(b"".join(Path(path).read_bytes() for path in paths)).hexdigest()


def made(sources: str) -> Sweep:
    """The function, to be compiled when it is first called.

    numba takes a compiled function from the disk as long as the file that it is written in is the same,
    whatever became of the others. It also looks at what a function is enclosed with, so we enclose the
    sources of all.
    """

    def sweep(c: Columns, asked: Asked, sums: Sums, scratch: Scratch) -> None:
        """Everything that is asked of one area. Each part goes over the rows that it is about, which
        are few enough to stay in the core's cache."""
        sources  # noqa: B018 (named, so that it is enclosed)
        count = in_time(c, asked, scratch.rows)
        if len(asked.bridge):
            found = at_ends(c, asked, scratch.rows[:count], scratch.ends)
            count_bridge(c, asked, sums, scratch.ends[:found], scratch.services)
        rows = scratch.rows[: known(c, asked, scratch.rows, count)]
        if len(asked.segments):
            count_lines(c, asked, sums, rows)
            if asked.lifetimes:
                count_lives(c, asked, sums, rows)
        if len(asked.months):
            count_moves(c, asked, sums, rows)
        scratch.used[0] = 0
        if len(asked.days):
            held = scratch.held[: on_days(c, asked, rows, scratch.held)]
            count_packages(c, sums, held)
            count_people(c, asked, sums, scratch, held)
            group_costs(scratch)

    try:
        return numba.njit(sweep, cache=True, _nrt=False, nogil=True)
    except RuntimeError:  # no folder to keep it in: each process compiles it for itself
        return numba.njit(sweep, _nrt=False, nogil=True)


sweep = made(_sources())
