"""The facts that a page of the caseload rests on, exact or as published, kept until a load changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from poolbook.audit.kept import kept
from poolbook.caseload import queries
from poolbook.reports.build.caseload import high
from poolbook.reports.build.caseload.numbers import Exact, Numbers
from poolbook.reports.build.caseload.protected import Day, Published, publish
from poolbook.rules.caseload.codes import GROUPS, day_number
from poolbook.rules.caseload.facts import Facts, Question
from poolbook.web.caseload.asked import Asked

MADE_OF = ("caseload_",)
HIGH = Question().high  # weekly pence above which a cost is high


@dataclass(frozen=True)
class Gathered:
    """What a page may show: `numbers` as the reader may see them, `published` as everybody does.

    `facts` are exact; a page shows of them only what needs no protection, or to who may see it.
    `days` are the snapshots that the page shows; only these are protected, and only when needed.
    """

    asked: Asked
    days: tuple[int, ...]
    facts: Facts
    everybody: Facts

    @property
    def numbers(self) -> Numbers:
        """The numbers as the reader may see them."""
        return Exact(self.facts) if self.asked.exact else self.published

    @cached_property
    def published(self) -> Published:
        """The numbers as everybody sees them, of all areas together."""
        shared = tuple({"date": str(day), "known": _known(self.asked)} for day in self.asked.days)
        made = {at: _day(self.asked, at, shared[at]) for at in self.days}
        return Published(made, shared, self.asked.group)


def gathered(asked: Asked, days: Sequence[int] = (-1,)) -> Gathered:
    """The facts of the snapshots, medians of every day, moves of the year so far.

    `days` are the places of the snapshots that the page shows; -1 is the last.
    """
    question, count = _question(asked), len(asked.days)
    facts = queries.answer(asked.areas, question, asked.known).facts
    everybody = queries.answer(asked.every, replace(question, groups=()), asked.known).facts
    return Gathered(asked, tuple(sorted({day % count for day in days})), facts, everybody)


def facts_of(asked: Asked) -> Facts:
    """The exact facts of the areas and client group asked for."""
    return queries.answer(asked.areas, _question(asked), asked.known).facts


def _known(asked: Asked) -> str:
    """What all areas' numbers of a moment are made of, as one short word."""
    return queries.answer(asked.every, replace(_question(asked), groups=()), asked.known).known


def _day(asked: Asked, at: int, shared: Mapping[str, str]) -> Day:
    """A day as published, of everybody and of each client group; the same on every page."""
    return kept(
        "caseload as published", asked.period.pk, at, shared["known"], of=MADE_OF,
        make=lambda: _published(asked, at, shared),
    )  # fmt: skip


def _question(asked: Asked) -> Question:
    starts = [day.replace(day=1) for day in asked.days[1:]]
    after = asked.days[-1].toordinal() + 1
    months = [*starts, type(asked.day).fromordinal(after)]
    return queries.question(
        asked.days, year=asked.period.month.year.start, cut=asked.day, months=months,
        groups=asked.groups, medians=range(len(asked.days)), lifetimes=True,
    )  # fmt: skip


def _published(asked: Asked, at: int, shared: Mapping[str, str]) -> Day:
    question = _question(asked)
    facts = {}
    for group in (0, *GROUPS):
        chosen = replace(question, groups=(group,) if group else ())
        found = queries.answer(asked.every, chosen, asked.known).facts
        if found.people or not group:
            facts[group] = found
    return publish(facts, at, shared)


def high_of(asked: Asked, found: Gathered, exact: bool) -> high.High:
    """People above the threshold on the last day; as published of all areas and client groups."""
    at = len(asked.days) - 1
    if exact:
        return high.exact(found.facts, at, HIGH)
    day, shared = found.published.days[at], found.published.shared[at]
    return kept(
        "caseload high costs as published", asked.period.pk, shared["known"], of=MADE_OF,
        make=lambda: high.published(found.everybody, at, shared, day, HIGH),
    )  # fmt: skip


def today(asked: Asked) -> int:
    """The last snapshot as the engine counts days."""
    return day_number(asked.day)
