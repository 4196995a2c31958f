"""Proportions, rates and means with their intervals, for as many rows as there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poolbook.rules.indicators import intervals
from poolbook.rules.indicators.distributions import Floats, Level, student
from poolbook.rules.indicators.groups import Groups
from poolbook.rules.indicators.intervals import Pair


@dataclass(frozen=True)
class Estimate:
    """Values and, for each level of confidence, their lower and upper limits; NaN where none."""

    value: Floats
    limits: tuple[Pair, ...]


@np.errstate(all="ignore")
def proportion(
    count: Floats, total: Floats, levels: Sequence[Level], multiplier: float = 1
) -> Estimate:
    """count/total × multiplier with Wilson's limits (100 gives a percentage)."""
    pairs = (intervals.wilson(count, total, level) for level in levels)
    limits = tuple((lower * multiplier, upper * multiplier) for lower, upper in pairs)
    return Estimate(count / total * multiplier, limits)


@np.errstate(all="ignore")
def rate(
    count: Floats, population: Floats, levels: Sequence[Level], multiplier: float = 100_000
) -> Estimate:
    """Events per `multiplier` people, with the limits of the count: exact below 10, Byar's above."""
    scale = multiplier / population
    pairs = (intervals.of_count(count, level) for level in levels)
    limits = tuple((lower * scale, upper * scale) for lower, upper in pairs)
    return Estimate(count / population * multiplier, limits)


@dataclass(frozen=True)
class Means:
    """Of each group: sum, number of values (missing ones too), standard deviation, mean."""

    total: Floats
    number: Floats
    deviation: Floats
    estimate: Estimate


@np.errstate(all="ignore")
def means(values: Floats, groups: Groups, levels: Sequence[float]) -> Means:
    """The mean of each group with Student's t; no interval of one value, nothing if one is missing."""
    number, total = groups.sizes.astype(np.float64), groups.sums(values)
    mean = total / number
    mean = mean + groups.sums(values - mean[groups.codes]) / number  # the rounding of the sum
    away = values - mean[groups.codes]
    deviation = np.sqrt(groups.sums(away * away) / np.where(number > 1, number - 1, np.nan))
    error = deviation / np.sqrt(number)
    limits = []
    for level in levels:
        reach = np.abs(student(number - 1, (1 - level) / 2)) * error
        limits.append((mean - reach, mean + reach))
    return Means(total, number, deviation, Estimate(mean, tuple(limits)))
