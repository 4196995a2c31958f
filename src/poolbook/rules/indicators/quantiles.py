"""Quantiles by rank within each group: deciles of deprivation, quintiles of need."""

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.indicators.distributions import Floats
from poolbook.rules.indicators.groups import Groups


@np.errstate(all="ignore")
def quantiles(
    values: Floats, groups: Groups, number: int, inverted: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_]]:
    """The quantile of each row, and of each group whether it has too few values for any.

    Inverted (of each row, alike within a group): quantile 1 holds the highest values. Ties share
    the best rank, so that a quantile may stay empty. The order of operations is the reference's:
    another order rounds some ranks into the next quantile.
    """
    known = ~np.isnan(values)
    amount = np.bincount(groups.codes[known], minlength=groups.count).astype(np.float64)
    rank = _ranks(np.where(inverted, -values, values), groups.codes)
    size = amount[groups.codes]
    found = np.floor((number + 1) - np.ceil((size + 1 - rank) / (size / number)))
    found = np.where(found == 0, 1.0, found)
    return np.where(known & (size >= number), found, np.nan), np.asarray(amount < number)


def _ranks(values: Floats, codes: NDArray[np.intp]) -> Floats:
    """The rank of each value within its group, ties all the lowest; missing values come last."""
    order = np.lexsort((values, codes))  # NaN sorts last
    sorted_codes, sorted_values = codes[order], values[order]
    at = np.arange(len(values))
    new_group = np.ones(len(values), dtype=bool)
    new_group[1:] = sorted_codes[1:] != sorted_codes[:-1]
    new_value = new_group.copy()
    new_value[1:] |= sorted_values[1:] != sorted_values[:-1]
    start = np.maximum.accumulate(np.where(new_group, at, 0))
    ranks = np.empty(len(values))
    ranks[order] = np.maximum.accumulate(np.where(new_value, at, 0)) - start + 1
    return ranks
