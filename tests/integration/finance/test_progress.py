"""The month's task list: each step's state, figures, who did it, what is in the way, whose turn."""

import pytest

from poolbook.agreements.models import Agreement
from poolbook.finance.actions import forecasts, periods
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.progress import Step, steps
from tests import factories
from tests.factories import Book
from tests.integration.finance import month, recorded


def by_key(book: Book, person=None) -> dict[str, Step]:
    recorded.written()
    return {step.key: step for step in steps(book.period, person or book.manager)}


def test_a_new_month_starts_with_the_ledgers(book: Book):
    found = by_key(book)
    assert list(found) == [
        "ledgers", "suspense", "forecast", "explained", "checks", "sign-P1", "sign-P2", "close", "issue",
    ]  # fmt: skip
    assert found["ledgers"].sentence == "0 of 1 ledger imported"
    assert (found["ledgers"].state, found["ledgers"].mine) == ("to do", True)
    assert found["ledgers"].blocked_by == "no extract of Ledger gl yet"
    assert (found["suspense"].state, found["suspense"].blocked_by) == (
        "waiting",
        "nothing is imported yet",
    )
    assert found["forecast"].sentence == "0 of 4 lines"
    assert found["forecast"].blocked_by == "no forecast of Line 1, Line 2, Line 3 and 1 more"
    assert found["checks"].state == "blocked"
    assert "Every line has a forecast" in found["checks"].blocked_by
    assert found["close"].blocked_by == "the checks have not passed"


def test_figures_and_who_and_when(book: Book):
    factories.post(book, factories.entry("C1"), factories.entry("C9", 4_120_00, number=2))
    factories.forecast(book, by=book.holder)
    found = by_key(book)
    assert found["ledgers"].state == "done"
    assert (found["ledgers"].by, bool(found["ledgers"].at)) == ("manager", True)
    assert (found["suspense"].state, found["suspense"].sentence) == ("to do", "1 row, £4,120")
    assert found["suspense"].blocked_by == "no mapping knows C9 4000"
    assert (found["forecast"].state, found["forecast"].by) == ("done", "holder")
    assert found["explained"].sentence == "No line moved by £100,000"


def test_large_movements_without_a_reason_are_to_do(book: Book):
    Agreement.objects.update(explain_from=100)
    book.period.agreement.refresh_from_db()
    entries = [forecasts.Entry(line, "straight line") for line in book.lines]
    factories.post(book, factories.entry("C1", 500_000))
    forecasts.set_forecasts(by=book.holder, period=book.period, entries=entries)
    entries = [forecasts.Entry(book.line(1), "straight line", None, "more people")]
    forecasts.set_forecasts(by=book.holder, period=book.period, entries=entries)
    found = by_key(book)["explained"]
    assert (found.state, found.sentence) == ("to do", "1 of 4 large movements with a reason")
    assert found.blocked_by == "no reason for Line 2, Line 3 and Line 4"
    periods.explain(by=book.manager, period=book.period, check="moved", text="first month")
    found = by_key(book)["explained"]
    assert (found.state, found.sentence[-24:]) == ("done", "; explained: first month")


def test_signatures_close_and_issue_in_turn(book: Book):
    factories.fill(book)
    assert (by_key(book)["checks"].state, by_key(book)["checks"].mine) == ("to do", True)
    factories.check(book)
    found = by_key(book, book.leads[1])
    assert (found["checks"].state, found["checks"].by) == ("done", "manager")
    assert [found[key].mine for key in ("sign-P1", "sign-P2")] == [False, True]
    assert found["close"].blocked_by == "Partner 1 and Partner 2 to sign"
    periods.sign(by=book.leads[0], period=book.period)
    found = by_key(book)
    assert (found["sign-P1"].state, found["sign-P1"].by) == ("done", "lead1")
    assert (found["sign-P2"].state, found["close"].blocked_by) == ("to do", "Partner 2 to sign")
    periods.sign(by=book.leads[1], period=book.period)
    assert by_key(book)["close"].mine
    periods.close(by=book.manager, period=book.period)
    found = by_key(book)
    assert (found["close"].state, found["close"].by) == ("done", "manager")
    assert (found["issue"].state, found["issue"].mine) == ("to do", True)
    periods.issued(by=book.manager, period=book.period)
    assert {step.state for step in by_key(book).values()} == {"done"}


def test_opened_again_the_signatures_are_void(book: Book):
    factories.fill(book)
    factories.check(book)
    periods.sign(by=book.leads[0], period=book.period)
    periods.reopen(by=book.manager, period=book.period, why="a wrong row")
    assert by_key(book)["sign-P1"].state == "waiting"
    factories.check(book)
    periods.sign(by=book.leads[0], period=book.period)
    found = by_key(book)
    assert (found["sign-P1"].state, found["sign-P2"].state) == ("done", "to do")
    assert len(found) == 9


def test_how_many_queries(book: Book, django_assert_max_num_queries):
    month.fill(book)
    book.period.refresh_from_db()
    lines = figures(book.period)
    with django_assert_max_num_queries(23):
        steps(book.period, book.manager)
    with django_assert_max_num_queries(18):
        steps(book.period, book.manager, lines)
    factories.check(book)
    with django_assert_max_num_queries(8):
        steps(book.period, book.manager, lines)


@pytest.mark.parametrize("role", ["auditor", "analyst", "holder"])
def test_nobody_else_has_a_turn_to_sign(book: Book, role: str):
    factories.fill(book)
    factories.check(book)
    assert not any(step.mine for step in by_key(book, getattr(book, role)).values())
