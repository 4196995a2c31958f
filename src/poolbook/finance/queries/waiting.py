"""What waits for a person: the acts that their role must do now, in every agreement they see."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine
from poolbook.finance.models import Period, Signature
from poolbook.finance.queries import periods, progress, virements
from poolbook.finance.queries.checks import Reading
from poolbook.finance.queries.figures import Figures
from poolbook.finance.queries.progress import Move, Step
from poolbook.finance.queries.work import authors
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from poolbook.rules import money
from poolbook.rules.deadlines import Timetable
from poolbook.rules.saying import several

ROLES = frozenset({Role.POOL_MANAGER.value, Role.FINANCE_LEAD.value, Role.BUDGET_HOLDER.value})
Moves = Mapping[str, Move]


@dataclass(frozen=True)
class Wait:
    """One thing to do: a sentence that begins with the act, since when, and where it is done.

    `kind` is forecast, explain, import, suspense, check, close, issue, sign or virement; `lines` and
    `virement` are ids where it is about them; `due` is the day by whose end it is wanted.
    """

    kind: str
    text: str
    period: Period
    since: datetime | None
    lines: tuple[int, ...] = field(default=())
    virement: int | None = None
    due: date | None = None


def waiting_for(person: Person, readings: Mapping[int, Reading] | None = None) -> list[Wait]:
    """Everything that waits: what has a date first, by its date, then the oldest. `readings` are what
    a page has read, by period's id."""
    if person.role not in ROLES:
        return []
    found = [
        period
        for agreement in agreements.seen_by(person)
        for period in periods.periods(agreement)
        if period.state != "issued"
    ]
    moves = progress.moves_of(found)
    waits = []
    for period in found:
        reading = (readings or {}).get(period.pk)
        waits += _in_period(person, period, moves.get(period.pk, {}), reading)
    if person.role == Role.FINANCE_LEAD:
        waits += _virements(person, found)
    known = agreements.timetables({period.agreement_id for period in found})
    waits = [replace(wait, due=_due(wait, known.get(wait.period.agreement_id))) for wait in waits]
    return sorted(waits, key=_order)


def _due(wait: Wait, known: Timetable | None) -> date | None:
    step = "import" if wait.kind == "suspense" else wait.kind
    return known.due(wait.period.month, step) if known else None


def _order(wait: Wait) -> tuple[date, bool, datetime | None]:
    return wait.due or date.max, wait.since is None, wait.since


def _in_period(
    person: Person, period: Period, moves: Moves, reading: Reading | None
) -> Iterable[Wait]:
    if person.role == Role.POOL_MANAGER:
        return _for_manager(period, moves, reading)
    if person.role == Role.FINANCE_LEAD:
        return _to_sign(person, period, moves) if period.state == "checked" else ()
    return _for_holder(person, reading or Reading(period), moves) if period.state == "open" else ()


def _at(moves: Moves, state: str) -> datetime | None:
    return moves[state].at if state in moves else None


def _for_manager(period: Period, moves: Moves, reading: Reading | None) -> Iterator[Wait]:
    name = period.month.name
    if period.state == "signed":
        yield Wait("close", f"Close {name}", period, _at(moves, "signed"))
    elif period.state == "closed":
        yield Wait("issue", f"Issue the report of {name}", period, period.closed_at)
    elif period.state == "open":
        yield from _open_month(reading or Reading(period), moves)


def _open_month(reading: Reading, moves: Moves) -> Iterator[Wait]:
    """What is left before the month can be checked; the checks themselves are not run here."""
    period, opened = reading.period, _at(moves, "open")
    name = period.month.name
    ledgers, suspense = progress.ledgers(reading), progress.suspense(reading)
    if ledgers.state == "to do":
        missing = len(reading.sources) - len({batch.source_id for batch in reading.imports})
        text = f"Import {several(missing, 'ledger')} of {name}"
        yield Wait("import", text, period, opened)
    if suspense.state == "to do":
        text = f"Clear suspense of {name}: {suspense.sentence}"
        since = reading.imports[-1].at if reading.imports else opened
        yield Wait("suspense", text, period, since)
    unheld = [item for item in reading.lines if item.line.holder_id is None]
    yield from _lines(reading, unheld, opened, " (no budget holder)")
    steps = (ledgers, suspense, progress.forecast(reading), progress.explained(reading))
    if all(step.state == "done" for step in steps):
        yield Wait("check", f"Run the checks of {name}", period, _newest(steps) or opened)


def _newest(steps: Sequence[Step]) -> datetime | None:
    return max((step.at for step in steps if step.at), default=None)


def _for_holder(person: Person, reading: Reading, moves: Moves) -> Iterator[Wait]:
    """The lines that the person holds; where they hold none, those that nobody does."""
    own = [item for item in reading.lines if item.line.holder_id == person.pk]
    unheld = [item for item in reading.lines if item.line.holder_id is None]
    yield from _lines(reading, own or unheld, _at(moves, "open"), "")


def _lines(
    reading: Reading, items: Sequence[Figures], opened: datetime | None, whose: str
) -> Iterator[Wait]:
    """Lines to forecast, and movements to explain, by client group."""
    period = reading.period
    missing = [item for item in items if item.forecast is None]
    chosen = {item.line.pk for item in items}
    silent = [i for i in reading.large if i.line.pk in chosen and not reading.told(i)]
    if "moved" in reading.explanations:
        silent = []
    if not missing and not silent:
        return
    groups = _groups(period)
    for group, found in _by_group(missing, groups):
        text = f"Forecast {several(len(found), 'line')} in {group}{whose}"
        yield Wait("forecast", text, period, opened, _ids(found))
    for group, found in _by_group(silent, groups):
        moved = sum(item.change or 0 for item in found)
        text = (
            f"Explain {several(len(found), 'line')} in {group}{whose}: {money.show_pounds(moved)}"
        )
        since = min(item.forecast.at for item in found if item.forecast)
        yield Wait("explain", text, period, since, _ids(found))


def _ids(items: Iterable[Figures]) -> tuple[int, ...]:
    return tuple(item.line.pk for item in items)


def _groups(period: Period) -> dict[int, tuple[int | None, str]]:
    """The headings of the agreement: the one above each, and its name."""
    found = BudgetLine.objects.filter(pool__agreement=period.agreement_id, children__isnull=False)
    return {key: (above, name) for key, above, name in found.values_list("pk", "parent", "name")}


def _by_group(
    items: Iterable[Figures], groups: Mapping[int, tuple[int | None, str]]
) -> Iterable[tuple[str, list[Figures]]]:
    """The lines under the topmost heading of each; under its pool where it has none."""
    found: dict[str, list[Figures]] = {}
    for item in items:
        above, name = item.line.parent_id, item.line.pool.name
        while above in groups:
            above, name = groups[above]
        found.setdefault(name, []).append(item)
    return found.items()


def _to_sign(person: Person, period: Period, moves: Moves) -> Iterator[Wait]:
    """Nothing for somebody who made a figure in the month: another must sign it."""
    signed = Signature.objects.filter(period=period, partner=person.partner_id, void=False)
    if not signed.exists() and person.pk not in authors(period):
        text = f"Sign {period.month.name} for {person.partner}"
        yield Wait("sign", text, period, _at(moves, "checked"))


def _virements(person: Person, periods: Sequence[Period]) -> Iterator[Wait]:
    known = {period.pk: period for period in periods}
    for asked in virements.to_decide({period.agreement for period in periods}, person):
        text = f"Decide a virement of {money.show_pounds(asked.size)}: {asked.virement.reason}"
        period = known.get(asked.virement.period_id, asked.virement.period)
        yield Wait("virement", text, period, asked.asked_at, virement=asked.virement.pk)
