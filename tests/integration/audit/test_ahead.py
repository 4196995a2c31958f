"""Questions asked together have the answers that each has alone, in one round trip."""

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.test.utils import CaptureQueriesContext

from poolbook.agreements.models import BudgetLine, Pool
from poolbook.audit import kept
from poolbook.audit.ahead import ask, rows_of, together
from poolbook.finance.models import Budget, Forecast, Period
from tests import factories
from tests.factories import Book


@pytest.fixture(scope="module")
def book(transactional_db: str) -> Book:
    """A book with a month's ledger and forecasts, committed."""
    made = factories.make_book()
    factories.fill(made)
    return made


def questions(book: Book) -> list["QuerySet"]:
    lines = BudgetLine.objects.filter(pool__agreement=book.agreement)
    return [
        lines.select_related("pool__agreement", "owner").order_by("pool", "place"),
        Budget.objects.order_by().values_list("line").annotate(total=Sum("pence")).order_by("line"),
        lines.filter(pk__in=[]),  # can have no answer, so that it is not asked
        Forecast.objects.order_by("line_id", "-version").distinct("line_id").values("pence", "at"),
        Pool.objects.filter(name="100% “sure”; SELECT 1 --"),
        lines.order_by("pk")[1:3],
        Period.objects.defer("state"),
    ]


def test_together_they_say_what_each_says_alone(book: Book) -> None:
    alone = [list(each) for each in questions(book)]
    with CaptureQueriesContext(connection) as asked:
        both = together(*questions(book))
        joined = both[0][0].pool.agreement
    assert len(asked) == 1
    assert both == alone and joined == book.agreement
    assert [len(each) > 0 for each in both] == [True, True, False, True, False, True, True]
    assert both[0][0]._state.db == "default" and both[0][0].name == alone[0][0].name


def test_what_was_read_ahead_is_not_asked_again(book: Book) -> None:
    lines, budgets, nobody, *others = questions(book)
    with kept.reading(), CaptureQueriesContext(connection) as asked:
        ask(lambda: [lines, budgets, nobody])
        again = questions(book)
        assert rows_of(again[0]) and rows_of(again[1]) and rows_of(again[2]) == []
        assert len(asked) == 1
        ask(lambda: [lines, others[0]])
        assert rows_of(again[0]) and rows_of(again[3])
        assert len(asked) == 2
    with kept.reading(), CaptureQueriesContext(connection) as asked:
        assert rows_of(questions(book)[0]) == list(lines)
    assert len(asked) == 2  # another request asks anew


def test_nothing_is_asked_ahead_where_it_may_change(book: Book) -> None:
    with CaptureQueriesContext(connection) as asked:
        ask(lambda: questions(book))
        with kept.reading(), transaction.atomic():
            ask(lambda: questions(book))
    assert not [q for q in asked if q["sql"].startswith("SELECT")]


def test_nothing_to_ask_asks_nothing(book: Book) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert together() == [] and together(Pool.objects.none()) == [[]]
    assert not asked
