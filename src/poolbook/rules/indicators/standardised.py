"""Directly standardised rates with Dobson's limits, also where one person has several events."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poolbook.rules.indicators import intervals
from poolbook.rules.indicators.distributions import Floats
from poolbook.rules.indicators.groups import Groups
from poolbook.rules.indicators.simple import Estimate

# The European Standard Population 2013: 0–4, 5–9 … 85–89, 90 and over.
ESP2013 = (
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
)
FEWEST = 10  # fewer events in all bear no directly standardised rate


@dataclass(frozen=True)
class Standardised:
    """Of each group: events and people in all, the rate with its limits, and whether too few."""

    events: Floats
    people: Floats
    estimate: Estimate
    too_few: np.ndarray[tuple[int], np.dtype[np.bool_]]


@np.errstate(all="ignore")
def direct(
    events: Floats,
    people: Floats,
    weights: Floats,
    groups: Groups,
    levels: Sequence[float],
    multiplier: float = 100_000,
    times: Floats | None = None,
    first: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None,
) -> Standardised:
    """Rates per `multiplier` of the standard population, a row a band of a group.

    `times`: how many events each counted person of the row had, where events are not independent;
    `first`: then, the one row of each group and band that stands for its people and weight.
    """
    events = np.where(np.isnan(events), 0.0, events)
    many = np.ones_like(events) if times is None else times
    once = np.ones_like(events) if first is None else first.astype(np.float64)
    standard, total = groups.sums(weights * once), groups.sums(events * many)
    share = weights / people
    value = groups.sums(events * many * share) / standard
    variance = groups.sums(many * many * events * share * share) / (standard * standard)
    too_few = np.asarray(total < FEWEST)
    scale = np.sqrt(variance / total) * multiplier
    shown = np.where(too_few, np.nan, value * multiplier)
    limits = []
    for level in levels:
        lower, upper = intervals.byar(total, level)
        limits.append((shown + scale * (lower - total), shown + scale * (upper - total)))
    estimate = Estimate(shown, tuple(limits))
    return Standardised(total, groups.sums(people * once), estimate, too_few)
