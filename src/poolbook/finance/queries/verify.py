"""Whether the month's records still hold: imports against their digests, issued files, shares."""

from collections.abc import Iterator

from django.db import connection

from poolbook.audit.queries import Finding
from poolbook.finance.actions import bulk
from poolbook.finance.models import Batch


def findings() -> Iterator[Finding]:
    """Everything in the month's records that does not hold."""
    for batch in Batch.objects.all():
        rows, pence = bulk.control_totals(batch)
        if bulk.digest(batch) != batch.digest:
            yield Finding(
                None, f"the rows of import {batch.pk} ({batch.file_name}) are not as posted"
            )
        if rows["read"] != rows["posted"] + rows["suspended"] + rows["outside"]:
            yield Finding(None, f"import {batch.pk} ({batch.file_name}) has lost or gained rows")
        if pence["read"] != pence["posted"] + pence["suspended"] + pence["outside"]:
            yield Finding(None, f"import {batch.pk} ({batch.file_name}) has lost or gained money")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM finance_issuedfile WHERE encode(sha256(content), 'hex') <> sha256"
        )
        for (name,) in cursor.fetchall():
            yield Finding(None, f"the issued file {name} is not as it was issued")
        cursor.execute(
            "SELECT r.id FROM finance_sharerun r LEFT JOIN finance_share s ON s.run_id = r.id"
            " GROUP BY r.id, r.pence HAVING coalesce(sum(s.pence), 0) <> r.pence"
        )
        for (run,) in cursor.fetchall():
            yield Finding(None, f"the shares of run {run} do not sum to its variation")
