"""A database whose writes are committed: a copy of the migrated test database, gone afterwards.

Django's own way (write, then empty every table) is refused by the guards, as it should be.
"""

import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection


@contextlib.contextmanager
def database(blocker: Any) -> Iterator[str]:
    """Points Django's connection, and those of new threads and processes, at a fresh copy."""
    with blocker.unblock():
        connection.close()
        original = connection.settings_dict["NAME"]
        copy = f"{original}_{uuid4().hex[:8]}"
        # A thread of an earlier test may have left its connection; a template must have none.
        _admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{original}' AND pid <> pg_backend_pid()"
        )
        _admin(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        connection.settings_dict["NAME"] = copy
        try:
            yield copy
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original
            _admin(f'DROP DATABASE "{copy}" WITH (FORCE)')


def others() -> int:
    """How many other connections this database has: a killed client's may linger a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def unguarded(*statements: str) -> None:
    """Runs SQL with every trigger off, committed: to put a test's database back, or to tamper."""
    with connection.cursor() as cursor:
        cursor.execute(
            "BEGIN; SET LOCAL session_replication_role = replica; "
            + "; ".join(statements)
            + "; COMMIT"
        )


def _admin(statement: str) -> None:
    values = connection.get_connection_params() | {"dbname": "postgres"}
    keep = {
        key: values[key] for key in ("dbname", "user", "password", "host", "port") if key in values
    }
    with psycopg.connect(**keep, autocommit=True) as admin:
        admin.execute(statement)
