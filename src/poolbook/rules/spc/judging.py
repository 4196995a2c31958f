"""From rules met to judgements: the winning rule of each point, and the two icons of each series."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.spc.given import Conflict, Settings
from poolbook.rules.spc.limits import Limits
from poolbook.rules.spc.packed import Flags, Floats, Ints, Packed
from poolbook.rules.spc.patterns import HIGH, LOW, ON_A_LIMIT, Bits, Found, bit

Codes = NDArray[np.int8]

# Judgements of a point, by code; also of the variation icon.
COMMON, IMPROVEMENT_HIGH, IMPROVEMENT_LOW, CONCERN_HIGH, CONCERN_LOW, HIGH_ONLY, LOW_ONLY = range(7)
# Assurance, by code.
NO_ASSURANCE, PASS, FAIL, HIT_OR_MISS = range(4)

_TREND_UP, _TREND_DOWN = bit("trend", True), bit("trend", False)
_BITS = np.arange(256, dtype=np.uint16)
_LOWEST = np.where(_BITS == 0, -1, np.log2(np.maximum(_BITS & (~_BITS + 1), 1))).astype(np.int8)


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
    sign = packed.improvement[packed.series]
    high, low = (found.rules & HIGH) != 0, (found.rules & LOW) != 0
    winner = _winners(found, settings, sign, high, low)
    up = np.where(winner >= 0, winner % 2 == 0, False)
    judgement = np.select(
        [winner < 0, sign == 0, up == (sign > 0)],
        [
            COMMON,
            np.where(up, HIGH_ONLY, LOW_ONLY),
            np.where(up, IMPROVEMENT_HIGH, IMPROVEMENT_LOW),
        ],
        np.where(up, CONCERN_HIGH, CONCERN_LOW),
    ).astype(np.int8)
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
        conflict=high & low & (sign != 0),
        last=last,
        variation=variation,
        assurance=_assurance(packed, limits, settings, last),
        charted=charted,
        valued=valued,
    )


def _winners(found: Found, settings: Settings, sign: Ints, high: Flags, low: Flags) -> Codes:
    """The first rule of precedence, on the side that the conflict rule prefers."""
    rule = settings.rule_of_conflict
    if rule is Conflict.PRECEDENCE:
        first = _LOWEST[found.rules]
        pivot = (first == 2) | (first == 3)
        way = np.where(found.turned < 0, 3, np.where(found.turned > 0, 2, first))
        chosen: Codes = np.where(pivot, way, first).astype(np.int8)
        return chosen
    better_low = sign < 0
    prefer_low = better_low if rule is Conflict.IMPROVEMENT else sign > 0
    side: Bits = np.where((prefer_low & low) | ~high, LOW, HIGH).astype(np.uint8)
    preferred: Codes = _LOWEST[found.rules & side]
    return preferred


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
