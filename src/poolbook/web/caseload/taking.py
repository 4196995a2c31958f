"""A file of packages given on the page: taken in at once, or refused with every fault as a table.

The file holds references of people, so it is kept nowhere: not as a draft, and not after a fault.
"""

import tempfile
from pathlib import Path

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from poolbook.caseload.actions import Loaded
from poolbook.intake.packages import NotTakenIn
from poolbook.intake.taking_packages import take
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.refusal import Refusal
from poolbook.web.caseload.forms import ExtractForm
from poolbook.web.imports.views import clean_name

MOST_MB = 20  # larger ones are taken in by the command, which no page waits for
AN_HOUR = 3600
Fault = tuple[str, str, str]  # row, column, what is wrong


def taken(request: HttpRequest, form: ExtractForm) -> Loaded | None:
    """What a file did; None where it was refused, its faults then being on the form and kept an hour."""
    given: UploadedFile = form.cleaned_data["file"]
    if (given.size or 0) > MOST_MB * 2**20:
        said = f"The file is larger than {MOST_MB} MB: take it in with the command poolbook caseload import"
        form.add_error("file", said)
        return None
    cache.delete(_key(request))
    with tempfile.TemporaryDirectory(prefix="poolbook-") as folder:
        path = Path(folder) / clean_name(given.name or "extract")
        path.write_bytes(given.read())
        asked = form.cleaned_data
        try:
            return take(
                by=request.user, agreement=request.place.agreement, path=path,
                code=asked["code"], name=asked["name"], whole=asked["whole"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message}.")
            cache.set(_key(request), _faults(refusal), AN_HOUR)
            return None


def _faults(refusal: Refusal) -> list[Fault]:
    if not isinstance(refusal, NotTakenIn):
        return [("", "", said) for said in refusal.details]
    of_rows = [(str(each.row), each.column, each.message) for each in refusal.rows]
    return [*(("", "", said) for said in refusal.of_file), *of_rows]


def faults(request: HttpRequest) -> Table | None:
    """The faults of the reader's last file in this agreement, as a table; None where there are none."""
    found: list[Fault] = cache.get(_key(request)) or []
    rows = [
        Row(str(at), row or "file", {"column": Cell(column), "fault": Cell(said)})
        for at, (row, column, said) in enumerate(found)
    ]
    columns = (Column("column", "Column", "text"), Column("fault", "What is wrong", "text"))
    table = Table("faults", "Faults", "Faults of the last file", columns, tuple(rows), "Row", "")
    return table if rows else None


def _key(request: HttpRequest) -> str:
    return f"caseload-faults-{request.user.pk}-{request.place.agreement.pk}"
