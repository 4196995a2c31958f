"""Forecasts in versions, and the notes beside the figures."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from poolbook.agreements.models import BudgetLine
from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Moment, Pence, Version, Words
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_list, of_rows
from poolbook.api.places import PERIOD, Known, OfPeriod, lines_of, period_of
from poolbook.api.problems import Problem, Told
from poolbook.finance.actions import forecasts as actions
from poolbook.finance.models import Forecast, Note, Period
from poolbook.finance.queries.figures import forecasts as newest
from poolbook.partners.roles import May
from poolbook.rules import refusal
from poolbook.rules.forecasting import TYPED

routes = Routes()
Method = Literal[tuple(TYPED)]  # type: ignore[valid-type]


class ForecastOut(Schema):
    """A line's newest forecast of a period, for the whole year."""

    line: str
    version: int
    method: str
    amount_pence: int
    basis: str
    reason: str
    by: str
    at: datetime


class ForecastIn(Schema):
    """A forecast to save: an amount for a manual one, none for a method that computes it.

    `seen` is the version that you saw (0: none); where another has come since, it is refused.
    """

    model_config = ConfigDict(extra="forbid")

    line: Code
    method: Method
    amount_pence: Pence | None = None
    reason: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    seen: Version


class ForecastsIn(Schema):
    """Forecasts of a period, all or none of them."""

    model_config = ConfigDict(extra="forbid")

    forecasts: list[ForecastIn] = Field(min_length=1, max_length=5_000)


class Saved(Schema):
    """How many differ from what was there, and so are new versions; and the newest of each line."""

    saved: int
    forecasts: list[ForecastOut]


class Stale(Schema):
    """A forecast that another has changed: yours as sent, and theirs, which stands."""

    line: str
    yours: ForecastIn
    theirs: ForecastOut


class Conflict(Problem):
    """A problem that gives both versions of every stale forecast."""

    stale: list[Stale] = Field(default_factory=list)


class At(Schema):
    """The moment as at which forecasts are wanted."""

    as_at: Moment | None = None


class NoteOut(Schema):
    """A note that goes into the period's report."""

    pool: str
    kind: str
    line: str | None
    text: str
    by: str
    at: datetime


class NoteIn(Schema):
    """A note: an issue or a risk of a pool, or a word on a line or on what changed."""

    model_config = ConfigDict(extra="forbid")

    pool: Code
    kind: Literal["issue", "risk", "line", "change"]
    line: Code | None = None
    text: Words


class NotesIn(Schema):
    """All notes of a period, in their order: they take the place of those that are there."""

    model_config = ConfigDict(extra="forbid")

    notes: list[NoteIn] = Field(max_length=2_000)


class Kept(Schema):
    """How many there are now."""

    notes: int


@routes.reads("/forecasts" + PERIOD, Page[ForecastOut])
def forecasts(
    request: HttpRequest, here: Path[OfPeriod], at: Query[At], paging: Query[Paging]
) -> Any:
    """The newest forecast of every line of a period that has one."""
    period = period_of(request, here)
    codes = {line.pk: line for line in lines_of(period).values()}
    found = [f for f in newest(period, at.as_at).values() if f.line_id in codes]

    def key(each: Forecast) -> tuple[int, int, int]:
        line = codes[each.line_id]
        return (line.pool.place, line.place, line.pk)

    return of_list(found, paging, lambda f: _forecast(f, codes[f.line_id].code), key)


@routes.writes(
    "/forecasts" + PERIOD, Saved, May.FORECAST, method="PUT", given=True, conflict=Conflict
)
def set_forecasts(request: HttpRequest, here: Path[OfPeriod], given: ForecastsIn) -> Any:
    """Save forecasts: each that differs becomes a new version of its line's.

    A stale one (see `seen`) is answered with 409 and both versions; nothing is then saved.
    """
    period = period_of(request, here)
    lines, known = lines_of(period), Known()
    entries = []
    for number, each in enumerate(given.forecasts):
        line = known.get(lines, each.line, f"body.forecasts.{number}.line", "line")
        if line:
            entries.append(
                actions.Entry(line, each.method, each.amount_pence, each.reason, each.seen)
            )
    known.tell()
    try:
        saved = actions.set_forecasts(by=person_of(request), period=period, entries=entries)
    except refusal.Stale as error:
        faults = [("", detail) for detail in error.details]
        both = _both_versions(period, lines, given)
        raise Told(409, error.message, faults, stale=both) from None
    made, wanted = newest(period), {entry.line.pk: entry.line.code for entry in entries}
    return {
        "saved": saved,
        "forecasts": [_forecast(made[pk], code) for pk, code in wanted.items() if pk in made],
    }


@routes.reads("/notes" + PERIOD, Page[NoteOut])
def notes(request: HttpRequest, here: Path[OfPeriod], paging: Query[Paging]) -> Any:
    """The notes of a period."""
    found = period_of(request, here).notes.select_related("pool", "line", "by")
    return of_rows(found, paging, _note)


@routes.writes("/notes" + PERIOD, Kept, May.FORECAST, method="PUT", given=True)
def set_notes(request: HttpRequest, here: Path[OfPeriod], given: NotesIn) -> Any:
    """Replace the notes of a period by these."""
    period = period_of(request, here)
    pools = {pool.code: pool for pool in request.place.pools}  # type: ignore[attr-defined]
    lines, known, words = lines_of(period), Known(), []
    for number, each in enumerate(given.notes):
        place = f"body.notes.{number}"
        pool = known.get(pools, each.pool, f"{place}.pool", "pool")
        line = known.get(lines, each.line, f"{place}.line", "line") if each.line else None
        if each.kind == "line" and not each.line:
            known.faults.append((f"{place}.line", "a word on a line names its line"))
        if pool and line and line.pool_id != pool.pk:
            known.faults.append((f"{place}.line", f"“{line.code}” is a line of another pool"))
        if pool:
            words.append(actions.Words(pool, each.kind, each.text, line))
    known.tell()
    return {"notes": actions.set_notes(by=person_of(request), period=period, notes=words)}


def _both_versions(
    period: Period, lines: dict[str, BudgetLine], given: ForecastsIn
) -> list[dict[str, Any]]:
    """Of every forecast that changed since it was seen, the one given and the one that stands."""
    stands = newest(period)
    stale = []
    for each in given.forecasts:
        theirs = stands.get(lines[each.line].pk)
        if theirs and each.seen is not None and theirs.version != each.seen:
            both = {"line": each.line, "yours": each, "theirs": _forecast(theirs, each.line)}
            stale.append(Stale(**both).model_dump(mode="json"))
    return stale


def _forecast(made: Forecast, line: str) -> dict[str, Any]:
    return {
        "line": line,
        "version": made.version,
        "method": made.method,
        "amount_pence": made.pence,
        "basis": made.basis,
        "reason": made.reason,
        "by": str(made.by),
        "at": made.at,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "pool": note.pool.code,
        "kind": note.kind,
        "line": note.line.code if note.line else None,
        "text": note.text,
        "by": str(note.by),
        "at": note.at,
    }
