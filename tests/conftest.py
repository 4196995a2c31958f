"""Fixtures that every test may use. The database comes from tests/database.py."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import committed


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the module's own, whose writes are committed.

    Takes the place of Django's, which empties every table after each test: the guards refuse that.
    """
    with committed.database(django_db_blocker) as name:
        yield name


@pytest.fixture
def run_tasks() -> Any:
    """Runs every job of the queue that is due, here and in this transaction: `run_tasks()`."""
    from tests import jobs

    return jobs.run_all
