"""The record's rows are written when a transaction ends; a test's does not, so it is made to."""

from django.db import connection


def written() -> None:
    """Writes what the record owes now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
