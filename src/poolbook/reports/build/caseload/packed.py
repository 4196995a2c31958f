"""The caseload as one pack publishes it: two days, the new admissions between them and lives of
services, protected together and beside the packs of the year that were issued before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from poolbook.caseload import queries
from poolbook.caseload.lasting import Lasting
from poolbook.caseload.models import CaseArea
from poolbook.caseload.queries import Answer
from poolbook.reports.build.caseload import ages
from poolbook.reports.build.caseload.admitted import admitted
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.linking import Earlier, linked, told_of
from poolbook.reports.build.caseload.numbers import Number
from poolbook.reports.build.caseload.protected import Published
from poolbook.reports.build.caseload.snapshots import snapshot
from poolbook.rules.calendar import Month
from poolbook.rules.disclosure import Preset, Publication, Table, key, protect


@dataclass(frozen=True)
class Packed:
    """What a pack publishes of people: `told` is all of it. `answer` is of everybody, exact."""

    days: tuple[date, date]
    numbers: Published
    over: High
    starts: Mapping[int, Number]
    lives: Mapping[str, Number]
    told: Publication
    answer: Answer
    preset: Preset


LIFE = "life"  # the dimension of how long ago a first package was
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
    year = month.year.start
    asked = queries.question(
        days, year=year, cut=days[1], months=months, medians=(0, 1), lifetimes=True
    )
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
        lives, of_lives = _lives(answer, last.names["known"], days[1], preset, earlier)
        whole = first.day.told.beside(last.day.told, last.over.told, told, of_lives)
        numbers = Published({0: first.day, 1: last.day}, shared)
        return Packed(days, numbers, last.over, starts, lives, whole, answer, preset)

    return _made.get((answer.known, days, preset, tuple(earlier)), make)


def _lives(
    answer: Answer, known: str, day: date, preset: Preset, earlier: Earlier
) -> tuple[dict[str, Number], Publication]:
    """People by how long ago their first package was, beside what was told of the same day before."""
    told = told_of(earlier, "date", str(day))
    before = [each.only(lambda k: LIFE in dict(k)) for each in told.values()]
    counts = {label: people for label, (people, _) in ages.lives(answer.facts).items()}

    def make(name: str) -> tuple[dict[str, Number], Publication]:
        cells = {label: key({"date": str(day), "known": name, LIFE: label}) for label in counts}
        done = protect(Table({cells[k]: n for k, n in counts.items()}), preset, before)
        found = {k: done.cells[cell] for k, cell in cells.items()}
        return {k: Number(one.value, one.mark) for k, one in found.items()}, done

    return linked(before, known, make)


def _services(counts: Publication) -> Publication:
    """The people of each service: what ties new admissions."""
    return counts.only(lambda k: {name for name, _ in k} == {"date", "known", "service"})
