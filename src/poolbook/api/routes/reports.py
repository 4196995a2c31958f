"""Reports: as they are now or were at a moment, and the files as they were issued."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import Field

from poolbook.api.fields import Data, Moment
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_rows
from poolbook.api.places import PERIOD, POOL, OfPeriod, OfPool, period_of, pool_of
from poolbook.api.routes.sign_off import IssuedOut, issued_file
from poolbook.reports import queries
from poolbook.reports.actions import file_name
from poolbook.reports.render import FORMATS, MEDIA_TYPES, render
from poolbook.reports.render.json import as_data

routes = Routes()
FILES = {
    MEDIA_TYPES[form].split(";")[0]: {
        "schema": {"type": "object"} if form == "json" else {"type": "string", "format": "binary"}
    }
    for form in FORMATS
}
FILE = {"responses": {200: {"description": "The file.", "content": FILES}}}


class At(Schema):
    """The moment as at which a report is wanted."""

    as_at: Moment | None = None


class OfForm(OfPool):
    """A report in a format."""

    form: Literal[FORMATS]  # type: ignore[valid-type]


class OfFile(OfPeriod):
    """A file by its name."""

    name: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_.]+$", max_length=120)]


@routes.reads("/reports" + POOL, Data, more=(409,))
def report(request: HttpRequest, here: Path[OfPool], at: Query[At]) -> Any:
    """The report of a pool, as docs/reference/report.schema.json says."""
    period, pool = pool_of(request, here)
    return as_data(queries.report(period, pool, at.as_at))


@routes.reads("/reports" + POOL + "/{form}", None, more=(409,), openapi_extra=FILE)
def report_file(request: HttpRequest, here: Path[OfForm], at: Query[At]) -> Any:
    """The report of a pool as a file: html, pdf, xlsx, csv or json."""
    period, pool = pool_of(request, here)
    content = render(queries.report(period, pool, at.as_at), here.form)
    return _file(content, file_name(pool, period, here.form))


@routes.reads("/issued" + PERIOD, Page[IssuedOut])
def issued(request: HttpRequest, here: Path[OfPeriod], paging: Query[Paging]) -> Any:
    """The files that were issued for a period, with their hashes."""
    return of_rows(period_of(request, here).issued.defer("content"), paging, issued_file)


@routes.reads("/issued" + PERIOD + "/{name}", None, openapi_extra=FILE)
def file_issued(request: HttpRequest, here: Path[OfFile]) -> Any:
    """A file, byte for byte as it was issued."""
    found = period_of(request, here).issued.filter(name=here.name).first()
    if found is None:
        raise Http404
    return _file(bytes(found.content), found.name)


def _file(content: bytes, name: str) -> HttpResponse:
    kind = MEDIA_TYPES[name.rsplit(".", 1)[1]]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
