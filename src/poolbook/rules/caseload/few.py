"""Bridges for whoever may not see people: pounds of few people are never told by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from poolbook.rules.bridges import Bridge, Step
from poolbook.rules.caseload.bridging import total
from poolbook.rules.caseload.facts import BridgeSums
from poolbook.rules.disclosure import Preset

CAME_AND_WENT = ("starters", "leavers")
# Nobody counts whose price, amount or service changed, or of whom was learnt later: it may be one person.
STAYED = ("retrospective", "mix", "volume", "price")
MOVED = "who stayed, and what was known later"
CAME = "starters and leavers"
TOGETHER = "people, volume and price"


def steps(bridge: Bridge, joined: int, left: int, preset: Preset) -> Bridge:
    """The bridge with all that changed for those who stayed as one step; starters and leavers as one
    where few joined or left; and all of them as one where even both together are few. It still sums
    to the change."""
    if preset.sensitive(joined + left):
        return _one(bridge, (*CAME_AND_WENT, *STAYED), TOGETHER, "too few people to be told apart")
    made = _one(bridge, STAYED, MOVED, "price, amount and service of people who are at both ends")
    if preset.sensitive(joined) or preset.sensitive(left):
        return _one(made, CAME_AND_WENT, CAME, "too few people to be told apart")
    return made


def _one(bridge: Bridge, keys: tuple[str, ...], name: str, why: str) -> Bridge:
    """The bridge with these steps as one."""
    inside = [step for step in bridge.steps if step.key in keys]
    if not inside:
        return bridge
    kept = [step for step in bridge.steps if step.key not in keys]
    at = len([step for step in bridge.steps[: bridge.steps.index(inside[0])] if step in kept])
    step = Step(name, sum(each.pence for each in inside), why)
    return Bridge(bridge.start, bridge.end, (*kept[:at], step, *kept[at:]))


@dataclass(frozen=True)
class Row:
    """Services of a bridge that are told together; one, but where each has few people."""

    services: tuple[int, ...]
    sums: BridgeSums


def services(
    sums: Mapping[int, BridgeSums], people: Mapping[int, int], preset: Preset
) -> list[Row]:
    """A row a service; those with few people, starters or leavers together, and with the next larger
    one where they are still few. No row at all where even the whole is.

    `people` are those with the service, at the end that has fewer.
    """

    def few(each: BridgeSums, n: int) -> bool:
        return any(map(preset.sensitive, (each.joined, each.left, n)))

    order = sorted(sums, key=lambda service: (people.get(service, 0), service))
    small = [service for service in order if few(sums[service], people.get(service, 0))]
    rest = [service for service in order if service not in small]
    while small and few(
        total(sums[each] for each in small), sum(people.get(each, 0) for each in small)
    ):
        if not rest:
            return []
        small.append(rest.pop(0))
    if len(small) == 1 and rest:  # alone it would be the whole less the others
        small.append(rest.pop(0))
    rows = [Row((service,), sums[service]) for service in sorted(rest)]
    if small:
        rows.append(Row(tuple(sorted(small)), total(sums[each] for each in small)))
    return rows
