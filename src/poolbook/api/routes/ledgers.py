"""Ledgers: sources, imports of their extracts, mappings, and what is in suspense."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path as FilePath
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import File, Form, Path, Query, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Day, Id, Said, Short, Words
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_list, of_rows
from poolbook.api.places import (
    AGREEMENT,
    PERIOD,
    Known,
    OfAgreement,
    OfPeriod,
    agreement_of,
    lines_ever,
    period_of,
)
from poolbook.api.problems import Told
from poolbook.finance.actions import mappings as mapping_actions
from poolbook.finance.actions import postings
from poolbook.finance.models import Batch, Mapping, Period, Source
from poolbook.finance.queries import suspense as suspense_queries
from poolbook.intake.extracts import import_extract
from poolbook.partners.roles import May

routes = Routes()
MOST = 20 * 2**20  # bytes of a file


class SourceOut(Schema):
    """A ledger that extracts come from."""

    code: str
    name: str
    partner: str


class ImportOut(Schema):
    """An import; `state` is applied, or withdrawn and then counts for nothing."""

    id: int
    source: str
    file_name: str
    sha256: str
    state: str
    rows_read: int
    read_pence: int
    by: str
    at: datetime
    withdrawn_why: str
    withdrawn_at: datetime | None


class Totals(Schema):
    """Control totals: read = posted + suspended + outside + repeated."""

    read: int
    posted: int
    suspended: int
    outside: int
    repeated: int = 0


class ImportDone(ImportOut):
    """What an import did; `already`: the same extract was imported before, and nothing was done."""

    already: bool
    rows: Totals
    amounts_pence: Totals


class ImportIn(Schema):
    """What is said with a file."""

    source: Annotated[Code, Field(description="The ledger that the file comes from.")]
    skip_repeated: bool = Field(
        False, description="Leave out rows that were posted before (year-to-date extracts)."
    )


class Why(Schema):
    """The reason, which goes into the record."""

    model_config = ConfigDict(extra="forbid")

    why: Words


class SuspenseOut(Schema):
    """Rows that no mapping knows; `suggestion` is a line, or empty."""

    source: str
    cost_centre: str
    account: str
    rows: int
    amount_pence: int
    suggestion: str


class Cleared(Schema):
    """How many rows left suspense."""

    moved: int


class MappingOut(Schema):
    """Where a cost centre and account belong, between dates (both included); no line is outside."""

    source: str
    cost_centre: str
    account: str
    line: str | None
    reason: str
    starts: date | None
    ends: date | None


class MappingIn(Schema):
    """A mapping to add. Account "" is any account; no line needs the reason why it is outside."""

    model_config = ConfigDict(extra="forbid")

    cost_centre: Annotated[Short, Field(min_length=1)]
    account: Short = ""
    line: Code | None = None
    reason: Said = ""
    starts: Day | None = None
    ends: Day | None = None


class MappingsIn(Schema):
    """Mappings of a source, all or none of them."""

    model_config = ConfigDict(extra="forbid")

    mappings: list[MappingIn] = Field(min_length=1, max_length=5_000)


class Added(Schema):
    """How many are new."""

    added: int


class OfImport(OfPeriod):
    """An import of a period."""

    id: Id


class OfSource(OfAgreement):
    """A source of an agreement."""

    source: Code


@routes.reads("/sources" + AGREEMENT, Page[SourceOut])
def sources(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The ledgers of an agreement."""
    found = agreement_of(request, here).sources.select_related("partner")
    return of_rows(found, paging, _source)


@routes.reads("/imports" + PERIOD, Page[ImportOut])
def imports(request: HttpRequest, here: Path[OfPeriod], paging: Query[Paging]) -> Any:
    """The imports of a period, withdrawn ones too."""
    found = period_of(request, here).batches.select_related("source", "by")
    return of_rows(found, paging, _import)


@routes.reads("/imports" + PERIOD + "/{id}", ImportOut)
def import_(request: HttpRequest, here: Path[OfImport]) -> Any:
    """One import."""
    return _import(_batch(period_of(request, here), here.id))


@routes.writes("/imports" + PERIOD, ImportDone, May.IMPORT, given=True)
def import_file(
    request: HttpRequest, here: Path[OfPeriod], said: Form[ImportIn], file: File[UploadedFile]
) -> Any:
    """Import a ledger extract, whole or not at all.

    Send a form (multipart/form-data) with the file, at most 20 MB. Every fault of the file is told.
    """
    period = period_of(request, here)
    if (file.size or 0) > MOST:
        raise Told(413, "A file may have 20 MB. Import a larger one on the site.")
    known = Known()
    source = known.get(_sources(period.agreement), said.source, "form.source", "source")
    known.tell()
    assert source is not None
    name = FilePath(file.name or "").name.replace("\x00", "").strip(". ")[-150:] or "extract"
    with tempfile.TemporaryDirectory() as folder:
        path = FilePath(folder, name)
        path.write_bytes(file.read())
        done, _ = import_extract(
            by=person_of(request),
            period=period,
            source=source,
            path=path,
            skip_repeated=said.skip_repeated,
        )
    return _import(done.batch) | {
        "already": done.already,
        "rows": done.rows,
        "amounts_pence": done.pence,
    }


@routes.writes("/imports" + PERIOD + "/{id}/withdraw", ImportOut, May.IMPORT)
def withdraw_import(request: HttpRequest, here: Path[OfImport], given: Why) -> Any:
    """Withdraw an import while its period is open."""
    batch = _batch(period_of(request, here), here.id)
    postings.withdraw(by=person_of(request), batch=batch, why=given.why)
    batch.refresh_from_db()
    return _import(batch)


@routes.reads("/suspense" + PERIOD, Page[SuspenseOut])
def suspense(request: HttpRequest, here: Path[OfPeriod], paging: Query[Paging]) -> Any:
    """What is in suspense in the year up to a period, by source and cost centre."""
    found = suspense_queries.suspense(period_of(request, here))
    return of_list(found, paging, _suspended, lambda s: (s.source, s.cost_centre, s.account))


@routes.writes("/suspense" + PERIOD + "/clear", Cleared, May.IMPORT)
def clear_suspense(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """Give rows in suspense the line that the mappings know by now."""
    period = period_of(request, here)
    return {"moved": postings.clear_suspense(by=person_of(request), period=period)}


@routes.reads("/mappings" + AGREEMENT + "/{source}", Page[MappingOut])
def mappings(request: HttpRequest, here: Path[OfSource], paging: Query[Paging]) -> Any:
    """The mappings of a source."""
    source = _sources(agreement_of(request, here)).get(here.source)
    if source is None:
        raise Http404
    return of_rows(source.mappings.select_related("source", "line"), paging, _mapping)


@routes.writes("/mappings" + AGREEMENT + "/{source}", Added, May.IMPORT, given=True)
def add_mappings(request: HttpRequest, here: Path[OfSource], given: MappingsIn) -> Any:
    """Add mappings to a source. A new one ends an open one of the same cost centre and account."""
    agreement = agreement_of(request, here)
    source = _sources(agreement).get(here.source)
    if source is None:
        raise Http404
    lines = lines_ever(agreement)
    known, rules = Known(), []
    for number, each in enumerate(given.mappings):
        place = f"body.mappings.{number}.line"
        line = known.get(lines, each.line, place, "line") if each.line else None
        reason = each.reason.strip()
        rules.append(
            mapping_actions.Rule(
                each.cost_centre, each.account, line, reason, each.starts, each.ends
            )
        )
    known.tell()
    added = mapping_actions.add_mappings(by=person_of(request), source=source, rules=rules)
    return {"added": added}


def _sources(agreement: Any) -> dict[str, Source]:
    return {source.code: source for source in agreement.sources.all()}


def _batch(period: Period, number: int) -> Batch:
    found = period.batches.select_related("source", "by", "period").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _source(source: Source) -> dict[str, str]:
    return {"code": source.code, "name": source.name, "partner": source.partner.code}


def _import(batch: Batch) -> dict[str, Any]:
    names = ("file_name", "sha256", "state", "rows_read", "at", "withdrawn_why", "withdrawn_at")
    return {name: getattr(batch, name) for name in names} | {
        "id": batch.pk,
        "source": batch.source.code,
        "read_pence": batch.pence_read,
        "by": str(batch.by),
    }


def _suspended(item: suspense_queries.Suspended) -> dict[str, Any]:
    return {**vars(item), "amount_pence": item.pence}


def _mapping(mapping: Mapping) -> dict[str, Any]:
    upper = mapping.dates.upper
    return {
        "source": mapping.source.code,
        "cost_centre": mapping.cost_centre,
        "account": mapping.account,
        "line": mapping.line.code if mapping.line else None,
        "reason": mapping.reason,
        "starts": mapping.dates.lower,
        "ends": upper - timedelta(days=1) if upper else None,
    }
