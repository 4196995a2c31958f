"""Signing a period, closing and issuing it, opening it again, and errata to what was issued."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from poolbook.agreements import queries as agreements
from poolbook.api.auth import person_of
from poolbook.api.fields import Short, Words
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_rows
from poolbook.api.places import PERIOD, OfPeriod, period_of
from poolbook.api.routes.ledgers import Why
from poolbook.finance.actions import periods as actions
from poolbook.finance.models import Erratum, Period
from poolbook.partners.roles import May
from poolbook.reports import actions as reports

routes = Routes()


class SignatureOut(Schema):
    """A partner's signature over the SHA-256 of all figures; void once the period was opened again."""

    partner: str
    by: str
    at: datetime
    figures: str
    void: bool


class SignOffOut(Schema):
    """Where a period is on its way to being final."""

    state: str
    closed_at: datetime | None
    signatures: list[SignatureOut]
    waiting_for: list[str]


class IssuedOut(Schema):
    """A file as it was issued."""

    name: str
    sha256: str
    head: str
    at: datetime


class Issued(Schema):
    """What was issued now."""

    state: str
    files: list[IssuedOut]


class ErratumOut(Schema):
    """A numbered correction."""

    number: int
    figure: str
    printed: str
    should_be: str
    reason: str
    by: str
    at: datetime


Filled = Annotated[Short, Field(min_length=1)]


class ErratumIn(Schema):
    """A correction to an issued report, which itself stays as it was."""

    model_config = ConfigDict(extra="forbid")

    figure: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    printed: Filled
    should_be: Filled
    reason: Words


@routes.reads("/sign-off" + PERIOD, SignOffOut)
def sign_off(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """The signatures of a period, and whom it waits for."""
    return shown(period_of(request, here))


@routes.writes("/sign-off" + PERIOD + "/sign", SignOffOut, May.SIGN)
def sign(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """Sign the figures of a checked period for your partner."""
    period = period_of(request, here)
    actions.sign(by=person_of(request), period=period)
    return shown(period)


@routes.writes("/sign-off" + PERIOD + "/close", SignOffOut, May.CLOSE)
def close(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """Close a period that every partner signed: it is frozen for ever."""
    period = period_of(request, here)
    actions.close(by=person_of(request), period=period)
    return shown(period)


@routes.writes("/sign-off" + PERIOD + "/issue", Issued, May.CLOSE)
def issue(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """Issue the reports of a closed period: the files are kept with their hashes."""
    period = period_of(request, here)
    kept = reports.issue(by=person_of(request), period=period)
    return {"state": period.state, "files": [issued_file(file) for file in kept]}


@routes.writes("/sign-off" + PERIOD + "/reopen", SignOffOut, May.CHECK)
def reopen(request: HttpRequest, here: Path[OfPeriod], given: Why) -> Any:
    """Open a checked or signed period again; its signatures become void."""
    period = period_of(request, here)
    actions.reopen(by=person_of(request), period=period, why=given.why)
    return shown(period)


@routes.reads("/errata" + PERIOD, Page[ErratumOut])
def errata(request: HttpRequest, here: Path[OfPeriod], paging: Query[Paging]) -> Any:
    """The errata to a period's report."""
    return of_rows(period_of(request, here).errata.select_related("by"), paging, _erratum)


@routes.writes("/errata" + PERIOD, ErratumOut, May.CLOSE)
def add_erratum(request: HttpRequest, here: Path[OfPeriod], given: ErratumIn) -> Any:
    """Add an erratum to an issued report."""
    period = period_of(request, here)
    return _erratum(actions.add_erratum(by=person_of(request), period=period, **given.dict()))


def shown(period: Period) -> dict[str, Any]:
    """The sign-off of a period."""
    signatures = list(period.signatures.select_related("partner", "by"))
    signed = {each.partner_id for each in signatures if not each.void}
    partners = agreements.partners(period.agreement)
    return {
        "state": period.state,
        "closed_at": period.closed_at,
        "signatures": [
            {
                "partner": each.partner.code,
                "by": str(each.by),
                "at": each.at,
                "figures": each.figures,
                "void": each.void,
            }
            for each in signatures
        ],
        "waiting_for": [p.code for p in partners if p.pk not in signed],
    }


def issued_file(file: Any) -> dict[str, Any]:
    """A file as issued, without its bytes."""
    return {"name": file.name, "sha256": file.sha256, "head": file.head, "at": file.at}


def _erratum(erratum: Erratum) -> dict[str, Any]:
    names = ("number", "figure", "printed", "should_be", "reason", "at")
    return {name: getattr(erratum, name) for name in names} | {"by": str(erratum.by)}
