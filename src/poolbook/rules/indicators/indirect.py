"""Indirectly standardised rates and ratios (such as the SMR): observed against expected events."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poolbook.rules.indicators import intervals
from poolbook.rules.indicators.distributions import Floats
from poolbook.rules.indicators.groups import Groups
from poolbook.rules.indicators.simple import Estimate


@dataclass(frozen=True)
class Indirect:
    """Of each group: observed and expected events, observed/expected, the reference's own rate."""

    observed: Floats
    expected: Floats
    ratio: Estimate  # × 1
    reference: Floats  # events per person in the reference population

    def ratios(self, value: float) -> Estimate:
        """Observed/expected × value (1, or 100 as the SMR is often shown)."""
        return _times(self.ratio, np.full_like(self.expected, value))

    def rates(self, multiplier: float) -> tuple[Floats, Estimate]:
        """The reference's rate per `multiplier`, and each group's: ratio × that rate."""
        crude = self.reference * multiplier
        return crude, _times(self.ratio, crude)


@np.errstate(all="ignore")
def indirect(
    observed: Floats,
    people: Floats,
    reference_events: Floats,
    reference_people: Floats,
    groups: Groups,
    levels: Sequence[float],
) -> Indirect:
    """Expected = the reference's rate of each band on the group's people; `observed` is a group's.

    A missing count of the reference or of people counts as none.
    """
    events = np.where(np.isnan(reference_events), 0.0, reference_events)
    here = np.where(np.isnan(people), 0.0, people)
    expected = groups.sums(events / reference_people * here)
    over = np.where(expected > 0, expected, np.nan)
    limits = []
    for level in levels:
        lower, upper = intervals.of_count(observed, level)
        limits.append((lower / over, upper / over))
    reference = groups.sums(events) / groups.sums(reference_people)
    return Indirect(observed, expected, Estimate(observed / over, tuple(limits)), reference)


@np.errstate(all="ignore")
def _times(estimate: Estimate, scale: Floats) -> Estimate:
    limits = tuple((lower * scale, upper * scale) for lower, upper in estimate.limits)
    return Estimate(estimate.value * scale, limits)
