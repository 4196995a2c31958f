"""A small book, and a program of its pool manager's."""

import pytest

from tests.factories import Book, make_book
from tests.integration.api.calling import Caller, caller


@pytest.fixture
def book(db: None) -> Book:
    """The agreement of the tests."""
    return make_book()


@pytest.fixture
def manager(book: Book) -> Caller:
    """A program of the pool manager's."""
    return caller(book.manager)
