"""The caseload as one pack publishes it: two days and the new admissions between them, protected
together and beside the packs of the year that were issued before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from poolbook.caseload import queries
from poolbook.caseload.lasting import Lasting
from poolbook.caseload.models import CaseArea
from poolbook.caseload.queries import Answer
from poolbook.reports.build.caseload.admitted import admitted
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.linking import Earlier
from poolbook.reports.build.caseload.numbers import Number
from poolbook.reports.build.caseload.protected import Published
from poolbook.reports.build.caseload.snapshots import snapshot
from poolbook.rules.calendar import Month
from poolbook.rules.disclosure import Preset, Publication


@dataclass(frozen=True)
class Packed:
    """What a pack publishes of people: `told` is all of it. `answer` is of everybody, exact."""

    days: tuple[date, date]
    numbers: Published
    over: High
    starts: Mapping[int, Number]
    told: Publication
    answer: Answer
    preset: Preset


_made: Lasting[Packed] = Lasting(16)


def pack(
    areas: Sequence[CaseArea],
    month: Month,
    as_at: datetime | None,
    preset: Preset,
    earlier: Earlier,
) -> Packed | None:
    """The caseload at a month's end as known at a moment; None where nothing was known then.

    `earlier` are the publications of the year's packs that were issued before.
    """
    days = (month.year.first, month.last)
    months = [Month(month.year, number).first for number in range(1, min(month.number, 12) + 1)]
    months.append(date.fromordinal(days[1].toordinal() + 1))
    asked = queries.question(days, months=months, medians=(0, 1))
    answer = queries.answer(areas, asked, as_at)
    if not answer.files:
        return None

    def make() -> Packed:
        first, last = (snapshot(areas, day, as_at, preset, earlier) for day in days)
        shared = (first.names, last.names)
        services = [_services(each.day.counts) for each in (first, last)]
        starts, told = admitted(
            answer.facts, days, months, shared, preset, services, earlier, answer.known
        )
        whole = first.day.told.beside(last.day.told, last.over.told, told)
        numbers = Published({0: first.day, 1: last.day}, shared)
        return Packed(days, numbers, last.over, starts, whole, answer, preset)

    return _made.get((answer.known, days, preset, tuple(earlier)), make)


def _services(counts: Publication) -> Publication:
    """The people of each service: what ties new admissions."""
    return counts.only(lambda k: {name for name, _ in k} == {"date", "known", "service"})
