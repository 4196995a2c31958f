"""Periods, and the figures in them."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Schema
from pydantic import ConfigDict

from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Moment, Month, Year
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_list, of_rows
from poolbook.api.places import (
    AGREEMENT,
    PERIOD,
    OfAgreement,
    OfPeriod,
    agreement_of,
    period_of,
)
from poolbook.api.problems import Told
from poolbook.finance.actions import periods as actions
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import Figures
from poolbook.finance.queries.figures import figures as figures_of
from poolbook.partners.roles import May
from poolbook.rules import calendar

routes = Routes()


class PeriodOut(Schema):
    """A period: `state` is open, checked, signed, closed or issued."""

    year: str
    month: str
    name: str
    first_day: date
    last_day: date
    state: str
    closed_at: datetime | None


class PeriodWhole(PeriodOut):
    """A period with its sums; a sum is null where no line has a figure."""

    as_at: datetime
    budget_pence: int
    actual_pence: int | None
    forecast_pence: int | None
    variation_pence: int | None


class PeriodIn(Schema):
    """The period to open."""

    model_config = ConfigDict(extra="forbid")

    year: Year
    month: Month


class FiguresOut(Schema):
    """A line's figures; null is no data. `variation_pence` above zero is over budget."""

    pool: str
    line: str
    name: str
    budget_pence: int
    actual_pence: int | None
    forecast_pence: int | None
    forecast_version: int
    method: str | None
    variation_pence: int | None
    previous_variation_pence: int | None
    change_pence: int | None
    outturn_last_year_pence: int | None


class At(Schema):
    """The moment as at which figures are wanted."""

    as_at: Moment | None = None


class Which(At):
    """Which figures, as at when."""

    pool: Code | None = None


@routes.reads("/periods" + AGREEMENT, Page[PeriodOut])
def periods(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The periods of an agreement, in the order in which they were opened."""
    return of_rows(agreement_of(request, here).periods.all(), paging, shown)


@routes.writes("/periods" + AGREEMENT, PeriodOut, May.IMPORT)
def open_period(request: HttpRequest, here: Path[OfAgreement], given: PeriodIn) -> Any:
    """Open the next period; one that is open already is left as it is."""
    agreement = agreement_of(request, here)
    try:
        month = calendar.Month(calendar.parse_year(given.year), int(given.month[1:]))
    except ValueError as error:
        raise Told(422, "What was sent has faults.", [("body.year", str(error))]) from None
    return shown(actions.open_period(by=person_of(request), agreement=agreement, month=month))


@routes.reads("/periods" + PERIOD, PeriodWhole)
def period(request: HttpRequest, here: Path[OfPeriod], at: Query[At]) -> Any:
    """A period with its state and its sums."""
    found = period_of(request, here)
    lines = figures_of(found, at.as_at)
    return shown(found) | {
        "as_at": at.as_at or timezone.now(),
        "budget_pence": sum(item.budget for item in lines),
        "actual_pence": _sum([item.actual for item in lines]),
        "forecast_pence": _sum([i.forecast.pence if i.forecast else None for i in lines]),
        "variation_pence": _sum([item.variance for item in lines]),
    }


@routes.reads("/figures" + PERIOD, Page[FiguresOut])
def figures(
    request: HttpRequest, here: Path[OfPeriod], which: Query[Which], paging: Query[Paging]
) -> Any:
    """The figures of a period, line by line, in the order of the tree."""
    found = figures_of(period_of(request, here), which.as_at)
    wanted = [item for item in found if which.pool in (None, item.line.pool.code)]
    return of_list(wanted, paging, _figures, in_order)


def in_order(item: Figures) -> tuple[int, int, int]:
    """The place of a line in the tree."""
    return (item.line.pool.place, item.line.place, item.line.pk)


def shown(period: Period) -> dict[str, Any]:
    """A period as the API gives it."""
    return {
        "year": str(period).split("/")[0],
        "month": f"P{period.number}",
        "name": period.month.name,
        "first_day": period.month.first,
        "last_day": period.month.last,
        "state": period.state,
        "closed_at": period.closed_at,
    }


def _figures(item: Figures) -> dict[str, Any]:
    made = item.forecast
    return {
        "pool": item.line.pool.code,
        "line": item.line.code,
        "name": item.line.name,
        "budget_pence": item.budget,
        "actual_pence": item.actual,
        "forecast_pence": made.pence if made else None,
        "forecast_version": made.version if made else 0,
        "method": made.method if made else None,
        "variation_pence": item.variance,
        "previous_variation_pence": item.previous_variance,
        "change_pence": item.change,
        "outturn_last_year_pence": item.outturn,
    }


def _sum(amounts: list[int | None]) -> int | None:
    known = [pence for pence in amounts if pence is not None]
    return sum(known) if known else None
