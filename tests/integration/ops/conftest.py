"""Databases beside the tests' own, for restoring into and for killing."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from poolbook.cli import postgres


@contextmanager
def empty_database() -> Iterator[str]:
    """Points Django's connection at a new database with nothing in it; yields its DATABASE_URL."""
    connection.close()
    before, name = connection.settings_dict["NAME"], f"restored_{uuid4().hex[:8]}"
    admin = postgres.address() | {"dbname": "postgres"}
    with psycopg.connect(**admin, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A folder of the test's own for what Poolbook leaves beside the book."""
    monkeypatch.setenv("POOLBOOK_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


def url() -> str:
    """The DATABASE_URL of the database that Django works on."""
    at = postgres.address()
    host, port = quote(str(at.get("host", "")), safe=""), at.get("port", "")
    who = f"{quote(at['user'])}:{quote(at.get('password', ''))}"
    return f"postgres://{who}@/{at['dbname']}?host={host}" + (f"&port={port}" if port else "")
