"""The caseload as one pack publishes it: two days and the new admissions between them, protected
together and beside the packs of the year that were issued before.

What a pack told is known by names with the date and with when it was known. Where an earlier pack's
numbers of a date still hold, this pack takes over their names, so that both are attacked as one;
where they were restated since, its numbers have names of their own.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import TypeVar

from poolbook.caseload import queries
from poolbook.caseload.models import CaseArea
from poolbook.caseload.queries import Answer
from poolbook.reports.build.caseload.activity import started
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.high import published as published_high
from poolbook.reports.build.caseload.numbers import Number
from poolbook.reports.build.caseload.protected import Day, Published, publish
from poolbook.rules.calendar import Month
from poolbook.rules.caseload.codes import GROUPS, SERVICES
from poolbook.rules.caseload.facts import Facts, Question
from poolbook.rules.disclosure import Claim, Key, Preset, Publication, Sum, Table, at_least, protect
from poolbook.rules.disclosure import key as cell_key
from poolbook.rules.refusal import Refusal

T = TypeVar("T")
HIGH = Question().high  # weekly pence above which a cost is high
STARTS = "starts"  # the dimension of new admissions: from which day to which
MOST = 8  # packs kept by a process: what made them says what they are
_packs: OrderedDict[tuple[object, ...], "Packed"] = OrderedDict()
_lock = Lock()


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


def pack(
    areas: Sequence[CaseArea],
    month: Month,
    as_at: datetime | None,
    preset: Preset,
    earlier: Mapping[str, Publication],
) -> Packed | None:
    """The caseload at a month's end as known at a moment; None where nothing was known then.

    `earlier` are the publications of the year's packs that were issued before, by their hashes.
    """
    days = (month.year.first, month.last)
    months = [Month(month.year, number).first for number in range(1, min(month.number, 12) + 1)]
    after = date.fromordinal(days[1].toordinal() + 1)
    asked = queries.question(days, months=[*months, after], medians=(0, 1))
    answer = queries.answer(areas, asked, as_at)
    if not answer.files:
        return None
    key = (answer.known, days, preset, tuple(earlier))
    with _lock:
        known = _packs.get(key)
    if known is None:
        facts = {0: answer.facts}
        for group in GROUPS:
            of_group = queries.question(days, months=(), medians=(0, 1), groups=[group])
            found = queries.answer(areas, of_group, as_at).facts
            if found.people:
                facts[group] = found
        known = _packed(facts, answer, days, [*months, after], preset, list(earlier.values()))
        with _lock:
            _packs[key] = known
            while len(_packs) > MOST:
                _packs.popitem(last=False)
    return known


def _packed(
    facts: Mapping[int, Facts],
    answer: Answer,
    days: tuple[date, date],
    months: Sequence[date],
    preset: Preset,
    earlier: Sequence[Publication],
) -> Packed:
    made, shared, over = {}, [], High({})
    for at, day in enumerate(days):
        linked = _of(earlier, "date", str(day))

        def publish_as(
            known: str, at: int = at, day: date = day, linked: list[Publication] = linked
        ) -> tuple[Mapping[str, str], Day, High]:
            names = {"date": str(day), "known": known}
            one = publish(facts, at, names, preset, linked)
            return names, one, published_high(facts[0], at, names, one, HIGH, preset, linked)

        names, made[at], over = _linked(_names(linked), answer.known, publish_as)
        shared.append(names)
    services = [_services(one.counts) for one in made.values()]
    starts, admitted = _starts(
        facts[0], days, months, shared, preset, services, earlier, answer.known
    )
    whole = made[0].told.beside(made[1].told, over.told, admitted)
    return Packed(days, Published(made, tuple(shared)), over, starts, whole, answer, preset)


def _services(counts: Publication) -> Publication:
    """The people of each service: what ties new admissions."""
    return counts.only(lambda k: {name for name, _ in k} == {"date", "known", "service"})


def _of(earlier: Sequence[Publication], dimension: str, value: str = "") -> list[Publication]:
    """What earlier publications tell of a date, or of anything with that dimension."""

    def chosen(k: Key) -> bool:
        said = dict(k).get(dimension, "")
        return said == value if value else bool(said)

    found = (each.only(chosen) for each in earlier)
    return [each for each in found if each.cells]


def _names(publications: Sequence[Publication]) -> list[str]:
    """By which moments of knowledge earlier cells are named, the newest pack's first."""
    found = [dict(k)["known"] for each in publications[::-1] for k in each.cells]
    return list(dict.fromkeys(found))


def _linked(names: Sequence[str], fresh: str, make: Callable[[str], T]) -> T:
    """What is made under the first name whose earlier numbers still hold, else under a fresh one."""
    for known in names:
        try:
            return make(known)
        except Refusal:  # restated since, or not to be protected beside these
            continue
    return make(fresh)


def _starts(
    facts: Facts,
    days: tuple[date, date],
    months: Sequence[date],
    shared: Sequence[Mapping[str, str]],
    preset: Preset,
    told: Sequence[Publication],
    earlier: Sequence[Publication],
    fresh: str,
) -> tuple[dict[int, Number], Publication]:
    """New admissions by service, beside those that earlier packs printed up to an earlier day.

    Who was admitted between is not printed, but is the difference: it is protected like the rest.
    """
    window = f"{days[0]} to {days[1]}"
    linked = _of(earlier, STARTS)
    printed = {dict(k)[STARTS] for each in linked for k in each.cells}
    before_now = sorted(w for w in printed if w.startswith(str(days[0])) and w < window)

    def one(known: str) -> tuple[dict[int, Number], Publication]:
        counts = _counts(facts, range(len(months) - 1), window, known)
        if not counts:
            return {}, Publication({})
        made = dict(counts)
        sums, unseen = [], set()
        for said in before_now:
            passed = sum(1 for m in months[:-1] if str(m) <= said.split(" to ")[1])
            old = _counts(facts, range(passed), said, known)
            for service, cell in _cells(counts, window, known):
                before = cell_key({STARTS: said, "known": known, "service": service})
                between = cell_key({STARTS: f"after {said}, {window}", "known": known, "service": service})  # fmt: skip
                made |= {before: old.get(before, 0), between: counts[cell] - old.get(before, 0)}
                unseen |= {before, between}
                sums.append(Sum(cell, (before, between)))
        claims = tuple(_claims(counts, window, known, shared, told))
        table = Table(made, tuple(sums), frozenset(unseen), claims)
        done = protect(table, preset, [*told, *linked])
        codes = {each.name: code for code, each in SERVICES.items()}
        numbers = {
            codes[service]: Number(done.cells[cell].value, done.cells[cell].mark)
            for service, cell in _cells(counts, window, known)
        }
        return dict(sorted(numbers.items())), done

    return _linked(_names(linked), fresh, one)


def _counts(facts: Facts, months: Sequence[int], window: str, known: str) -> dict[Key, int]:
    return {
        cell_key({STARTS: window, "known": known, "service": SERVICES[code].name}): starts
        for code, starts in started(facts, months).items()
    }


def _cells(counts: Mapping[Key, int], window: str, known: str) -> Iterator[tuple[str, Key]]:
    for each in SERVICES.values():
        cell = cell_key({STARTS: window, "known": known, "service": each.name})
        if cell in counts:
            yield each.name, cell


def _claims(
    counts: Mapping[Key, int],
    window: str,
    known: str,
    shared: Sequence[Mapping[str, str]],
    told: Sequence[Publication],
) -> Iterator[Claim]:
    """Whoever has a service at the end and did not at the start has begun it between."""
    printed = {k for each in told for k in each.cells}
    for service, cell in _cells(counts, window, known):
        first, last = (cell_key({**names, "service": service}) for names in shared)
        if last in printed:
            yield at_least([cell, first] if first in printed else [cell], [last])
