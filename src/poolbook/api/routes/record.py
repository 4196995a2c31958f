"""The record of every change, for auditors."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema

from poolbook.api.auth import person_of
from poolbook.api.fields import Data, Short
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_rows
from poolbook.audit import queries
from poolbook.audit.models import Event
from poolbook.finance.queries.record import visible
from poolbook.partners.roles import May
from poolbook.reports import holding

routes = Routes()


class EventOut(Schema):
    """One change; amounts within `before` and `after` are pence, as the database keeps them."""

    id: int
    at: datetime
    by: str
    doing: str
    why: str
    table: str
    row: str
    before: Data | None
    after: Data | None
    previous: str
    hash: str


class Which(Schema):
    """Which changes: of a table, of one of its rows, by somebody. Empty: all."""

    table: Short = ""
    row: Short = ""
    by: Short = ""


class HeadOut(Schema):
    """The hash of the newest change: it stands for the whole record up to it."""

    head: str


class FindingOut(Schema):
    """Something that does not hold; `event` is the change that it is about, where there is one."""

    event: int | None
    what: str


class Verified(HeadOut):
    """Whether the chain, the tables and the month's records hold."""

    holds: bool
    findings: list[FindingOut]


@routes.reads("/record", Page[EventOut], May.READ_RECORD)
def record(request: HttpRequest, which: Query[Which], paging: Query[Paging]) -> Any:
    """The changes of every record, the oldest first."""
    wanted = {name: value for name, value in which.dict().items() if value}
    return of_rows(visible(person_of(request)).filter(**wanted), paging, _event)


@routes.reads("/record/head", HeadOut, May.READ_RECORD)
def record_head(request: HttpRequest) -> Any:
    """The record's head, to be kept outside and compared later."""
    return {"head": queries.head()}


@routes.reads("/record/verify", Verified, May.READ_RECORD)
def verify_record(request: HttpRequest) -> Any:
    """Recompute the chain and compare the tables with it. This takes time with a large book."""
    found = [*queries.broken_links(), *queries.strayed_rows(), *holding.findings()]
    return {
        "head": queries.head(),
        "holds": not found,
        "findings": [{"event": each.event, "what": each.what} for each in found],
    }


def _event(event: Event) -> dict[str, Any]:
    names = (
        "id",
        "at",
        "by",
        "doing",
        "why",
        "table",
        "row",
        "before",
        "after",
        "previous",
        "hash",
    )
    return {name: getattr(event, name) for name in names}
