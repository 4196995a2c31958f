"""A small agreement with an area of the caseload, and a lake in a folder of the test's own."""

from pathlib import Path

import pytest

from poolbook.caseload import actions
from poolbook.caseload.models import CaseArea
from tests.factories import Book, make_book


@pytest.fixture
def book(db: None, folder: Path) -> Book:
    """The small agreement."""
    return make_book()


@pytest.fixture
def area(book: Book) -> CaseArea:
    """An area of it without packages."""
    return actions.keep_area(
        by=book.analyst, agreement=book.agreement, code="county", name="County", synthetic=True
    )
