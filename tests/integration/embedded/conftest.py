"""The fixture that runs each test as this user and, where that is root, as an ordinary user too."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.embedded import support

WAYS = ["as ourselves", "as an ordinary user"] if os.geteuid() == 0 else ["as ourselves"]


@pytest.fixture(scope="session")
def lent() -> Iterator[Path]:
    """Where an ordinary user's copy of Python and Poolbook is kept for all tests, if need be."""
    folder = support.open_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=WAYS)
def runner(request: pytest.FixtureRequest, lent: Path) -> Iterator[support.Runner]:
    """Starts users of databases of their own; all gone when the test ends."""
    alone = request.param == "as ourselves"
    made = support.ourselves() if alone else support.ordinary(lent)
    yield made
    made.clean_up()
