"""The 100 points along a funnel's axis, from the smallest to the largest denominator."""

import math

import numpy as np

from poolbook.rules.indicators.distributions import Floats

POINTS = 100


def bounds(denominators: Floats) -> tuple[float, float]:
    """Where the axis starts and ends: 0 or just below the smallest, just above the largest."""
    least, most = float(np.nanmin(denominators)), float(np.nanmax(denominators))
    start = 0.0
    if most <= 2 * least:
        unit = 10.0 ** (_digits(math.floor(least * 0.95)) - 1)
        start = math.floor(least * 0.95 / unit) * unit
    unit = 10.0 ** (_digits(math.floor(most * 1.05)) - 2)
    return start, math.ceil(most * 1.05 / unit) * unit


def points(start: float, end: float, over: int = 0) -> list[int]:
    """Whole numbers from start to end, each a constant ratio (but at least one) after the last.

    `over` is 1 for ratios, whose axis stops a step short of its end.
    """
    found = [max(1, round(start))]
    for left in range(POINTS - 1 + over, over, -1):
        before = found[-1]
        found.append(max(round((end / before) ** (1 / left) * before), before + 1))
    return found


def _digits(whole: int) -> int:
    """The characters of a whole number as R prints it: 100000 is "1e+05", so 5 and not 6."""
    plain = str(whole)
    short = f"{float(whole):.14e}".split("e")[0].rstrip("0").rstrip(".")
    exponent = len(plain) - 1
    scientific = len(short) + (5 if exponent >= 100 else 4)
    return min(len(plain), scientific) if whole else 1
