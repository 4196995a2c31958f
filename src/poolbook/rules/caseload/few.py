"""Bridges for whoever may not see people: pounds of few people are never told by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from poolbook.rules.bridges import Bridge, Step
from poolbook.rules.caseload.bridging import total
from poolbook.rules.caseload.facts import BridgeSums
from poolbook.rules.disclosure import Preset

PEOPLE = ("starters", "leavers", "mix")
MORE = (*PEOPLE, "volume", "price")


def steps(bridge: Bridge, joined: int, left: int, preset: Preset) -> Bridge:
    """The bridge with starters, leavers and mix as one step where few joined or left; with volume and
    price too where even both together are few. It still sums to the change."""
    if not (preset.sensitive(joined) or preset.sensitive(left)):
        return bridge
    one = MORE if preset.sensitive(joined + left) else PEOPLE
    inside = [step for step in bridge.steps if step.key in one]
    if not inside:
        return bridge
    name = "people, volume and price" if one is MORE else "starters, leavers and mix"
    step = Step(name, sum(each.pence for each in inside), "too few people to be told apart")
    at = bridge.steps.index(inside[0])
    kept = [each for each in bridge.steps if each not in inside]
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
