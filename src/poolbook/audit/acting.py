"""Saying who acts: every write happens inside `acting`, so that its trace names a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

Said = tuple[str, str, str]
_outer: ContextVar[Said | None] = ContextVar("poolbook_acting", default=None)


@contextmanager
def acting(by: str, doing: str, why: str = "") -> Iterator[None]:
    """One transaction in which `by` does something, for a reason.

    The record's rows are written when the transaction commits, so that a long import holds the
    chain for an instant only. An act within another, or within a larger transaction, writes its
    rows when it ends, so that each row says the act that it is of.
    """
    outer, said = _outer.get(), (by, doing, why)
    within = connection.in_atomic_block
    with transaction.atomic():
        if outer:
            _write()
        _say(said)
        token = _outer.set(said)
        try:
            yield
        finally:
            _outer.reset(token)
        if within:
            _write()
        if outer:
            _say(outer)


def _say(said: Said) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('poolbook.by', %s, true), set_config('poolbook.doing', %s, true),"
            " set_config('poolbook.why', %s, true)",
            list(said),
        )


def _write() -> None:
    """Writes what was done so far into the record, and checks what would be checked at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
