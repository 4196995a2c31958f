"""The caseload: what its pages answer, as tables, exact or as published for the token's owner."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Data, Day, Moment, Short
from poolbook.api.operations import Routes
from poolbook.api.places import PERIOD, OfPeriod, period_of
from poolbook.api.problems import Told
from poolbook.caseload import queries
from poolbook.finance.models import Period
from poolbook.reports.model import Table
from poolbook.reports.render.json import table_data
from poolbook.rules.caseload.codes import GROUPS
from poolbook.rules.refusal import Refusal
from poolbook.web.caseload import activity, ages, asked, bridge, forecast, ledger, market

routes = Routes()
HERE = "/caseload" + PERIOD
Group = Annotated[int, Field(ge=min(GROUPS), le=max(GROUPS), description="A client group.")]


class Known(Schema):
    """As known at which moment; none is now, or when the period was closed."""

    known: Moment | None = None


class Which(Known):
    """Whose packages, and which numbers. Exact ones are for who may see people."""

    group: Group | None = None
    area: Code | None = None
    shown: Literal["published"] | None = None


class Rising(Known):
    """Prices that rise by so many per cent from a day on."""

    uplift: Short | None = None
    starts: Day | None = None


class Span(Which):
    """Pence a week on the two days, or the whole year's forecast."""

    of: Literal["week", "year"] = "week"


class AnswerOut(Schema):
    """Tables in the shape of docs/reference/report.schema.json, and what they were made of.

    `exact` numbers of people are not for publishing. `loaded`: whether packages were known then.
    """

    synthetic: bool
    exact: bool
    loaded: bool
    known: Moment
    files: list[str]
    tables: list[Data]


@routes.reads(HERE + "/activity", AnswerOut)
def people_supported(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """People supported and what they cost a week, by service, setting, funder and county; admissions."""
    return _answer(found := _asked(request, here, which), lambda: activity.told(found))


@routes.reads(HERE + "/ages", AnswerOut)
def age_and_cost(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """Age bands, conditions against everybody, and cost over a life of services."""
    return _answer(found := _asked(request, here, which), lambda: ages.told(found))


@routes.reads(HERE + "/market", AnswerOut)
def providers_and_prices(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """High costs, direct payments, prices in and out of county, and concentration."""
    return _answer(found := _asked(request, here, which), lambda: market.told(found))


@routes.reads(HERE + "/forecast", AnswerOut)
def forecast_from_packages(request: HttpRequest, here: Path[OfPeriod], rise: Query[Rising]) -> Any:
    """The year from packages by budget line, in its parts, beside the month’s forecast."""
    found = _asked(request, here, rise)
    query = {"uplift": rise.uplift or "", "from": str(rise.starts or "")}
    return _answer(found, lambda: forecast.told(found, query))


@routes.reads(HERE + "/bridge", AnswerOut)
def what_moved(request: HttpRequest, here: Path[OfPeriod], span: Query[Span]) -> Any:
    """What moved the packages’ cost from last period’s end to this one’s; its parts sum to the change."""
    return _answer(found := _asked(request, here, span), lambda: bridge.told(found, span.of))


@routes.reads(HERE + "/ledger", AnswerOut)
def packages_to_ledger(request: HttpRequest, here: Path[OfPeriod], known: Query[Known]) -> Any:
    """Packages to the end of the period against the ledger, by budget line."""
    return _answer(found := _asked(request, here, known), lambda: ledger.told(found))


def _asked(request: HttpRequest, here: OfPeriod, which: Known) -> asked.Asked:
    """What is asked for; what there is not is told as a fault of the query."""
    period: Period = period_of(request, here)
    given = {name: str(value) for name, value in which.dict(exclude_none=True).items()}
    if which.known:
        given["known"] = which.known.isoformat()
    try:
        return asked.asked_of(person_of(request), period, given)
    except Refusal as refusal:
        raise _told(refusal) from None


def _answer(found: asked.Asked, tables: Callable[[], list[Table]]) -> dict[str, Any]:
    try:
        made = tables() if found.loaded else []
    except Refusal as refusal:
        raise _told(refusal) from None
    files = [queries.newest(area, found.known) for area in found.areas]
    return {
        "synthetic": found.synthetic,
        "exact": found.exact,
        "loaded": found.loaded,
        "known": found.moment,
        "files": [each.sha256 for each in files if each],
        "tables": [table_data(table) for table in made],
    }


def _told(refusal: Refusal) -> Told:
    return Told(422, refusal.message, [("query", fault) for fault in refusal.details])
