"""Funnels: control limits along the axis, derived denominators, and which areas lie outside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.indicators import intervals
from poolbook.rules.indicators.confidence import HIGH, LOW
from poolbook.rules.indicators.distributions import (
    Floats,
    floats,
    normal,
    poisson_lower,
    poisson_upper,
)
from poolbook.rules.indicators.standardised import FEWEST

TAILS = (0.025, 0.001)  # beyond the inner lines ("2s") and the outer ("3s")
CLIPPED = 100.0  # where the reference clips proportions, whatever the multiplier
TOO_FEW = "Not applicable for events less than 10 for dsrs"


@dataclass(frozen=True)
class Lines:
    """One pair of lines: the limits and, for events, the denominators at which they are met."""

    lower: Floats
    upper: Floats
    lower_at: Floats
    upper_at: Floats


@np.errstate(all="ignore")
def proportion_lines(
    average: float, population: Floats, multiplier: float, most: float
) -> list[Lines]:
    """Limits about the average share at each population, from 0 to `most`, inner pair first."""
    spread, lines = np.sqrt(average * (1 - average) / population), []
    for tail in TAILS:
        reach = normal(1 - tail) * spread
        lower, upper = (average - reach) * multiplier, (average + reach) * multiplier
        clipped = (np.clip(lower, 0, most), np.clip(upper, 0, most))
        lines.append(Lines(*clipped, population, population))
    return lines


@np.errstate(all="ignore")
def event_lines(events: Floats) -> list[Lines]:
    """Observed/expected at which so many events meet each line, inner pair first."""
    lines = []
    for tail in TAILS:
        low, high = poisson_upper(events, tail), poisson_lower(events, tail)
        lines.append(Lines(events / low, events / high, low, high))
    return lines


@np.errstate(all="ignore")
def derived(
    events: Floats, population: Floats, rate: Floats, multiplier: float, direct: bool
) -> Floats:
    """The population that gives this rate of these events; NaN where the area drops out.

    A crude rate of no event keeps its own population; a directly standardised one has none.
    """
    found = np.where(events > 0, multiplier * events / rate, np.nan if direct else population)
    return np.where(np.isfinite(found) & (found > 0) & ~np.isnan(events), found, np.nan)


def average(events: Floats, denominators: Floats) -> float:
    """Events per unit of denominator over all areas that have both; NaN if none has."""
    known = ~np.isnan(events) & ~np.isnan(denominators)
    below = float(denominators[known].sum())
    return float(events[known].sum()) / below if below > 0 else float("nan")


@np.errstate(all="ignore")
def outside_proportion(count: Floats, total: Floats) -> list[str | None]:
    """Where each area's share lies against the limits at its own size."""
    overall = average(count, total)
    lines = proportion_lines(overall, total, 1, float("inf"))
    share = count / total
    below, above = [share < line.lower for line in lines], [share > line.upper for line in lines]
    spread = overall * (1 - overall)
    if spread <= 0:  # all or none: every area is as the average
        below = above = [np.zeros(len(share), dtype=bool)] * 2
    return _words(below, above, np.isnan(share))


@np.errstate(all="ignore")
def outside_events(events: Floats, denominators: Floats, overall: float) -> list[str | None]:
    """Where each area's own interval lies against the average (1 for a ratio)."""
    below, above = [], []
    for level in (LOW, HIGH):
        lower, upper = intervals.of_count(floats(events), level)
        below.append(upper / denominators < overall)
        above.append(lower / denominators > overall)
    return _words(below, above, np.isnan(events) | np.isnan(denominators))


def too_few(events: Floats) -> NDArray[np.bool_]:
    """Where a directly standardised rate is not shown: fewer than ten events."""
    return np.asarray(events < FEWEST)


def _words(
    below: list[NDArray[np.bool_]], above: list[NDArray[np.bool_]], missing: NDArray[np.bool_]
) -> list[str | None]:
    """The label of each area: the outer pair before the inner, low before high."""
    chosen = np.select(
        [missing, below[1], above[1], below[0], above[0]],
        ["", "Low (0.001)", "High (0.001)", "Low (0.025)", "High (0.025)"],
        "Not significant",
    )
    return [word or None for word in chosen.tolist()]
