"""The facts that a page of the caseload rests on, exact or as published, kept until a load changes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from poolbook.audit.kept import kept
from poolbook.caseload import queries
from poolbook.caseload.models import CaseArea
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
    """

    numbers: Numbers
    published: Published
    facts: Facts
    everybody: Facts


def gathered(asked: Asked) -> Gathered:
    """The facts of the snapshots, medians of the last day and of the first, moves of the year so far."""
    question = _question(asked)
    facts = queries.answer(asked.areas, question, asked.known).facts
    published, everybody = kept(
        "caseload as published", asked.period.pk, asked.known, of=MADE_OF,
        make=lambda: _published(asked.every, replace(question, groups=()), asked),
    )  # fmt: skip
    shown = replace(published, group=asked.group)
    return Gathered(Exact(facts) if asked.exact else shown, shown, facts, everybody)


def _question(asked: Asked) -> Question:
    starts = [day.replace(day=1) for day in asked.days[1:]]
    after = asked.days[-1].toordinal() + 1
    months = [*starts, type(asked.day).fromordinal(after)]
    return queries.question(
        asked.days, year=asked.period.month.year.start, cut=asked.day, months=months,
        groups=asked.groups, medians=range(len(asked.days)), lifetimes=True,
    )  # fmt: skip


def _published(
    areas: Sequence[CaseArea], question: Question, asked: Asked
) -> tuple[Published, Facts]:
    """Every day's protected numbers, of all areas together, everybody and each client group."""
    answer = queries.answer(areas, question, asked.known)
    facts = {0: answer.facts}
    for group in GROUPS:
        found = queries.answer(areas, replace(question, groups=(group,)), asked.known).facts
        if found.people:
            facts[group] = found
    shared = tuple({"date": str(day), "known": answer.known} for day in asked.days)
    days: list[Day] = [publish(facts, at, named) for at, named in enumerate(shared)]
    return Published(tuple(days), shared), answer.facts


def high_of(asked: Asked, found: Gathered, exact: bool) -> high.High:
    """People above the threshold on the last day; as published of all areas and client groups."""
    at = len(asked.days) - 1
    if exact:
        return high.exact(found.facts, at, HIGH)
    day, shared = found.published.days[at], found.published.shared[at]
    return kept(
        "caseload high costs as published", asked.period.pk, asked.known, of=MADE_OF,
        make=lambda: high.published(found.everybody, at, shared, day, HIGH),
    )  # fmt: skip


def today(asked: Asked) -> int:
    """The last snapshot as the engine counts days."""
    return day_number(asked.day)
