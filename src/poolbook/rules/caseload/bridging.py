"""From one cost to another: restated past, starters, leavers, mix, volume and price, to the penny."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poolbook.rules.bridges import Bridge, Step
from poolbook.rules.caseload.facts import BridgeSums, Facts

STEPS = {
    "retrospective": "what was known later about days that had passed",
    "starters": "people who were not there before",
    "leavers": "people who are no longer there",
    "mix": "people who changed from one service to another",
    "volume": "more or less of the same service for the same person, at the old price",
    "price": "another price for the same person and service",
}
NOTHING = BridgeSums(*[0] * 10)


@dataclass(frozen=True)
class Share:
    """One person's one service at both ends: pence and units, never negative; 0 units are not known.

    `had`, `has`: whether there is any package of the service; `was_there`, `is_there`: whether the
    person has any package at all.
    """

    before: int
    after: int
    units_before: int
    units_after: int
    had: bool
    has: bool
    was_there: bool
    is_there: bool


def split(share: Share) -> BridgeSums:
    """The parts of one person's one service: what engines compute, said once in plain words.

    Volume is the old cost × new units ÷ old units, cut to whole pence, less the old cost; price is
    what then remains, so that the parts always sum to the change.
    """
    old, new = share.before, share.after
    change = new - old
    parts = dict.fromkeys(("starters", "leavers", "mix", "volume", "price"), 0)
    if not share.was_there:
        parts["starters"] = change
    elif not share.is_there:
        parts["leavers"] = change
    elif share.had != share.has:
        parts["mix"] = change
    else:
        if share.units_before and share.units_after:
            parts["volume"] = old * share.units_after // share.units_before - old
        parts["price"] = change - parts["volume"]
    return NOTHING._replace(before=old, after=new, **parts)


def total(parts: Iterable[BridgeSums]) -> BridgeSums:
    """All parts together."""
    found = NOTHING
    for each in parts:
        found = BridgeSums(*(a + b for a, b in zip(found, each, strict=True)))
    return found


def weekly(facts: Facts, service: int | None = None) -> Bridge:
    """The bridge between two days, in pence a week, of a service or of all. Always whole."""
    chosen = [s for key, s in facts.bridge.items() if service in (None, key.service)]
    return _steps(total(chosen))


def _steps(sums: BridgeSums) -> Bridge:
    steps = [Step(name, getattr(sums, name), why) for name, why in STEPS.items()]
    return Bridge(sums.before, sums.after, tuple(step for step in steps if step.pence))


def yearly(facts: Facts, before: int, after: int, extra: Mapping[str, int]) -> Bridge:
    """The bridge between two forecasts of a year, in pence. `before` and `after` are the forecasts.

    `extra` are changes of what is not packages (uplifts, expected starters and leavers), in pence.
    Pence-days are divided by 7 step by step of the running total, so that no penny is lost; what
    rounding by line moves lies in the price.
    """
    sums = total(facts.bridge.values())
    steps, running = [], sums.before
    for name, why in STEPS.items():
        if name != "price":
            step = sums_step(running, running := running + getattr(sums, name))
            steps.append(Step(name, step, why))
    steps += [Step(name, pence, "outside the packages") for name, pence in extra.items()]
    rest = after - before - sum(step.pence for step in steps)
    at = list(STEPS).index("price")
    steps.insert(at, Step("price", rest, STEPS["price"]))
    return Bridge(before, after, tuple(step for step in steps if step.pence))


def sums_step(start: int, end: int) -> int:
    """The step between two running totals of pence-days, in whole pence; steps add up."""
    return pence(end) - pence(start)


def pence(pence_days: int) -> int:
    """Pence-days (pence a week × days) as pence, a half up; never negative operands."""
    return (2 * pence_days + 7) // 14


def in_pence(sums: BridgeSums) -> BridgeSums:
    """Parts in pence-days as pence, divided step by step of the running total: they still add up."""
    parts, running = {}, sums.before
    for name in STEPS:
        parts[name] = sums_step(running, running := running + getattr(sums, name))
    return sums._replace(before=pence(sums.before), after=pence(sums.after), **parts)
