"""Rates with two intervals, standardised rates and quantiles, beside the same in a loop of SciPy."""

import math
from collections.abc import Callable, Iterator

import numpy as np
from scipy import stats

from benchmarks.timing import Figure, in_turn, seconds
from poolbook.rules.indicators import simple
from poolbook.rules.indicators.groups import groups
from poolbook.rules.indicators.quantiles import quantiles
from poolbook.rules.indicators.standardised import ESP2013, direct

ROWS, AREAS, SETS, SMALL_AREAS, LOOPED = 150_000, 2_000, 1_000, 150, 1_500
LEVELS = (0.95, 0.998)


def figures() -> Iterator[Figure]:
    """All three; the peer's loop runs over a hundredth of the rates, and its time is scaled."""
    chance = np.random.default_rng(4)
    people = chance.integers(500, 400_000, ROWS).astype(float)
    events = chance.poisson(people * 1e-4).astype(float)  # about a third below 10

    def ours() -> simple.Estimate:
        return simple.rate(events, people, LEVELS, 100_000)

    def peer() -> list[tuple[float, float]]:
        return [_looped(*pair) for pair in zip(events[:LOOPED], people[:LOOPED], strict=True)]

    found, looped = ours(), peer()
    near = (math.isclose(a, b[0], rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(found.limits[0][0], looped, strict=False))  # fmt: skip
    if not all(near):
        raise RuntimeError("the two give different limits")
    quick, slow = in_turn(ours, peer, 9)
    scaled = slow * ROWS / LOOPED
    name = f"SciPy a row at a time: {LOOPED:,} rows timed, × {ROWS // LOOPED}"
    yield Figure(f"rates: {ROWS:,} with two intervals", quick, scaled, name, most_seconds=0.1)
    yield Figure(f"dsr: {AREAS:,} areas × 19 bands", _median(_standardised(chance)))
    yield Figure(f"quantiles: {SETS:,} sets × {SMALL_AREAS}", _median(_quantiles(chance)))


def _looped(count: float, people: float) -> tuple[float, float]:
    """One rate's lower and upper limit at 95 %, after working out those at 99.8 % too."""
    for tail in (0.001, 0.025):
        if count < 10:
            low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
            high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
        else:
            z, more = stats.norm.ppf(1 - tail), count + 1
            low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
            high = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
    return low / people * 1e5, high / people * 1e5


def _standardised(chance: np.random.Generator) -> Callable[[], object]:
    people = chance.integers(500, 20_000, AREAS * 19).astype(float)
    events = chance.poisson(people * 2e-3).astype(float)
    weights = np.tile(np.array(ESP2013, dtype=float), AREAS)
    areas = [f"E{at:05}" for at in range(AREAS) for _ in ESP2013]

    def work() -> object:
        by_area = groups(("area",), (areas,), len(areas))
        return direct(events, people, weights, by_area, LEVELS)

    return work


def _quantiles(chance: np.random.Generator) -> Callable[[], object]:
    values = np.round(chance.normal(50, 10, SETS * SMALL_AREAS), 1)
    sets = [at for at in range(SETS) for _ in range(SMALL_AREAS)]
    inverted = np.ones(len(values), dtype=bool)

    def work() -> object:
        return quantiles(values, groups(("set",), (sets,), len(sets)), 10, inverted)

    return work


def _median(work: Callable[[], object]) -> float:
    work()
    return float(np.median([seconds(work) for _ in range(9)]))
