"""What no table of packages may hold, said by row: the last check before the lake, for every door."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa

from poolbook.rules.caseload.codes import (
    FUNDERS,
    GROUPS,
    MOST_WEEKLY,
    OPEN,
    SERVICES,
    SETTINGS,
    day_number,
    day_of,
)  # fmt: skip

OLDEST = day_number(date(1950, 1, 1))
NEWEST = day_number(date(2100, 1, 1))
MOST_UNITS = 1_000_000  # hundredths a week
MOST_PROVIDERS = 100_000


def faults(table: pa.Table, today: date) -> list[str]:
    """Every fault of a table in the lake's order; a person is named by a package's place, never shown."""
    columns = {name: table.column(name).to_numpy() for name in table.column_names}
    return [f"row {row + 1}: {said}" for row, said in sorted(_faults(columns, day_number(today)))]


def _faults(c: dict[str, np.ndarray], today: int) -> Iterator[tuple[int, str]]:
    for name, known in (
        ("service", SERVICES), ("funder", FUNDERS), ("group", GROUPS), ("setting", SETTINGS),
        ("out_of_county", (0, 1)),
    ):  # fmt: skip
        for row in np.flatnonzero(~np.isin(c[name], list(known))):
            yield int(row), f"unknown {name.replace('_', ' ')} {c[name][row]}"
    for name, low, high in (
        ("weekly", 0, MOST_WEEKLY), ("units", 0, MOST_UNITS), ("provider", 0, MOST_PROVIDERS),
        ("conditions", 0, 2**16 - 1),
    ):  # fmt: skip
        for row in np.flatnonzero((c[name] < low) | (c[name] > high)):
            yield int(row), f"{name} {c[name][row]} is not between {low} and {high}"
    for row in np.flatnonzero(c["end"] < c["start"]):
        yield (
            int(row),
            f"ends on {day_of(c['end'][row])}, before its start {day_of(c['start'][row])}",
        )
    for name in ("start", "end", "planned_end", "authorised"):
        odd = ((c[name] < OLDEST) | (c[name] > NEWEST)) & (c[name] != OPEN)
        for row in np.flatnonzero(odd):
            yield int(row), f"{name.replace('_', ' ')} is out of the calendar"
    for row in np.flatnonzero(c["authorised"] > today):
        yield int(row), f"authorised in the future, on {day_of(c['authorised'][row])}"
    yield from _overlaps(c)


def _overlaps(c: dict[str, np.ndarray]) -> Iterator[tuple[int, str]]:
    """Packages of one person and service that share a day; the table is sorted by both and start."""
    if len(c["person"]) < 2:
        return
    same = (c["person"][1:] == c["person"][:-1]) & (c["service"][1:] == c["service"][:-1])
    group = np.concatenate([[0], np.cumsum(~same)])
    # The latest end so far within the group: ends lifted by group never fall from one to the next.
    lifted = c["end"].astype(np.int64) + group * 4 * OPEN
    until = np.maximum.accumulate(lifted) - group * 4 * OPEN
    for row in np.flatnonzero(same & (c["start"][1:] <= until[:-1])):
        yield int(row) + 1, "overlaps another package of the same person and service"
