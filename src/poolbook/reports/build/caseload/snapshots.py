"""A day of the caseload as it may be published, beside the year's packs that were issued before.

Pages and packs print the same days, so a process keeps what it made of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from poolbook.caseload import queries
from poolbook.caseload.lasting import Lasting
from poolbook.caseload.models import CaseArea
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.high import published as published_high
from poolbook.reports.build.caseload.linking import Earlier, linked, told_of
from poolbook.reports.build.caseload.protected import Day, publish
from poolbook.rules.caseload.codes import GROUPS
from poolbook.rules.caseload.facts import Question
from poolbook.rules.disclosure import Preset

HIGH = Question().high  # weekly pence above which a cost is high


@dataclass(frozen=True)
class Snapshot:
    """A day as published: `names` are what all of its cells are named by."""

    names: Mapping[str, str]
    day: Day
    over: High


_made: Lasting[Snapshot] = Lasting(64)


def snapshot(
    areas: Sequence[CaseArea],
    day: date,
    as_at: datetime | None,
    preset: Preset,
    earlier: Earlier,
) -> Snapshot:
    """Everybody and each client group on a day as known at a moment. Raises Refusal where it cannot
    be protected."""
    asked = queries.question((day,), medians=(0,))
    answer = queries.answer(areas, asked, as_at)
    before = told_of(earlier, "date", str(day))

    def make() -> Snapshot:
        facts = {0: answer.facts}
        for group in GROUPS:
            of_group = queries.question((day,), medians=(0,), groups=[group])
            found = queries.answer(areas, of_group, as_at).facts
            if found.people:
                facts[group] = found
        told = list(before.values())

        def named(known: str) -> Snapshot:
            names = {"date": str(day), "known": known}
            one = publish(facts, 0, names, preset, told)
            return Snapshot(names, one, published_high(facts[0], 0, names, one, HIGH, preset, told))

        return linked(told, answer.known, named)

    return _made.get((answer.known, day, preset, tuple(before)), make)
