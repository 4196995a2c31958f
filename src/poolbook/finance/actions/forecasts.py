"""Forecasts, savings and the words beside the figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from poolbook.agreements.models import BudgetLine, Pool
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import Forecast, Note, Period, Saving, SavingUpdate
from poolbook.finance.queries.figures import budgets, forecasts_of
from poolbook.finance.queries.holding import why_not
from poolbook.finance.queries.months import by_months, last_years
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules import money
from poolbook.rules.forecasting import PACKAGES, Basis, forecast
from poolbook.rules.refusal import Refusal, Stale


@dataclass(frozen=True)
class Entry:
    """A forecast as given: an amount (pence) for a manual one, or None to compute by the method.

    `seen` is the version that the person saw; where another has come since, the entry is refused.
    `profile` is twelve parts of the year for that method; last year's months where it is empty.
    `basis` comes with the amount of a forecast from packages, and says which packages those were.
    """

    line: BudgetLine
    method: str
    pence: int | None = None
    reason: str = ""
    seen: int | None = None
    profile: tuple[Fraction, ...] = ()
    basis: str = ""


class Ground:
    """What forecasts of a period are made from, read once for all the lines at hand."""

    def __init__(self, period: Period, lines: Collection[int]) -> None:
        self.period, self.lines = period, set(lines)

    @cached_property
    def newest(self) -> dict[int, Forecast]:
        """Each line's newest forecast."""
        return forecasts_of(self.period, self.lines)

    @cached_property
    def budgets(self) -> dict[int, int]:
        """Each line's budget."""
        return budgets(self.period)

    @cached_property
    def months(self) -> dict[int, list[int]]:
        """Each line's months of this year."""
        return by_months(self.lines, self.period)

    @cached_property
    def last_years(self) -> dict[int, list[int]]:
        """Each line's months of the year before."""
        return last_years(self.lines, self.period)

    def made(self, entry: Entry, by: Person) -> Forecast:
        """The next version of a line's forecast; ValueError says why its method has no answer."""
        line, old = entry.line.pk, self.newest.get(entry.line.pk)
        pence, basis = entry.pence or 0, entry.basis
        if entry.method == PACKAGES:
            if old and not basis:  # its reason alone changes
                pence, basis = old.pence, old.basis
        elif entry.method != "manual":
            profile = entry.profile
            if entry.method == "profile" and not profile:
                profile = tuple(Fraction(max(0, part)) for part in self.last_years.get(line, ()))
            months, elapsed = self.months.get(line, [0] * 12), self.period.month.elapsed
            estimate = forecast(
                entry.method, Basis(self.budgets.get(line, 0), months, elapsed, profile)
            )
            pence, basis = estimate.pence, estimate.words
        return Forecast(
            line=entry.line,
            period=self.period,
            version=old.version + 1 if old else 1,
            method=entry.method,
            pence=pence,
            basis=basis,
            reason=entry.reason.strip(),
            by=by,
        )


def set_forecasts(*, by: Person, period: Period, entries: Sequence[Entry]) -> int:
    """Adds a version for each forecast that differs from the newest; returns how many were added.

    All or nothing: raises Refusal with every fault (a manual one without amount or reason, another's
    line), or Stale where one of them changed since it was seen. `cells.save_cells` saves each line by
    itself.
    """
    require(by, May.FORECAST)
    require_partner(by, period.agreement)
    require_own(period.agreement, [entry.line for entry in entries])
    with acting(str(by), f"forecast {period}"), locked(period, "open") as fresh:
        ground = Ground(fresh, [entry.line.pk for entry in entries])
        faults: list[str] = []
        rows: dict[int, Forecast] = {}
        for entry in entries:
            old = ground.newest.get(entry.line.pk)
            fault = "is given twice" if entry.line.pk in rows else fault_of(entry, old, by)
            try:
                rows[entry.line.pk] = ground.made(entry, by)
            except ValueError as error:
                fault = fault or str(error)
            if fault:
                faults.append(f"{entry.line.name} ({entry.line.code}): {fault}")
        if faults:
            stale = any(is_stale(entry, ground.newest.get(entry.line.pk)) for entry in entries)
            raise (Stale if stale else Refusal)("no forecast was saved", faults)
        changed = [row for line, row in rows.items() if not same(row, ground.newest.get(line))]
        Forecast.objects.bulk_create(changed)
        return len(changed)


def is_stale(entry: Entry, old: Forecast | None) -> bool:
    """Whether another version has come since the one that was seen."""
    return entry.seen is not None and old is not None and entry.seen != old.version


def fault_of(entry: Entry, old: Forecast | None, by: Person) -> str:
    """What is wrong with an entry, as a sentence without its line; "" where nothing is."""
    if refused := why_not(by, entry.line):
        return refused
    if is_stale(entry, old) and old:
        yours = entry.method if entry.pence is None else money.show_pounds(entry.pence)
        return (
            f"changed since you saw it: {old.by} made it {money.show_pounds(old.pence)} "
            f"({old.reason or old.method}); you gave {yours}"
        )
    if entry.method == "manual" and entry.pence is None:
        return "a manual forecast needs its amount"
    if entry.method == PACKAGES:
        kept = entry.pence is None and old is not None and old.method == PACKAGES
        return (
            "" if entry.basis or kept else "a forecast from packages comes from the caseload's page"
        )
    if entry.method != "manual" and entry.pence is not None:
        return f"the method “{entry.method}” computes the amount; a judged one is manual"
    if entry.method == "manual" and not entry.reason.strip():
        return "a manual forecast needs its reason"
    return ""


def same(row: Forecast, old: Forecast | None) -> bool:
    """Whether a version would say nothing new."""
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
