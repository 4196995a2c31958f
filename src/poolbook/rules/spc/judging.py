"""From rules met to judgements: the winning rule of each point, and the two icons of each series."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.spc.given import Conflict, Settings
from poolbook.rules.spc.limits import Limits
from poolbook.rules.spc.packed import Flags, Floats, Ints, Packed
from poolbook.rules.spc.patterns import HIGH, LOW, ON_A_LIMIT, Found

Codes = NDArray[np.int8]

TREND_UP, TREND_DOWN = 2, 3  # their bits

# Judgements of a point, by code; also of the variation icon.
COMMON, IMPROVEMENT_HIGH, IMPROVEMENT_LOW, CONCERN_HIGH, CONCERN_LOW, HIGH_ONLY, LOW_ONLY = range(7)
# Assurance, by code.
NO_ASSURANCE, PASS, FAIL, HIT_OR_MISS = range(4)

_BOTH = np.array([bool(met & HIGH) and bool(met & LOW) for met in range(256)])


@dataclass(frozen=True)
class Judged:
    """Judgements of all points and all series."""

    winner: Codes  # of each point: the bit of its winning rule, −1 for none
    judgement: Codes  # of each point
    conflict: Flags  # of each point: it meets a rule of improvement and one of concern
    last: Ints  # of each series: the point its icons speak of; −1 for none
    variation: Codes  # of each series
    assurance: Codes  # of each series
    charted: Flags  # of each series: it has the points for limits
    valued: Ints  # of each series: points with a value that are not ghosted


def judge(packed: Packed, limits: Limits, found: Found, settings: Settings) -> Judged:
    """The winning rule and judgement of each point, and the icons."""
    sign = (packed.improvement + 1)[packed.series]
    winners, judgements = _tables(settings.rule_of_conflict)
    winner = winners[sign, found.turned + 1, found.rules]
    judgement = judgements[sign, winner + 1]
    there = ~packed.ghosts & ~np.isnan(packed.values)
    valued = np.bincount(packed.series[there], minlength=packed.count)
    last = _last(packed, there)
    charted = valued >= settings.minimum
    has = last >= 0
    variation = np.full(packed.count, COMMON, np.int8)
    variation[has] = judgement[last[has]]
    return Judged(
        winner=winner,
        judgement=judgement,
        conflict=_BOTH[found.rules] & (sign != 1),
        last=last,
        variation=variation,
        assurance=_assurance(packed, limits, settings, last),
        charted=charted,
        valued=valued,
    )


@cache
def _tables(rule: Conflict) -> tuple[Codes, Codes]:
    """The winner by better side, direction of trend and rules met; the judgement by winner.

    The winner is the first rule of precedence, on the side that the conflict rule prefers.
    """
    winners = np.full((3, 3, 256), -1, np.int8)
    judgements = np.full((3, 9), COMMON, np.int8)
    for sign in (-1, 0, 1):
        for met in range(1, 256):
            for turned in (-1, 0, 1):
                winners[sign + 1, turned + 1, met] = _winner(rule, sign, turned, met)
        for first in range(8):
            high = first % 2 == 0
            kinds = (HIGH_ONLY, LOW_ONLY)
            if sign:
                better = high == (sign > 0)
                kinds = (
                    (IMPROVEMENT_HIGH, IMPROVEMENT_LOW) if better else (CONCERN_HIGH, CONCERN_LOW)
                )
            judgements[sign + 1, first + 1] = kinds[not high]
    return winners, judgements


def _winner(rule: Conflict, sign: int, turned: int, met: int) -> int:
    high, low = met & HIGH, met & LOW
    if rule is Conflict.PRECEDENCE:
        first = _lowest(met)
        if first in (TREND_UP, TREND_DOWN) and turned:
            return TREND_UP if turned > 0 else TREND_DOWN
        return first
    prefers_low = sign < 0 if rule is Conflict.IMPROVEMENT else sign > 0
    return _lowest(low if (prefers_low and low) or not high else high)


def _lowest(met: int) -> int:
    return (met & -met).bit_length() - 1


def _last(packed: Packed, there: Flags) -> Ints:
    """The last point of each series that has a value and is not ghosted."""
    last = np.full(packed.count, -1, np.int64)
    places = np.flatnonzero(there)
    last[packed.series[places]] = places  # of several, the last assignment stays
    return last


def _assurance(packed: Packed, limits: Limits, settings: Settings, last: Ints) -> Codes:
    """Whether the target lies beyond the limits at the last point; none without either."""
    found = np.zeros(packed.count, np.int8)
    has = np.flatnonzero((last >= 0) & (packed.improvement != 0))
    at = last[has]
    stretch = limits.stretch[at]
    with np.errstate(all="ignore"):
        target, slack = packed.targets[at], ON_A_LIMIT * limits.scale[stretch]
        upper, lower = limits.line(3)[stretch], limits.line(-3)[stretch]
        if settings.nhsr:  # a target on a limit is hit or miss
            under, over = target < lower - slack, target > upper + slack
        else:
            under, over = target <= lower + slack, target >= upper - slack
    up = packed.improvement[has] > 0
    found[has] = np.select(
        [~_known(target, upper), np.where(up, under, over), np.where(up, over, under)],
        [NO_ASSURANCE, PASS, FAIL],
        HIT_OR_MISS,
    )
    return found


def _known(target: Floats, upper: Floats) -> Flags:
    known: Flags = np.isfinite(target) & np.isfinite(upper)
    return known
