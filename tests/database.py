"""A database for the tests: the one in DATABASE_URL, else a throwaway server of our own.

Loaded by `-p tests.database` in pyproject.toml, because pytest-django reads the settings before
any conftest. Workers of pytest-xdist find DATABASE_URL in the environment they are started with.
"""

import contextlib
import os
import tempfile
from collections.abc import Generator

import pytest

from poolbook.config import database

CASELOAD = "POOLBOOK_CASELOAD_FOLDER"
_server = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Have a server up before pytest-django loads Django's settings."""
    if not os.environ.get(database.URL):
        os.environ[database.URL] = _server.enter_context(database.throwaway())
        _server.callback(os.environ.pop, database.URL, None)
    if not os.environ.get(CASELOAD):  # the demonstration's packages, not among somebody's own
        folder = tempfile.TemporaryDirectory(prefix="poolbook-caseload-")
        os.environ[CASELOAD] = _server.enter_context(folder)
        _server.callback(os.environ.pop, CASELOAD, None)
    return (yield)


def pytest_unconfigure() -> None:
    """Stop the server that was started here, if any."""
    _server.close()
