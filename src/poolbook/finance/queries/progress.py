"""The month's task list: from the ledgers to the issued report, what each step is at and whose turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from poolbook.agreements import queries as agreements
from poolbook.agreements.queries import SIGNED
from poolbook.audit.kept import kept_list
from poolbook.audit.models import Event
from poolbook.finance.models import Period
from poolbook.finance.queries.checks import OF_THE_MONTH, Check, Reading, run_on
from poolbook.finance.queries.figures import Figures
from poolbook.partners.models import Partner, Person
from poolbook.partners.queries import usernames
from poolbook.partners.roles import Role
from poolbook.rules import money
from poolbook.rules.saying import capital, listed, of_all, several
from poolbook.rules.workflow import FROZEN

# a step of the list → the step of the timetable; others have the same key
DATED = {"ledgers": "import", "suspense": "import", "explained": "explain", "checks": "check"}
MANAGER, LEAD, HOLDER = (Role.POOL_MANAGER.value, Role.FINANCE_LEAD.value, Role.BUDGET_HOLDER.value)


@dataclass(frozen=True)
class Step:
    """One step. `state` is "done", "to do" (now), "waiting" (for another step) or "blocked".

    `by` and `at` are of its last act; `blocked_by` says in words what is in the way; `turn` are the
    roles that may act, of `partner` where it is one partner's; `mine` is that it is the reader's turn.
    `due` is the day by whose end it is wanted, while it is not done.
    """

    key: str
    title: str
    state: str
    sentence: str
    by: str = ""
    at: datetime | None = None
    blocked_by: str = ""
    turn: tuple[str, ...] = ()
    partner: Partner | None = None
    mine: bool = False
    due: date | None = None


def steps(
    period: Period, visible_to: Person | None, lines: Sequence[Figures] | None = None
) -> list[Step]:
    """The steps in order. `lines` are the period's figures where a page has them already."""
    return steps_on(Reading(period, lines), visible_to)


def steps_on(reading: Reading, visible_to: Person | None) -> list[Step]:
    """The steps in order, from what is read. The checks are run only while the period is open."""
    found = kept_list("steps", reading.period.pk, of=OF_THE_MONTH, find=lambda: _steps(reading))
    known, month = agreements.timetable(reading.period.agreement), reading.period.month
    return [
        replace(
            step,
            mine=_is_turn(step, visible_to),
            due=None if step.state == "done" else known.due(month, _dated(step.key)),
        )
        for step in found
    ]


def _dated(key: str) -> str:
    """The step of the timetable that a step of the list is due with."""
    return "sign" if key.startswith("sign-") else DATED.get(key, key)


def _steps(reading: Reading) -> Iterator[Step]:
    moves = moves_of([reading.period]).get(reading.period.pk, {})
    yield from _work(reading, moves)
    yield from _end(reading.period, moves)


@dataclass(frozen=True)
class Move:
    """Who brought a period to a state, and when."""

    by: str
    at: datetime


def moves_of(periods: Sequence[Period]) -> dict[int, dict[str, Move]]:
    """By period and state, who brought it there last and when: from the record, in one query."""
    rows = tuple(str(period.pk) for period in periods)
    events = Event.objects.filter(table="finance_period", row__in=rows).order_by("id")
    found = events.values_list("row", "by", "at", "after")
    moves: dict[int, dict[str, Move]] = {}
    for row, by, at, after in kept_list("moves", rows, of=("finance_period",), find=lambda: found):
        if after:
            moves.setdefault(int(row), {})[after["state"]] = Move(by, timezone.localtime(at))
    return moves


def _is_turn(step: Step, person: Person | None) -> bool:
    if person is None or step.state != "to do" or person.role not in step.turn:
        return False
    return step.partner is None or step.partner.pk == person.partner_id


def _work(reading: Reading, moves: dict[str, Move]) -> Iterator[Step]:
    """What is done while the period is open; done altogether once it is checked."""
    still_open = reading.period.state == "open"
    for step in (ledgers(reading), suspense(reading), forecast(reading), explained(reading)):
        yield step if still_open else replace(step, state="done", blocked_by="", turn=())
    yield _checks(run_on(reading)) if still_open else _checked(moves)


def ledgers(reading: Reading) -> Step:
    """How many of the ledgers are imported."""
    came = {batch.source_id for batch in reading.imports}
    missing = [source.name for source in reading.sources if source.pk not in came]
    why = reading.explanations.get("ledgers", "")
    sentence = f"{of_all(len(came), len(reading.sources), 'ledger')} imported"
    if missing and why:
        sentence += f"; explained: {why}"
    last = reading.imports[-1] if reading.imports else None
    step = Step(
        "ledgers",
        "Ledgers imported",
        "done" if not missing or why else "to do",
        sentence,
        by=str(last.by) if last else "",
        at=last.at if last else None,
        turn=(MANAGER, Role.ANALYST.value),
    )
    return replace(step, blocked_by=f"no extract of {listed(missing)} yet") if missing else step


def suspense(reading: Reading) -> Step:
    """What waits in suspense, in rows and pence."""
    rows = sum(item[3] for item in reading.suspended)
    pence = sum(item[4] for item in reading.suspended)
    title, turn = "Suspense cleared", (MANAGER, Role.ANALYST.value)
    if rows:
        sentence = f"{several(rows, 'row')}, {money.show_pounds(pence)}"
        centres = [f"{centre} {account}".strip() for _, centre, account, _, _ in reading.suspended]
        said = f"no mapping knows {listed(centres)}"
        return Step("suspense", title, "to do", sentence, blocked_by=said, turn=turn)
    if not reading.imports:
        said = "nothing is imported yet"
        return Step("suspense", title, "waiting", "0 rows", blocked_by=said, turn=turn)
    return Step("suspense", title, "done", "0 rows, £0", turn=turn)


def forecast(reading: Reading) -> Step:
    """How many lines have their forecast."""
    given = [item.forecast for item in reading.lines if item.forecast]
    missing = [item.line.name for item in reading.lines if not item.forecast]
    last = max(given, key=lambda forecast: forecast.at, default=None)
    return Step(
        "forecast",
        "Lines forecast",
        "to do" if missing else "done",
        of_all(len(given), len(reading.lines), "line"),
        by=usernames()[last.by_id] if last else "",
        at=last.at if last else None,
        blocked_by=f"no forecast of {listed(missing)}" if missing else "",
        turn=(HOLDER, MANAGER, LEAD),
    )


def explained(reading: Reading) -> Step:
    """How many large movements have their reason."""
    title, large = "Large movements explained", reading.large
    silent = [item.line.name for item in large if not reading.told(item)]
    why = reading.explanations.get("moved", "")
    sentence = of_all(len(large) - len(silent), len(large), "large movement") + " with a reason"
    if not large:
        sentence = f"No line moved by {money.show_pounds(reading.period.agreement.explain_from)}"
    elif silent and why:
        sentence += f"; explained: {why}"
    told = [item.forecast for item in large if item.forecast and item.forecast.reason]
    last = max(told, key=lambda forecast: forecast.at, default=None)
    state = "to do" if silent and not why else "done"
    if not any(item.forecast for item in reading.lines):
        state = "waiting"
    return Step(
        "explained",
        title,
        state,
        sentence,
        by=usernames()[last.by_id] if last else "",
        at=last.at if last else None,
        blocked_by=f"no reason for {listed(silent)}" if silent else "",
        turn=(HOLDER, MANAGER, LEAD),
    )


def _checks(results: Sequence[Check]) -> Step:
    failed = [check for check in results if not check.passed]
    sentence = f"{of_all(len(results) - len(failed), len(results), 'check')} passed"
    explained = sum(not check.green and check.passed for check in results)
    if explained:
        sentence += f", {explained} of them explained"
    # What can be explained is the pool manager's to do; what must be mended is somebody's before.
    stuck = any(check.must for check in failed)
    return Step(
        "checks",
        "Checks passed",
        "blocked" if stuck else "to do",
        sentence,
        blocked_by="not so yet: " + "; ".join(check.title for check in failed) if failed else "",
        turn=(MANAGER,),
    )


def _checked(moves: dict[str, Move]) -> Step:
    done = moves.get("checked")
    sentence = "Every check passed or was explained"
    by, at = (done.by, done.at) if done else ("", None)
    return Step("checks", "Checks passed", "done", sentence, by, at)


def _end(period: Period, moves: dict[str, Move]) -> Iterator[Step]:
    """The signatures, the close and the issue."""
    partners = _partners(period)
    for partner in partners:
        yield _signature(period, partner)
    missing = [partner.name for partner in partners if partner.signed_at is None]
    waits = "the checks have not passed" if period.state == "open" else ""
    waits = waits or (f"{listed(missing)} to sign" if missing else "")
    yield _move(
        ("close", "Month closed", "Closed and frozen"),
        done=period.state in FROZEN,
        ready=period.state == "signed",
        waits=waits,
        move=moves.get("closed"),
    )
    yield _move(
        ("issue", "Report issued", "Issued to the board"),
        done=period.state == "issued",
        ready=period.state == "closed",
        waits="the month is not closed",
        move=moves.get("issued"),
    )


def _partners(period: Period) -> list[Partner]:
    """The partners in the agreement's order, each with `signed_by` and `signed_at`; one query."""
    standing = Q(signatures__period=period.pk, signatures__void=False)
    found = Partner.objects.filter(signed__agreement=period.agreement_id).annotate(
        standing=FilteredRelation("signatures", condition=standing),
        signed_by=F("standing__by__username"),
        signed_at=F("standing__at"),
    )
    of = (*SIGNED, "partners_", "finance_signature")
    ordered = found.order_by("signed__place")
    return kept_list("partners and signatures", period.pk, of=of, find=lambda: ordered)


def _signature(period: Period, partner: Partner) -> Step:
    key, title = f"sign-{partner.code}", f"{partner.name} signed"
    if partner.signed_at:
        by, at = partner.signed_by, partner.signed_at
        return Step(key, title, "done", "Signed", by, at, partner=partner)
    if period.state == "checked":
        said = f"{capital(partner.name)} to sign"
        return Step(key, title, "to do", said, turn=(LEAD,), partner=partner)
    return Step(
        key,
        title,
        "waiting",
        "Not signed yet",
        blocked_by="the checks have not passed",
        turn=(LEAD,),
        partner=partner,
    )


def _move(
    names: tuple[str, str, str], *, done: bool, ready: bool, waits: str, move: Move | None
) -> Step:
    """A step that is a move of the period's state by the pool manager."""
    key, title, past = names
    if done:
        return Step(key, title, "done", past, move.by if move else "", move.at if move else None)
    if ready:
        return Step(key, title, "to do", "Ready", turn=(MANAGER,))
    return Step(key, title, "waiting", "Not yet", blocked_by=waits, turn=(MANAGER,))
