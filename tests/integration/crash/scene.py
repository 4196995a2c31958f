"""The book that processes are killed on: what is there, whether it is whole, and putting it back."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Sum

from poolbook.audit import queries as record
from poolbook.finance.actions import bulk
from poolbook.finance.models import Batch, IssuedFile, Period, Posting, Share, ShareRun
from tests import committed
from tests.factories import Book

ROWS = 600
UNDO = {
    "import": ("DELETE FROM finance_posting", "DELETE FROM finance_batch"),
    "close": (
        "DELETE FROM finance_share", "DELETE FROM finance_sharerun",
        "UPDATE finance_period SET state = 'signed', closed_at = NULL",
    ),
    "issue": ("DELETE FROM finance_issuedfile", "UPDATE finance_period SET state = 'closed'"),
}  # fmt: skip


@dataclass
class Scene:
    """A committed book and a ledger file; `events` is the record's length before the act."""

    book: Book
    file: Path
    events: int = 0

    def period(self) -> Period:
        """The period as it is now."""
        return Period.objects.select_related("agreement").get(pk=self.book.period.pk)

    def back(self, act: str) -> None:
        """As before the act, which the guards would refuse."""
        cut = f"DELETE FROM audit_event WHERE id > {self.events}"
        committed.unguarded(*UNDO[act], cut)


def write_ledger(path: Path) -> tuple[int, int]:
    """A file of 600 rows; its rows and pence."""
    amounts = [(n % 97 + 1) * 100 + n % 100 for n in range(ROWS)]
    rows = [
        f"C{n % 4 + 1},4000,R{n},goods,{pence // 100}.{pence % 100:02d}"
        for n, pence in enumerate(amounts)
    ]
    head = "Cost centre,Account,Reference,Description,Amount"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return ROWS, sum(amounts)


def imported(totals: tuple[int, int]) -> bool:
    """Whether the file is posted: all of it with all its pence, or nothing."""
    rows, pence = Posting.objects.count(), Posting.objects.aggregate(x=Sum("pence"))["x"] or 0
    if Batch.objects.count() == 0:
        assert rows == 0, "rows without their import"
        return False
    batch = Batch.objects.get()
    assert (rows, pence) == totals == (batch.rows_read, batch.pence_read)
    assert bulk.digest(batch) == batch.digest
    return True


def closed(period: Period) -> bool:
    """Whether the period is closed with its share, or neither."""
    runs = ShareRun.objects.filter(final=True)
    if period.state != "closed":
        assert period.state == "signed" and not ShareRun.objects.exists()
        return False
    assert period.closed_at
    shared = Share.objects.filter(run=runs.get()).aggregate(x=Sum("pence"))["x"]
    assert shared == runs.get().pence == 700
    return True


def issued(period: Period, wanted: set[str]) -> bool:
    """Whether the period is issued with every file whole, or neither."""
    files = {f.name: f for f in IssuedFile.objects.all()}
    if period.state != "issued":
        assert period.state == "closed" and not files
        return False
    assert set(files) == wanted
    for file in files.values():
        assert hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256
    return True


def recorded() -> None:
    """The record's chain holds, and every table is as it says."""
    assert record.broken_links() == []
    assert record.strayed_rows() == []
