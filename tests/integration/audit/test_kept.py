"""What is kept from one page to the next is never older than the record, and never outlives a change."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from poolbook.agreements import actions as agreements
from poolbook.agreements import queries
from poolbook.audit import kept
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.sharing import run
from tests import factories
from tests.factories import Book


@pytest.fixture(scope="module")
def book(transactional_db: str) -> Book:
    """A book with a month's ledger and forecasts, committed."""
    made = factories.make_book()
    factories.fill(made)
    return made


def seen(book: Book) -> list[tuple[str, int, int | None, int]]:
    """Every line's name, budget, actual and forecast as a page reads them."""
    with kept.reading():
        found = figures(book.period)
    return [(i.line.name, i.budget, i.actual, i.forecast.pence if i.forecast else 0) for i in found]


def afresh(book: Book) -> list[tuple[str, int, int | None, int]]:
    """The same, with nothing kept."""
    found = figures(book.period)
    return [(i.line.name, i.budget, i.actual, i.forecast.pence if i.forecast else 0) for i in found]


def test_a_second_page_reads_the_record_s_hashes_alone(book: Book) -> None:
    seen(book)
    with CaptureQueriesContext(connection) as queries:
        again = seen(book)
    assert again == afresh(book)
    asked = [query["sql"] for query in queries.captured_queries]
    assert not [sql for sql in asked if "finance_posting" in sql or "finance_forecast" in sql]
    assert len(asked) == 1  # what the record's tables ended in


def test_every_kind_of_change_is_seen_by_the_next_page(book: Book) -> None:
    before = seen(book)
    factories.forecast(book, {2: 7_000_000})
    assert seen(book) == afresh(book) != before
    before = seen(book)
    factories.post(book, factories.entry("C1", 123, number=1, reference="late"), name="late.csv")
    assert seen(book) == afresh(book) != before
    before = seen(book)
    line = book.line(3)
    agreements.keep_line(by="the tests", pool=line.pool, code=line.code, name="Another name")
    assert seen(book) == afresh(book) != before


def test_a_forecast_is_read_alone_and_the_other_lines_stay_the_very_same(book: Book) -> None:
    with kept.reading():
        before = figures(book.period)
    factories.forecast(book, {2: 7_654_300})
    with kept.reading(), CaptureQueriesContext(connection) as context:
        after = figures(book.period)
    same = [new is old for old, new in zip(before, after, strict=True)]
    assert same == [item.line.pk != book.line(2).pk for item in after]
    assert before[1].forecast is not None and before[1].forecast.pence != 7_654_300
    asked = [query["sql"] for query in context.captured_queries]
    assert len(asked) <= 4 and not [sql for sql in asked if "finance_posting" in sql]


def test_another_record_of_the_same_length_is_not_followed(book: Book) -> None:
    """A book that was put back from a backup has other changes under the same numbers."""
    with kept.reading():
        figures(book.period)
    slots = [slot for shelf in kept._shelves.values() for slot in shelf.values() if slot.followed]
    for slot in slots:
        (table, number, _) = slot.followed[0]
        slot.followed, slot.value = ((table, number, "another hash"),), "of the other book"
    assert slots and seen(book) == afresh(book)


def test_nobody_is_shown_what_was_kept_for_somebody_else(book: Book) -> None:
    other = factories.make_book(mark="x")
    for _ in range(2):
        for mine in (book, other):
            with kept.reading():
                assert queries.seen_by(mine.manager) == [mine.agreement]
    with kept.reading():
        assert queries.seen_by(book.auditor) == [book.agreement, other.agreement]


def test_what_is_made_of_equal_parts_that_are_not_the_same_is_made_anew() -> None:
    found: kept.Made = {}
    one, same, made = [1], [1], []
    for part in (one, one, same):
        kept.again(found, "key", [part], lambda: made.append(len(made)))
    assert made == [0, 1]


def test_the_share_follows_the_forecasts(book: Book) -> None:
    with kept.reading():
        before = run(book.period).variance()
    factories.forecast(book, {1: 9_000_000})
    with kept.reading():
        assert run(book.period).variance() == run(book.period, as_at=timezone.now()).variance()
        assert run(book.period).variance() != before


def test_within_a_transaction_its_own_changes_are_seen(book: Book) -> None:
    before = seen(book)
    with transaction.atomic():
        factories.forecast(book, {4: 4_400_000})
        assert seen(book) == afresh(book) != before
        transaction.set_rollback(True)
    assert seen(book) == before


def test_a_moment_before_the_page_is_read_as_it_was(book: Book) -> None:
    moment = timezone.now()
    before = afresh(book)
    factories.forecast(book, {1: 1_234_500})
    with kept.reading():
        assert kept.moment(moment) == moment
        old = figures(book.period, moment)
        assert kept.moment(timezone.now()) is None
    assert [item.forecast.pence for item in old if item.forecast] == [row[3] for row in before]


def test_a_list_that_a_page_changes_is_its_own(book: Book) -> None:
    with kept.reading():
        figures(book.period).clear()
        assert len(figures(book.period)) == len(book.lines)
