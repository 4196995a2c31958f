"""A book for each test: two partners, four lines, period 1 of 2020/21 open."""

import pytest

from tests import factories
from tests.factories import Book


@pytest.fixture
def book(db: None) -> Book:
    """Budgets set, contributions equal to them, terms agreed; nothing imported yet."""
    return factories.make_book()


@pytest.fixture
def closed(book: Book) -> Book:
    """The same with its period closed."""
    factories.close(book)
    return book
