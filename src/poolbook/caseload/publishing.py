"""Tables of people for whoever publishes: exact counts as `rules.disclosure` protects them."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from poolbook.caseload.queries import Answer
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, SETTINGS, band_name, day_of
from poolbook.rules.caseload.facts import BAND, EVERYBODY, FUNDER, SERVICE, SETTING, PeopleKey
from poolbook.rules.disclosure import PRESETS, Key, Preset, Sum, Table, key
from poolbook.rules.refusal import Refusal

NAMES = {
    SERVICE: ("service", {code: each.name for code, each in SERVICES.items()}),
    FUNDER: ("funder", FUNDERS),
    SETTING: ("setting", SETTINGS),
    BAND: ("age", {band: band_name(band) for band in range(11)}),
}
ONCE = (SETTING, BAND)  # cuts in which everybody has one value, so that they sum to everybody


def preset() -> Preset:
    """How small counts of people are hidden here. Raises Refusal where the setting names no preset."""
    name = settings.POOLBOOK_SMALL_NUMBERS
    if name not in PRESETS:
        raise Refusal(f"POOLBOOK_SMALL_NUMBERS is “{name}”", [f"write one of {', '.join(PRESETS)}"])
    return PRESETS[name]


def people(answer: Answer, cuts: Sequence[int] = (SETTING, BAND, SERVICE)) -> Table:
    """People on the question's days by each cut, totals included, to be given to `protect`.

    Each cell is named by its date and by when it was known. In services and funders a person counts
    in each, so those cells sum to nothing; settings and ages sum to everybody. Raises Refusal.
    """
    if unknown := [cut for cut in cuts if cut not in NAMES]:
        raise Refusal(f"people cannot be published by cut {unknown[0]}")
    counts: dict[Key, int] = {}
    sums = []
    for at, day in enumerate(answer.question.days):
        shared = {"date": str(day_of(day) or date.max), "known": answer.known}
        total = key(shared)
        counts[total] = _count(answer, at, EVERYBODY, 0)
        for cut in cuts:
            dimension, names = NAMES[cut]
            parts = {
                value: key({**shared, dimension: name})
                for value, name in names.items()
                if _count(answer, at, cut, value)
            }
            counts |= {part: _count(answer, at, cut, value) for value, part in parts.items()}
            if cut in ONCE and parts:
                sums.append(Sum(total, tuple(parts.values())))
    return Table(counts, tuple(sums))


def _count(answer: Answer, day: int, cut: int, value: int) -> int:
    sums = answer.facts.people.get(PeopleKey(day, cut, value))
    return sums.people if sums else 0
