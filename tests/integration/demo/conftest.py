"""The demonstration, loaded by its own commands into a database of its own, once a module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poolbook.__main__ import main
from tests import committed

FOLDER = Path(__file__).resolve().parents[3] / "demo/oxfordshire"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Path]:
    """The folder of the demonstration, whose two periods are in the book, closed and issued."""
    with committed.database(django_db_blocker):
        assert main(["demo", str(FOLDER), "--quiet"]) == 0
        yield FOLDER
