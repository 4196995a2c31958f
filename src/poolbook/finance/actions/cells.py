"""Saving the forecast grid: each line is saved or refused by itself, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from poolbook.agreements.models import BudgetLine
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.forecasts import Entry, Ground, fault_of, is_stale, same
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import Forecast, Period
from poolbook.finance.queries.figures import actuals, forecasts
from poolbook.finance.queries.holding import why_not
from poolbook.finance.queries.periods import before
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.typed import Known, typed

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class Edit:
    """What somebody did to a line's cells; None leaves what is saved.

    `typed` is the forecast as it was typed (`1.2m`, `=budget`); `seen` the version on the screen,
    0 where there was none.
    """

    line: BudgetLine
    seen: int
    method: str | None = None
    typed: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an edit: a stale one has both versions (`theirs` and `yours`, not saved)."""

    line: BudgetLine
    what: Literal["saved", "unchanged", "stale", "refused"]
    said: str = ""
    theirs: Forecast | None = None
    yours: Forecast | None = None


def save_cells(*, by: Person, period: Period, edits: Sequence[Edit]) -> list[Outcome]:
    """Saves every sound edit as a version, and says of each what became of it, in their order.

    Raises Refusal only for all of them at once: a role that may not, a period that is not open.
    """
    require(by, May.FORECAST)
    require_partner(by, period.agreement)
    require_own(period.agreement, [edit.line for edit in edits])
    with acting(str(by), f"forecast {period}"), locked(period, "open") as fresh:
        ground = Ground(fresh, [edit.line.pk for edit in edits])
        known = _Known(ground, edits)
        found: list[Outcome] = []
        rows: dict[int, Forecast] = {}
        for edit in edits:
            if edit.line.pk in rows:
                found.append(Outcome(edit.line, "refused", "is given twice"))
                continue
            outcome = _judged(edit, ground, known, by)
            found.append(outcome)
            if outcome.what == "saved" and outcome.yours:
                rows[edit.line.pk] = outcome.yours
        Forecast.objects.bulk_create(rows.values())
        return found


class _Known:
    """What `=budget`, `=last`, `=actual` and `103%` stand for; read only where somebody typed one."""

    def __init__(self, ground: Ground, edits: Sequence[Edit]) -> None:
        self.ground = ground
        wanted = any(set("=%") & set(edit.typed or "") for edit in edits)
        previous = before(ground.period) if wanted else None
        self.last = forecasts(previous) if previous else {}
        self.actuals = actuals(ground.period) if wanted else {}
        self.budgets = ground.budgets if wanted else {}

    def of(self, line: int) -> Known:
        """The amounts of one line."""
        last, now = self.last.get(line), self.ground.newest.get(line)
        return Known(
            budget=self.budgets.get(line, 0),
            last=last.pence if last else None,
            actual=self.actuals.get(line),
            forecast=now.pence if now else None,
        )


def _judged(edit: Edit, ground: Ground, known: _Known, by: Person) -> Outcome:
    """Whether one edit can be saved; `yours` is the version that it makes."""
    line, old = edit.line, ground.newest.get(edit.line.pk)
    if refused := why_not(by, line):
        return Outcome(line, "refused", refused)
    try:
        pence = None if edit.typed is None else typed(edit.typed, known.of(line.pk))
        if pence is None and edit.method is None and edit.reason is None:
            return Outcome(line, "unchanged")
        entry = _entry(edit, pence, old)
        made = ground.made(entry, by)
    except ValueError as error:
        return Outcome(line, "refused", str(error))
    if old and pence is None and edit.method is None:  # a reason alone leaves the figure as it is
        made.pence, made.basis = old.pence, old.basis
    if same(made, old):
        return Outcome(line, "unchanged")
    stale = is_stale(entry, old)
    if fault := fault_of(entry, old, by):
        return Outcome(line, "stale" if stale else "refused", fault, old, made)
    return Outcome(line, "saved", theirs=old, yours=made)


def _entry(edit: Edit, pence: int | None, old: Forecast | None) -> Entry:
    """The edit with what is saved in the cells that it leaves alone. Raises ValueError."""
    kept = old.method if old else edit.line.method
    method = edit.method or ("manual" if pence is not None else kept)
    reason = edit.reason if edit.reason is not None else (old.reason if old else "")
    if len(reason.strip()) > LONGEST_REASON:
        raise ValueError(
            f"a reason has at most {LONGEST_REASON} characters; this has {len(reason)}"
        )
    if "\0" in reason:
        raise ValueError("the reason has a character that cannot be kept")
    if method == "manual" and pence is None and old:
        pence = old.pence
    return Entry(edit.line, method, pence, reason, edit.seen)
