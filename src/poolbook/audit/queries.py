"""Reads of the record: its head, and whether the chain and the tables still agree with it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from poolbook.audit.ahead import rows_of
from poolbook.audit.models import Event

EMPTY_HEAD = "0" * 64
EVERY = 5_000


@dataclass(frozen=True)
class Finding:
    """Something in the record that does not hold."""

    event: int | None
    what: str


def head_asked(as_at: datetime | None = None) -> QuerySet:
    """What `head` asks."""
    found = Event.objects.filter(at__lte=as_at) if as_at else Event.objects.all()
    return found.order_by("-id").values_list("hash", flat=True)[:1]


def head(as_at: datetime | None = None) -> str:
    """The hash of the newest change at a moment (None: now): it stands for the record up to it."""
    return next(iter(rows_of(head_asked(as_at))), EMPTY_HEAD)


def has_head(digest: str) -> bool:
    """Whether a head that was printed once is still in the chain."""
    return digest == EMPTY_HEAD or Event.objects.filter(hash=digest).exists()


def broken_links(tell: Callable[[int], None] | None = None) -> list[Finding]:
    """Changes whose hash, order or link to the one before does not hold, recomputed here.

    `tell` is told how many are done, every few thousand.
    """
    found: list[Finding] = []
    previous, expected = "", 1
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT id, previous, hash, jsonb_build_array(previous, id, extract(epoch FROM at)::text,"
            " by, doing, why, table_name, row_key, before, after)::text FROM audit_event ORDER BY id"
        )
        for event, link, digest, body in cursor:
            if event != expected:
                found.append(Finding(event, f"change {expected} is missing before it"))
                expected = event
            if link != previous:
                found.append(Finding(event, "does not follow the change before it"))
            if hashlib.sha256(body.encode()).hexdigest() != digest:
                found.append(Finding(event, "was altered after it was written"))
            previous, expected = digest, expected + 1
            if tell and expected % EVERY == 0:
                tell(expected)
    return found


def strayed_rows(tell: Callable[[int, int], None] | None = None) -> list[Finding]:
    """Rows of recorded tables that are not as the record last left them.

    `tell` is told how many tables are done, and of how many.
    """
    found: list[Finding] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgargs FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid"
            " JOIN pg_namespace n ON n.oid = relnamespace AND n.nspname = current_schema()"
            " WHERE tgname = 'audit_written' ORDER BY 1"
        )
        tables = cursor.fetchall()
        for done, (table, arguments) in enumerate(tables, 1):
            left_out = [name.decode() for name in bytes(arguments).split(b"\x00") if name]
            cursor.execute(_STRAYED.format(table=table), {"left_out": left_out, "table": table})
            found += [Finding(event, f"{table} {row} is not as recorded") for row, event in cursor]
            if tell:
                tell(done, len(tables))
    return found


_STRAYED = """
    WITH last AS (
        SELECT DISTINCT ON (row_key) row_key, id, after FROM audit_event WHERE table_name = %(table)s
        ORDER BY row_key, id DESC
    ), now AS (SELECT to_jsonb(t) - %(left_out)s::text[] AS body FROM {table} t)
    SELECT coalesce(last.row_key, now.body ->> 'id'), last.id
    FROM last FULL JOIN now ON last.row_key = now.body ->> 'id'
    WHERE last.after IS DISTINCT FROM now.body
"""
