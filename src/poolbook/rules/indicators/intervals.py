"""Intervals of a proportion (Wilson) and of a count (exact below 10, Byar's from 10)."""

import numpy as np

from poolbook.rules.indicators.distributions import (
    Floats,
    Level,
    deviate,
    floats,
    poisson_lower,
    poisson_upper,
)

EXACT_BELOW = 10
Pair = tuple[Floats, Floats]


@np.errstate(all="ignore")
def wilson(count: Floats, total: Floats, level: Level) -> Pair:
    """Lower and upper limit of count/total by Wilson's score, as fractions of 1."""
    share, z = count / total, deviate(level)
    half = z * np.sqrt(z * z + 4 * count * (1 - share))
    middle, scale = 2 * count + z * z, 2 * (total + z * z)
    known = np.isfinite(share)
    all_of_it = np.isinf(z)  # a confidence of 1 leaves out nothing
    lower = np.where(all_of_it, 0.0, np.clip((middle - half) / scale, 0.0, share))
    upper = np.where(all_of_it, 1.0, np.clip((middle + half) / scale, share, 1.0))
    return np.where(known, lower, np.nan), np.where(known, upper, np.nan)


@np.errstate(all="ignore")
def byar(count: Floats, level: Level) -> Pair:
    """Byar's limits of a count; NaN where the lower one would be negative or there is none."""
    return _byar(floats(count), deviate(level))


def _byar(count: Floats, z: Floats) -> Pair:
    more = count + 1
    down = 1 - 1 / (9 * count) - z / (3 * np.sqrt(count))
    up = 1 - 1 / (9 * more) + z / (3 * np.sqrt(more))
    lower, upper = count * (down * down * down), more * (up * up * up)
    return np.where(lower >= 0, lower, np.nan), np.where(np.isfinite(upper), upper, np.nan)


@np.errstate(all="ignore")
def exact(count: Floats, level: Level) -> Pair:
    """Exact Poisson limits of a count; parts of an event are allowed."""
    tail = (1 - floats(level)) / 2
    upper = poisson_upper(count, tail)
    return poisson_lower(count, tail), np.where(np.isfinite(upper), upper, np.nan)


@np.errstate(all="ignore")
def of_count(count: Floats, level: Level) -> Pair:
    """Limits of a count: exact below 10, where few events make Byar's rough, else Byar's."""
    lower, upper = _byar(count, deviate(level))
    few = np.flatnonzero(count < EXACT_BELOW)
    if few.size:
        small = count[few]
        if isinstance(level, float) and np.all(small == np.floor(small)) and np.all(small >= 0):
            low, high = exact(np.arange(EXACT_BELOW, dtype=np.float64), level)  # ten, looked up
            at = small.astype(np.intp)
            lower[few], upper[few] = low[at], high[at]
        else:
            each = level if isinstance(level, float) else level[few]
            lower[few], upper[few] = exact(small, each)
    return lower, upper


def names(count: Floats) -> list[str | None]:
    """Which interval each count has: "Exact" or "Byars"; None where there is no count."""
    words: list[str | None] = np.where(count < EXACT_BELOW, "Exact", "Byars").tolist()
    for at in np.flatnonzero(np.isnan(count)):
        words[at] = None
    return words
