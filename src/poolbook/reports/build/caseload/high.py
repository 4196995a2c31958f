"""High weekly costs: how many people lie above the threshold, by age and by setting and funder.

As published, these cells are protected beside the day's published people, of which they are parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from poolbook.reports.build.caseload.numbers import Number
from poolbook.reports.build.caseload.protected import Day, named
from poolbook.rules.caseload.activity import high_cost
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, SETTINGS
from poolbook.rules.caseload.facts import BAND, EVERYBODY, Facts, PeopleKey
from poolbook.rules.disclosure import Key, Preset, Publication, Sum, Table, protect
from poolbook.rules.disclosure import key as cell_key

OVER = "weekly cost"
Place = tuple[str, int, int]  # what of: all, band, setting, funder or both; and its codes
ALL: Place = ("all", 0, 0)


@dataclass(frozen=True)
class High:
    """People above the threshold by place; a place that nobody is in is zero. `told`: what is published."""

    found: Mapping[Place, Number]
    told: Publication = field(default_factory=lambda: Publication({}))

    def people(self, what: str = "all", code: int = 0, other: int = 0) -> Number:
        """People above the threshold in a band, a setting, of a funder, or of both."""
        return self.found.get((what, code, other), Number(0))


def exact(facts: Facts, day: int, high: int) -> High:
    """The numbers as they are."""
    return High({place: Number(people) for place, people in counted(facts, day, high).items()})


def counted(facts: Facts, day: int, high: int) -> dict[Place, int]:
    """People above the threshold: all, by band, and by the setting and funder of their dearest package."""
    found: dict[Place, int] = {}

    def add(place: Place, people: int) -> None:
        found[place] = found.get(place, 0) + people

    for key, pence in facts.costs.items():
        if key.day == day and key.cut == BAND and (over := int((pence > high).sum())):
            add(("band", key.value, 0), over)
    for (service, funder), people in high_cost(facts, day).items():
        setting = SERVICES[service].setting
        for place in (
            ALL,
            ("setting", setting, 0),
            ("funder", 0, funder),
            ("both", setting, funder),
        ):
            add(place, people)
    return found


def published(
    facts: Facts, at: int, shared: Mapping[str, str], day: Day, high: int, preset: Preset,
    earlier: Sequence[Publication] = (),
) -> High:  # fmt: skip
    """The numbers as published beside the day's people, of all areas and client groups together."""
    counts, sums = _cells(facts, at, shared, high)
    if not counts:
        return High({})
    unseen = frozenset(k for k in counts if dict(k).get(OVER) == "others")
    made: Publication = protect(Table(counts, tuple(sums), unseen), preset, [*earlier, day.counts])
    names = {_named(shared, place): place for place in counted(facts, at, high)}
    cells = {names[k]: cell for k, cell in made.cells.items() if k in names}
    found = {place: Number(cell.value, cell.mark) for place, cell in cells.items()}
    return High(found, made)


def _cells(
    facts: Facts, at: int, shared: Mapping[str, str], high: int
) -> tuple[dict[Key, int], list[Sum]]:
    """People above the threshold and, not printed, the others of each band; and what sums to what."""
    found = counted(facts, at, high)
    if not found:
        return {}, []
    counts = {_named(shared, place): people for place, people in found.items()}
    sums = []
    for what in ("band", "setting", "funder"):
        parts = tuple(_named(shared, place) for place in found if place[0] == what)
        if parts and sum(counts[part] for part in parts) == found[ALL]:
            sums.append(Sum(_named(shared, ALL), parts))
    for what, at_place in (("setting", 1), ("funder", 2)):
        for place in [place for place in found if place[0] == what]:
            parts = tuple(
                _named(shared, one)
                for one in found
                if one[0] == "both" and one[at_place] == place[at_place]
            )
            sums.append(Sum(_named(shared, place), parts))
    whole = [(ALL, EVERYBODY, 0), *((p, BAND, p[1]) for p in found if p[0] == "band")]
    for place, cut, value in whole:
        people = facts.people[PeopleKey(at, cut, value)].people
        total = named(shared, 0, cut, value)
        others = cell_key({**dict(_named(shared, place)), OVER: "others"})
        counts |= {total: people, others: people - found[place]}
        sums.append(Sum(total, (_named(shared, place), others)))
    return counts, sums


def _named(shared: Mapping[str, str], place: Place) -> Key:
    what, code, other = place
    said = {**shared, OVER: "high"}
    if what == "band":
        said = {**dict(named(shared, 0, BAND, code)), OVER: "high"}
    if what in ("setting", "both"):
        said["dearest setting"] = SETTINGS[code]
    if what in ("funder", "both"):
        said["dearest funder"] = FUNDERS[other]
    return cell_key(said)
