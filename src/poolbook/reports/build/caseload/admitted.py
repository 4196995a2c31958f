"""New admissions as published: who began each service since 1 April, beside what earlier packs told.

Who was admitted between two packs is not printed, but is the difference: it is protected like the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from poolbook.reports.build.caseload.activity import started
from poolbook.reports.build.caseload.linking import Earlier, linked, told_of
from poolbook.reports.build.caseload.numbers import Number
from poolbook.rules.caseload.codes import SERVICES
from poolbook.rules.caseload.facts import Facts
from poolbook.rules.disclosure import Claim, Key, Preset, Publication, Sum, Table, at_least, protect
from poolbook.rules.disclosure import key as cell_key

STARTS = "starts"  # the dimension of new admissions: from which day to which


def admitted(
    facts: Facts,
    days: tuple[date, date],
    months: Sequence[date],
    shared: Sequence[Mapping[str, str]],
    preset: Preset,
    told: Sequence[Publication],
    earlier: Earlier,
    fresh: str,
) -> tuple[dict[int, Number], Publication]:
    """New admissions by service from the first of `days` to the last, and what they tell.

    `months` are the first days of the months that `facts` count starts in, and the day after the last;
    `shared` names each day's cells, and `told` are its people of each service.
    """
    window = f"{days[0]} to {days[1]}"
    before = list(told_of(earlier, STARTS).values())
    printed = {dict(k)[STARTS] for each in before for k in each.cells}
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
                passed_by = cell_key({STARTS: said, "known": known, "service": service})
                between = cell_key({STARTS: f"after {said}, {window}", "known": known, "service": service})  # fmt: skip
                made |= {
                    passed_by: old.get(passed_by, 0),
                    between: counts[cell] - old.get(passed_by, 0),
                }
                unseen |= {passed_by, between}
                sums.append(Sum(cell, (passed_by, between)))
        claims = tuple(_claims(counts, window, known, shared, told))
        table = Table(made, tuple(sums), frozenset(unseen), claims)
        done = protect(table, preset, [*told, *before])
        codes = {each.name: code for code, each in SERVICES.items()}
        numbers = {
            codes[service]: Number(done.cells[cell].value, done.cells[cell].mark)
            for service, cell in _cells(counts, window, known)
        }
        return dict(sorted(numbers.items())), done

    return linked(before, fresh, one)


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
