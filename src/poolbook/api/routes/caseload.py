"""The caseload: what its pages answer, as tables, exact or as published for the token's owner."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field, create_model

from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Data, Day, Moment, Short, Version
from poolbook.api.operations import Routes
from poolbook.api.places import PERIOD, Known, OfPeriod, lines_of, period_of
from poolbook.api.problems import Told
from poolbook.caseload import landing, queries
from poolbook.finance.models import Period
from poolbook.partners.roles import May
from poolbook.reports.caseload import asked, bridge, money, people
from poolbook.reports.caseload.inputs import AddressFault, Inputs
from poolbook.reports.model import Table
from poolbook.reports.render.json import table_data
from poolbook.rules.caseload.codes import GROUPS, band_name

routes = Routes()
HERE = "/caseload" + PERIOD
Group = Annotated[int, Field(ge=min(GROUPS), le=max(GROUPS), description="A client group.")]


class AsKnown(Schema):
    """As known at which moment; none is now, or when the period was closed."""

    known: Moment | None = None


class Which(AsKnown):
    """Whose packages, and which numbers. Exact ones are for who may see people."""

    group: Group | None = None
    area: Code | None = None
    shown: Literal["published"] | None = None


class Rising(AsKnown):
    """Prices that rise by so many per cent from a day on."""

    uplift: Short | None = None
    starts: Day | None = None


class Supposed(Which):
    """What is supposed of demand: per cent more people and dearer prices, and placements moved home.

    `home` and `away`: pounds a week of a placement in county and out.
    """

    people: Short | None = None
    uplift: Short | None = None
    moved: Short | None = None
    home: Short | None = None
    away: Short | None = None


# Growth of one age band comes on top of everybody's; for who may see people.
Suppose = create_model(  # type: ignore[call-overload]
    "Suppose",
    __base__=Supposed,
    **{
        f"band_{band}": (
            Short | None,
            Field(
                None,
                alias=f"band-{band}",
                description=f"Per cent more people of {band_name(band)}.",
            ),
        )
        for band in money.ALL_BANDS
    },
)


class Span(Which):
    """Pence a week on the two days, or the whole year's forecast."""

    of: Literal["week", "year"] = "week"


class AnswerOut(Schema):
    """Tables in the shape of docs/reference/report.schema.json, and what they were made of.

    `exact` numbers of people are not for publishing. `loaded`: whether packages were known then.
    `snapshot` is a short word for the files and the moment; landing a forecast sends it back.
    """

    synthetic: bool
    exact: bool
    loaded: bool
    known: Moment
    snapshot: str
    files: list[str]
    tables: list[Data]


class LineIn(Schema):
    """A line to land. `seen`: the version of its forecast that you saw (0: none); `why` it moves."""

    model_config = ConfigDict(extra="forbid")

    line: Code
    seen: Version
    why: Annotated[str, Field(max_length=landing.LONGEST_WHY, pattern=r"^[^\x00]*$")] = ""


class LandingIn(Schema):
    """Lines to land, of the snapshot that you read; the prices that rise are as they were asked for."""

    model_config = ConfigDict(extra="forbid")

    snapshot: Short
    known: Moment | None = None
    uplift: Short = ""
    starts: Day | None = None
    lines: list[LineIn] = Field(min_length=1, max_length=5_000)


class LandedOut(Schema):
    """How many lines have a new version of their forecast."""

    landed: int


@routes.reads(HERE + "/activity", AnswerOut)
def people_supported(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """People supported and what they cost a week, by service, setting, funder and county; admissions."""
    return _answer(found := _asked(request, here, which), lambda: people.activity(found))


@routes.reads(HERE + "/ages", AnswerOut)
def age_and_cost(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """Age bands, conditions against everybody, and cost over a life of services."""
    return _answer(found := _asked(request, here, which), lambda: people.ages(found))


@routes.reads(HERE + "/market", AnswerOut)
def providers_and_prices(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """High costs, direct payments, prices in and out of county, and concentration."""
    return _answer(found := _asked(request, here, which), lambda: people.market(found))


@routes.reads(HERE + "/forecast", AnswerOut)
def forecast_from_packages(request: HttpRequest, here: Path[OfPeriod], rise: Query[Rising]) -> Any:
    """The year from packages by budget line, in its parts, beside the month’s forecast."""
    found = _asked(request, here, rise)
    query = {"uplift": rise.uplift or "", "from": str(rise.starts or "")}
    return _answer(found, lambda: money.forecast(found, query))


@routes.writes(HERE + "/forecast", LandedOut, May.FORECAST, method="PUT", given=True)
def land_forecast(request: HttpRequest, here: Path[OfPeriod], given: LandingIn) -> Any:
    """Land the packages’ forecast of some budget lines in the month: all of them or none.

    Where there are other packages by now than `snapshot`’s, or a forecast was saved since the
    version `seen`, it is answered with 409.
    """
    period = period_of(request, here)
    lines, known, chosen = lines_of(period), Known(), []
    for number, each in enumerate(given.lines):
        if line := known.get(lines, each.line, f"body.lines.{number}.line", "line"):
            chosen.append(landing.Chosen(line, each.seen, each.why))
    known.tell()
    rise = Inputs({"uplift": given.uplift, "from": str(given.starts or "")})
    at = given.known or period.closed_at
    count = landing.land(
        by=person_of(request), period=period, chosen=chosen, files=given.snapshot, known=at,
        prices=money.prices(rise, period),
    )  # fmt: skip
    return {"landed": count}


@routes.reads(HERE + "/bridge", AnswerOut)
def what_moved(request: HttpRequest, here: Path[OfPeriod], span: Query[Span]) -> Any:
    """What moved the packages’ cost from last period’s end to this one’s; its parts sum to the change."""
    return _answer(found := _asked(request, here, span), lambda: bridge.bridge(found, span.of))


@routes.reads(HERE + "/ledger", AnswerOut)
def packages_to_ledger(request: HttpRequest, here: Path[OfPeriod], known: Query[AsKnown]) -> Any:
    """Packages to the end of the period against the ledger, by budget line."""
    return _answer(found := _asked(request, here, known), lambda: money.ledger(found))


@routes.reads(HERE + "/demand", AnswerOut)
def demand_supposed(request: HttpRequest, here: Path[OfPeriod], suppose: Query[Suppose]) -> Any:
    """What the last day’s people would cost a week with more people, other prices, or moved home."""
    query = {
        name: str(each) for name, each in suppose.dict(by_alias=True, exclude_none=True).items()
    }
    return _answer(found := _asked(request, here, suppose), lambda: money.demand(found, query))


def _asked(request: HttpRequest, here: OfPeriod, which: AsKnown) -> asked.Asked:
    """What is asked for; what there is not is told as a fault of the query."""
    period: Period = period_of(request, here)
    given = {name: str(value) for name, value in which.dict(exclude_none=True).items()}
    if which.known:
        given["known"] = which.known.isoformat()
    try:
        return asked.asked_of(person_of(request), period, given)
    except AddressFault as refusal:
        raise _told(refusal) from None


def _answer(found: asked.Asked, tables: Callable[[], list[Table]]) -> dict[str, Any]:
    snapshot = queries.snapshot_of(
        found.every, found.known
    )  # before: what comes in now is no part of it
    try:
        made = tables() if found.loaded else []
    except AddressFault as refusal:
        raise _told(refusal) from None
    files = [queries.newest(area, found.known) for area in found.areas]
    return {
        "synthetic": found.synthetic,
        "exact": found.exact,
        "loaded": found.loaded,
        "known": found.moment,
        "snapshot": snapshot,
        "files": [each.sha256 for each in files if each],
        "tables": [table_data(table) for table in made],
    }


def _told(refusal: AddressFault) -> Told:
    return Told(422, refusal.message, [("query", fault) for fault in refusal.details])
