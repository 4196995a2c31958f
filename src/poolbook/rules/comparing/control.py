"""Comparison by control limits about the comparator: for proportions, and for standardised rates."""

import math

from poolbook.rules.comparing.england import Number
from poolbook.rules.comparing.words import NONE, Compared, judged, not_compared, written
from poolbook.rules.indicators.distributions import floats, poisson_lower, poisson_upper

_MOST = 1e15  # no count of events is larger


def proportion(
    value: Number,
    denominator: Number,
    other: Number,
    polarity: str,
    unit: float = 100,
    deviate: float = 1.96,
) -> Compared:
    """Whether a share lies outside Wilson's limits about the comparator's at this denominator.

    `unit`: 100 for percentages; `deviate`: 1.96 for 95 %, 3.0902 for 99.8 %.
    """
    if polarity == NONE:
        return not_compared("The measure is not for comparing.")
    if value is None or other is None or denominator is None or denominator <= 0:
        return not_compared("A value, a comparator and a denominator above 0 are needed.")
    share = other / unit
    if not 0 <= share <= 1:
        return not_compared(f"The comparator {written(other)} is no share of {written(unit)}.")
    expected, square = denominator * share, deviate * deviate
    middle, scale = 2 * expected + square, 2 * (denominator + square)
    half = deviate * math.sqrt(square + 4 * expected * max(0.0, 1 - expected / denominator))
    return _outside(value, (middle - half) / scale * unit, (middle + half) / scale * unit, polarity)


def rate(
    value: Number,
    denominator: Number,
    other: Number,
    polarity: str,
    unit: float = 100_000,
    tail: float = 0.025,
) -> Compared:
    """Whether a rate lies outside the Poisson limits of the events that the comparator's would give.

    `unit`: the rate is per so many; `tail`: 0.025 for 95 %, 0.001 for 99.8 %.
    """
    if polarity == NONE:
        return not_compared("The measure is not for comparing.")
    if value is None or other is None or denominator is None or denominator <= 0 or other < 0:
        return not_compared("A value, a comparator and a denominator above 0 are needed.")
    lower, upper = poisson_limits(other * (denominator / unit), tail)
    return _outside(value, lower / denominator * unit, upper / denominator * unit, polarity)


def poisson_limits(expected: float, tail: float) -> tuple[float, float]:
    """Means whose tail of whole events from (down to) the expected number is `tail`.

    The lower counts up to the next whole event and the upper down to the last, as the reference
    does, so that an expected number below 1 has a lower limit above 0.
    """
    expected = min(expected, _MOST)
    low = poisson_lower(floats(float(math.ceil(expected))), tail)
    high = poisson_upper(floats(float(math.floor(expected))), tail)
    return float(low), float(high)


def _outside(value: float, lower: float, upper: float, polarity: str) -> Compared:
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return not_compared("The numbers are too large or too small for control limits.")
    limits = f"the control limits {written(lower)} to {written(upper)}"
    if value < lower:
        return judged(-1, polarity, f"{written(value)} lies below {limits}.")
    if value > upper:
        return judged(1, polarity, f"{written(value)} lies above {limits}.")
    return judged(0, polarity, f"{written(value)} lies within {limits}.")
