"""Saying who acts: every write happens inside `acting`, so that its trace names a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def acting(by: str, doing: str, why: str = "") -> Iterator[None]:
    """One transaction in which `by` does something, for a reason.

    The record's rows are written when the outermost transaction commits, so a long import holds
    the chain for an instant only; what was said last within one transaction is what they carry.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('poolbook.by', %s, true), set_config('poolbook.doing', %s, true),"
                " set_config('poolbook.why', %s, true)",
                [by, doing, why],
            )
        yield
