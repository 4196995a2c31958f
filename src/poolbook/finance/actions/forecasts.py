"""Forecasts, savings and the words beside the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from poolbook.agreements.models import BudgetLine, Pool
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import Forecast, Note, Period, Saving, SavingUpdate
from poolbook.finance.queries.figures import budgets, by_month, forecasts, last_year
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules import money
from poolbook.rules.forecasting import Basis, forecast
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Entry:
    """A forecast as given: an amount (pence) for a manual one, or None to compute by the method.

    `seen` is the version that the person saw; where another has come since, the entry is refused.
    `profile` is twelve parts of the year for that method; last year's months where it is empty.
    """

    line: BudgetLine
    method: str
    pence: int | None = None
    reason: str = ""
    seen: int | None = None
    profile: tuple[Fraction, ...] = ()


def set_forecasts(*, by: Person, period: Period, entries: Sequence[Entry]) -> int:
    """Adds a version for each forecast that differs from the newest; returns how many were added.

    All or nothing: raises Refusal with every fault (a manual one without amount or reason, a stale one).
    """
    require(by, May.FORECAST)
    require_partner(by, period.agreement)
    require_own(period.agreement, [entry.line for entry in entries])
    with acting(str(by), f"forecast {period}"), locked(period, "open") as fresh:
        newest = forecasts(fresh)
        budget = budgets(fresh)
        faults: list[str] = []
        rows: dict[int, Forecast] = {}
        for entry in entries:
            old = newest.get(entry.line.pk)
            fault = "is given twice" if entry.line.pk in rows else _fault(entry, old)
            try:
                rows[entry.line.pk] = _made(entry, fresh, budget.get(entry.line.pk, 0), old, by)
            except ValueError as error:
                fault = fault or str(error)
            if fault:
                faults.append(f"{entry.line.name} ({entry.line.code}): {fault}")
        if faults:
            raise Refusal("no forecast was saved", faults)
        changed = [row for line, row in rows.items() if not _same(row, newest.get(line))]
        Forecast.objects.bulk_create(changed)
        return len(changed)


def _fault(entry: Entry, old: Forecast | None) -> str:
    at = old.version if old else 0
    if entry.seen is not None and entry.seen != at and old:
        yours = entry.method if entry.pence is None else money.show_pounds(entry.pence)
        return (
            f"changed since you saw it: {old.by} made it {money.show_pounds(old.pence)} "
            f"({old.reason or old.method}); you gave {yours}"
        )
    if entry.method == "manual" and entry.pence is None:
        return "a manual forecast needs its amount"
    if entry.method != "manual" and entry.pence is not None:
        return f"the method “{entry.method}” computes the amount; a judged one is manual"
    if entry.method == "manual" and not entry.reason.strip():
        return "a manual forecast needs its reason"
    return ""


def _made(entry: Entry, period: Period, budget: int, old: Forecast | None, by: Person) -> Forecast:
    basis = ""
    pence = entry.pence or 0
    if entry.method != "manual":
        months = by_month(entry.line, period)
        profile = entry.profile
        if entry.method == "profile" and not profile:
            profile = tuple(Fraction(max(0, pence)) for pence in last_year(entry.line, period))
        estimate = forecast(entry.method, Basis(budget, months, period.month.elapsed, profile))
        pence, basis = estimate.pence, estimate.words
    return Forecast(
        line=entry.line,
        period=period,
        version=old.version + 1 if old else 1,
        method=entry.method,
        pence=pence,
        basis=basis,
        reason=entry.reason.strip(),
        by=by,
    )


def _same(row: Forecast, old: Forecast | None) -> bool:
    return old is not None and (row.pence, row.method, row.reason, row.basis) == (
        old.pence,
        old.method,
        old.reason,
        old.basis,
    )


@dataclass(frozen=True)
class Words:
    """A note as given: an issue or risk of a pool, or a word on a line or on what changed."""

    pool: Pool
    kind: str
    text: str
    line: BudgetLine | None = None


def set_notes(*, by: Person, period: Period, notes: Sequence[Words]) -> int:
    """Replaces the period's notes by these, in this order; returns how many there are."""
    require(by, May.FORECAST)
    require_partner(by, period.agreement)
    require_own(period.agreement, [note.pool for note in notes])
    require_own(period.agreement, [note.line for note in notes if note.line])
    with acting(str(by), f"wrote the notes of {period}"), locked(period, "open"):
        Note.objects.filter(period=period).delete()
        Note.objects.bulk_create(
            Note(
                pool=note.pool,
                period=period,
                kind=note.kind,
                line=note.line,
                place=place,
                text=note.text,
                by=by,
            )
            for place, note in enumerate(notes, 1)
        )
    return len(notes)


def update_saving(
    *, by: Person, period: Period, saving: Saving, delivered: int, forecast_pence: int
) -> SavingUpdate:
    """Says how much of a saving is delivered, and expected for the year, in pence."""
    require(by, May.FORECAST)
    require_partner(by, period.agreement)
    require_own(period.agreement, [saving.line])
    with acting(str(by), f"updated a saving in {period}"), locked(period, "open"):
        values = {"delivered": delivered, "forecast": forecast_pence, "by": by}
        return SavingUpdate.objects.update_or_create(saving=saving, period=period, defaults=values)[
            0
        ]
