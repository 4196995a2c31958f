"""Quantiles of the normal, Poisson and t distributions; the only place that asks SciPy."""

import numpy as np
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Level = float | Floats  # a confidence, such as 0.95, or one for each row


def floats(values: object) -> Floats:
    """Any numbers as an array of floats."""
    return np.asarray(values, dtype=np.float64)


@np.errstate(all="ignore")
def deviate(level: Level) -> Floats:
    """The two-sided normal deviate of a confidence: 1.959… of 0.95, infinite of 1."""
    return floats(special.ndtri(level + (1 - floats(level)) / 2))


def normal(probability: float) -> float:
    """The normal deviate below which this probability lies."""
    return float(special.ndtri(probability))


@np.errstate(all="ignore")
def poisson_lower(count: Floats, tail: Level) -> Floats:
    """The Poisson mean that gives this count or more with probability `tail`; 0 for none."""
    exact = special.gammaincinv(np.where(count > 0, count, 1.0), tail)
    exact = np.where(
        np.isnan(exact) & (count < 1e-9), 0.0, exact
    )  # too small a part to tell from 0
    return np.where(count > 0, exact, np.where(count == 0, 0.0, np.nan))


@np.errstate(all="ignore")
def poisson_upper(count: Floats, tail: Level) -> Floats:
    """The Poisson mean that gives this count or fewer with probability `tail`."""
    return floats(special.gammainccinv(np.where(count >= 0, count + 1, np.nan), tail))


@np.errstate(all="ignore")
def student(freedom: Floats, probability: float) -> Floats:
    """The quantile of Student's t; NaN where there is no degree of freedom."""
    return floats(special.stdtrit(np.where(freedom > 0, freedom, np.nan), probability))
