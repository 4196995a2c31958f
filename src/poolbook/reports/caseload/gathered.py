"""The facts that a page of the caseload rests on, exact or as published, kept until a load changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from poolbook.caseload import publishing, queries
from poolbook.reports.build.caseload import high
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.issued import earlier
from poolbook.reports.build.caseload.linking import Earlier
from poolbook.reports.build.caseload.numbers import Exact, Numbers
from poolbook.reports.build.caseload.packed import Packed, pack
from poolbook.reports.build.caseload.protected import Published
from poolbook.reports.build.caseload.snapshots import HIGH, snapshot
from poolbook.reports.caseload.asked import Asked
from poolbook.rules.caseload.facts import Facts, Question
from poolbook.rules.disclosure import Preset
from poolbook.rules.disclosure.notes import notes
from poolbook.rules.refusal import Refusal

SHOWN = (0, -2, -1)  # snapshots that pages show: 1 April, the last month's end, and now


@dataclass(frozen=True)
class Gathered:
    """What a page may show: `numbers` as the reader may see them, `published` as everybody does.

    `facts` are exact; a page shows of them only what needs no protection, or to who may see it.
    `days` are the snapshots that the page shows; only these are protected, and only when needed.
    """

    asked: Asked
    days: tuple[int, ...]
    facts: Facts

    @property
    def numbers(self) -> Numbers:
        """The numbers as the reader may see them."""
        return Exact(self.facts) if self.asked.exact else self.published

    @cached_property
    def everybody(self) -> Facts:
        """The exact facts of all areas and groups."""
        question = replace(_question(self.asked), groups=())
        return queries.answer(self.asked.every, question, self.asked.known).facts

    @cached_property
    def pack(self) -> Packed:
        """The period's pack as it would be published now, beside the packs issued up to now."""
        asked = self.asked
        made = pack(asked.every, asked.period.month, asked.known, self.preset, self.earlier)
        if made is None:  # no page comes here before packages are known
            raise Refusal("No packages were known then.")
        return made

    @cached_property
    def published(self) -> Published:
        """The numbers as everybody sees them, of all areas together; the pack's own on its two days."""
        asked, ends, last = self.asked, self.pack.numbers, len(self.asked.days) - 1
        shared: list[Mapping[str, str]] = [{} for _ in asked.days]
        shared[0], shared[last] = ends.shared
        made = {0: ends.days[0], last: ends.days[1]}
        for at in self.days:
            if at not in made:
                one = snapshot(asked.every, asked.days[at], asked.known, self.preset, self.earlier)
                made[at], shared[at] = one.day, one.names
        return Published(made, tuple(shared), asked.group)

    @cached_property
    def preset(self) -> Preset:
        """How small counts of people are hidden here."""
        return publishing.preset()

    @cached_property
    def earlier(self) -> Earlier:
        """What the year's issued packs told of people."""
        return earlier(self.asked.period, timezone.now())

    def notes(self, exact: bool) -> tuple[str, ...]:
        """What a reader must know of tables as published; nothing of exact ones."""
        if exact:
            return ()
        return notes(self.pack.numbers.days[1].counts, self.preset, averages=True)


def gathered(asked: Asked, days: Sequence[int] = (-1,)) -> Gathered:
    """The facts of the snapshots, medians of every day, moves of the year so far.

    `days` are the places of the snapshots that the page shows; -1 is the last.
    """
    count = len(asked.days)
    return Gathered(asked, tuple(sorted({day % count for day in days})), facts_of(asked))


def facts_of(asked: Asked) -> Facts:
    """The exact facts of the areas and client group asked for."""
    return queries.answer(asked.areas, _question(asked), asked.known).facts


def _question(asked: Asked) -> Question:
    starts = [day.replace(day=1) for day in asked.days[1:]]
    after = asked.days[-1].toordinal() + 1
    months = [*starts, type(asked.day).fromordinal(after)]
    return queries.question(
        asked.days, year=asked.period.month.year.start, cut=asked.day, months=months,
        groups=asked.groups, medians=sorted({at % len(asked.days) for at in SHOWN}), lifetimes=True,
    )  # fmt: skip


def high_of(found: Gathered, exact: bool) -> High:
    """People above the threshold on the last day; as published of all areas and client groups."""
    return high.exact(found.facts, len(found.asked.days) - 1, HIGH) if exact else found.pack.over
