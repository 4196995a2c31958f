"""Tables as files: any table of a page as CSV or XLSX, equal to the page to the penny."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse

from poolbook.reports.model import Table
from poolbook.reports.render import MEDIA_TYPES
from poolbook.reports.render.tables import as_csv, as_xlsx


def exported(request: HttpRequest, tables: Sequence[Table], name: str) -> HttpResponse | None:
    """The file asked for by `?table=KEY&as=csv` (or xlsx); None where the page itself is wanted."""
    form, key = request.GET.get("as"), request.GET.get("table")
    if not form:
        return None
    chosen = [table for table in tables if not key or table.key == key]
    if not chosen or form not in ("csv", "xlsx"):
        raise Http404("there is no such table")
    if form == "csv":
        return download(as_csv(chosen[0]), f"{name}_{chosen[0].key}.csv")
    return download(as_xlsx(chosen), f"{name}.xlsx")


def download(content: bytes, name: str) -> HttpResponse:
    """A file to be saved under a name."""
    kind = MEDIA_TYPES[name.rsplit(".", 1)[1]]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
