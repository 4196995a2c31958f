"""England, made up: 150 areas with years of history, made one at a time so that memory stays small."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from poolbook.caseload.schema import table_of
from poolbook.rules.caseload import codes
from poolbook.rules.caseload.codes import FOREVER, OPEN

AREAS = 150
FIRST, LAST = 12_784, 18_717  # 1 January 2005, 31 March 2021
SERVICES = np.array([each for each in codes.SERVICES if each != 11])
WEIGHTS = np.array([14, 16, 12, 15, 20, 1, 1, 2, 8, 3, 6, 2]) / 100


def england(rows: int, seed: int = 1, areas: int = AREAS) -> Iterator[tuple[str, pa.Table]]:
    """(code, table) of each area, with `rows` packages in all areas together."""
    for number in range(areas):
        size = rows // areas + (number < rows % areas)
        yield f"made-up-{number + 1:03d}", area(size, seed * 1_000 + number)


def area(rows: int, seed: int) -> pa.Table:
    """One area of so many packages: people keep a service for years, at prices that rise."""
    rng = np.random.default_rng(seed)
    people = max(rows // 3, 1)
    person = rng.integers(0, people, rows)
    service = rng.choice(SERVICES, rows, p=WEIGHTS)
    start = rng.integers(FIRST, LAST, rows)
    length = rng.exponential(700, rows).astype(np.int64)
    end = np.where(start + length > LAST - 120, OPEN, start + length)
    setting = np.array([0, *(codes.SERVICES[c].setting for c in range(1, 14))])[service]
    corrected = rng.random(rows) < 0.03
    known_from = start.astype(np.int64) * 86_400_000_000
    weekly = np.clip(rng.lognormal(10.9, 0.8, rows), 1_000, 900_000).astype(np.int64)
    return table_of(
        {
            "person": _mixed(person + seed * 10**7),
            "package": _mixed(np.arange(rows) + seed * 10**7 + 2**40),
            "service": service,
            "setting": setting,
            "group": (rng.integers(1, 7, people))[person],
            "funder": rng.choice([1, 2, 3], rows, p=[0.85, 0.1, 0.05]),
            "provider": rng.integers(0, 400, rows),
            "out_of_county": (rng.random(rows) < 0.08).astype(np.int64),
            "conditions": (rng.integers(0, 16, people))[person],
            "born": rng.integers(-11_000, 11_000, people)[person],
            "start": start,
            "end": end,
            "planned_end": np.where(rng.random(rows) < 0.3, start + 2_000, OPEN),
            "units": rng.integers(1, 40, rows) * 100,
            "weekly": weekly,
            "authorised": start + rng.integers(0, 30, rows),
            "known_from": known_from,
            "known_to": np.where(corrected, known_from + 90 * 86_400_000_000, FOREVER),
        }
    )


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Numbers that look like pseudonyms: different for different numbers."""
    x = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)
