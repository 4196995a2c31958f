"""The SQL of long extracts: staged by COPY in a table of their own, then moved in one statement.

A temporary table takes the slow part, so that no other writer waits for it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from poolbook.finance.actions.mappings import OUTSIDE, Places
from poolbook.finance.models import Batch, Period, Source
from poolbook.rules.refusal import Refusal

if TYPE_CHECKING:
    from poolbook.finance.actions.postings import Entry

_COLUMNS = "month, row, date, cost_centre, account, reference, description, pence, fingerprint"
_OLD = (
    "FROM finance_posting old JOIN finance_batch b ON b.id = old.batch_id"
    " WHERE old.fingerprint = incoming.fingerprint AND b.source_id = %s AND b.state = 'applied'"
)


class Busy(Refusal):
    """Another import from the source is running: the same act succeeds when it is done."""


def claim(source: Source) -> None:
    """One import from a source at a time; a second is refused rather than kept waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(72102, %s)", [source.pk])
        if not cursor.fetchone()[0]:
            raise Busy(f"another import from {source.name} is running; try again when it is done")


def stage(entries: Sequence["Entry"], marks: Iterable[str], places: Places) -> None:
    """Copies the rows, with their line, into a temporary table that this transaction alone sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE incoming (month smallint, row int, date date, cost_centre text,"
            " account text, reference text, description text, pence bigint, fingerprint uuid,"
            " line_id bigint, outside boolean, repeated boolean DEFAULT false) ON COMMIT DROP"
        )
        copying = f"COPY incoming ({_COLUMNS}, line_id, outside) FROM STDIN"
        with cursor.copy(copying) as copy:
            for entry, mark in zip(entries, marks, strict=True):
                number, month, day, centre, account, reference, description, pence = entry
                line = places(centre, account, month)
                outside = line == OUTSIDE
                copy.write_row(
                    (
                        month, number, day, centre, account, reference, description, pence, mark,
                        None if outside else line, outside,
                    )
                )  # fmt: skip


def repeated(source: Source) -> list[tuple[str, int]]:
    """Marks staged rows that another applied extract of the source has; its name and how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE incoming SET repeated = true WHERE EXISTS (SELECT {_OLD})", [source.pk]
        )
        if not cursor.rowcount:
            return []
        cursor.execute(
            "SELECT b.file_name, count(*) FROM incoming i JOIN finance_posting old USING (fingerprint)"
            " JOIN finance_batch b ON b.id = old.batch_id AND b.source_id = %s AND b.state = 'applied'"
            " GROUP BY 1 ORDER BY 1",
            [source.pk],
        )
        return list(cursor.fetchall())


def staged(new_only: bool) -> tuple[int, int]:
    """Rows and pence staged, without those repeated where `new_only`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(pence), 0)::bigint FROM incoming WHERE NOT (repeated AND %s)",
            [new_only],
        )
        return tuple(cursor.fetchone())


def fates() -> tuple[dict[str, int], dict[str, int]]:
    """Rows and pence staged, by what would become of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN repeated THEN 'repeated' WHEN outside THEN 'outside'"
            " WHEN line_id IS NULL THEN 'suspended' ELSE 'posted' END, count(*), sum(pence)::bigint"
            " FROM incoming GROUP BY 1"
        )
        found = {kind: (rows, pence) for kind, rows, pence in cursor.fetchall()}
    kinds = ("posted", "suspended", "outside", "repeated")
    rows = {kind: found.get(kind, (0, 0))[0] for kind in kinds}
    pence = {kind: found.get(kind, (0, 0))[1] for kind in kinds}
    return {"read": sum(rows.values())} | rows, {"read": sum(pence.values())} | pence


def move_to_postings(batch: Batch) -> None:
    """Posts the staged rows that are new."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO finance_posting (batch_id, line_id, outside, {_COLUMNS})"
            f" SELECT %s, line_id, outside, {_COLUMNS} FROM incoming WHERE NOT repeated ORDER BY row, month",
            [batch.pk],
        )
        cursor.execute("DROP TABLE incoming")


def digest(batch: Batch) -> str:
    """SHA-256 of a batch's rows as they stand, lines included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\\x1f', row, month,"
            " coalesce(line_id, 0), outside, date, cost_centre, account, reference, description, pence,"
            " fingerprint), E'\\n' ORDER BY id), ''), 'UTF8')), 'hex') FROM finance_posting WHERE batch_id = %s",
            [batch.pk],
        )
        return str(cursor.fetchone()[0])


def control_totals(batch: Batch) -> tuple[dict[str, int], dict[str, int]]:
    """Rows and pence by what became of them: read, posted, suspended, outside."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN outside THEN 'outside' WHEN line_id IS NULL THEN 'suspended' ELSE 'posted' END,"
            " count(*), sum(pence)::bigint FROM finance_posting WHERE batch_id = %s GROUP BY 1",
            [batch.pk],
        )
        found = {kind: (rows, pence) for kind, rows, pence in cursor.fetchall()}
    kinds = ("posted", "suspended", "outside")
    rows = {"read": batch.rows_read} | {kind: found.get(kind, (0, 0))[0] for kind in kinds}
    pence = {"read": batch.pence_read} | {kind: found.get(kind, (0, 0))[1] for kind in kinds}
    return rows, pence


def map_suspense(period: Period) -> tuple[int, list[int]]:
    """Maps the rows in suspense of a period by the mappings as they are; rows moved, batches touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE finance_posting p SET line_id = m.line_id, outside = m.line_id IS NULL, mapped_at = %s
            FROM finance_posting w JOIN finance_batch b ON b.id = w.batch_id, LATERAL (
                SELECT line_id FROM finance_mapping m
                WHERE m.source_id = b.source_id AND m.cost_centre = w.cost_centre
                  AND m.account IN (w.account, '')
                  AND m.dates @> (make_date(%s, 4, 1) + make_interval(months => least(w.month, 12)::int)
                                  - interval '1 day')::date
                ORDER BY m.account = '' LIMIT 1
            ) m
            WHERE p.id = w.id AND b.period_id = %s AND b.state = 'applied'
              AND w.line_id IS NULL AND NOT w.outside
            RETURNING p.batch_id
            """,
            [timezone.now(), period.year, period.pk],
        )
        moved = [row[0] for row in cursor.fetchall()]
    return len(moved), sorted(set(moved))
