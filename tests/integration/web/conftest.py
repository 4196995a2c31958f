"""A book for each test, and its people before their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from poolbook.partners.models import Person
from tests import factories
from tests.factories import Book
from tests.integration.finance.recorded import written

In = Callable[[Person], Client]


@pytest.fixture
def book(db: None) -> Book:
    """Two partners, four lines in two pools, period 1 open with nothing imported."""
    return factories.make_book()


@pytest.fixture
def ready(book: Book) -> Book:
    """The same, imported and forecast: the period can be checked."""
    factories.fill(book)
    written()
    return book


@pytest.fixture
def closed(ready: Book) -> Book:
    """The same with its period closed."""
    from poolbook.finance.actions import periods

    factories.check(ready)
    factories.sign(ready)
    periods.close(by=ready.manager, period=ready.period)
    written()
    return ready


@pytest.fixture
def enter() -> In:
    """Somebody's browser, signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
