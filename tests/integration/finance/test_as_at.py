"""Figures as they were known at a moment, whatever was entered since."""

from django.utils import timezone

from poolbook.finance.actions import budgets, postings
from poolbook.finance.actions.mappings import Rule, add_mappings
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.sharing import run
from poolbook.rules.risk_share.written import written
from tests import factories
from tests.factories import BUDGET, Book, entry


def known(book: Book, as_at=None) -> dict:
    return {
        f.line.code: (f.budget, f.actual, f.forecast and f.forecast.pence, f.previous_variance)
        for f in figures(book.period, as_at)
    }


def test_figures_at_a_moment_stay_after_a_thousand_later_entries(book: Book):
    factories.post(book, entry("C1", 50), entry("?", 9, number=2))
    gone = factories.post(book, entry("C2", 70), name="to withdraw.csv").batch
    factories.forecast(book, {1: BUDGET + 5})
    moment = timezone.now()
    then, shared = known(book, moment), written(run(book.period, as_at=moment))
    assert then == known(book)

    factories.post(book, *[entry(f"C{n % 4 + 1}", n, number=n) for n in range(3, 1_003)], name="x")
    postings.withdraw(by=book.manager, batch=gone, why="wrong")
    add_mappings(by=book.manager, source=book.source, rules=[Rule("?", "", book.line(3))])
    postings.clear_suspense(by=book.manager, period=book.period)
    budgets.set_budgets(
        by=book.manager,
        period=book.period,
        kind="adjustment",
        amounts={book.line(1): 1},
        reason="x",
    )
    factories.forecast(book, {1: BUDGET + 6, 2: 3})

    assert known(book, moment) == then
    assert written(run(book.period, as_at=moment)) == shared
    assert known(book) != then
    assert known(book)["L2"][1] != 70


def test_the_moment_before_anything_knows_nothing(book: Book):
    start = book.terms.made_at
    factories.fill(book)
    assert set(known(book, start).values()) == {(0, None, None, None)}


def test_the_last_period_is_seen_as_it_was_too(closed: Book):
    factories.next_month(closed)
    moment = timezone.now()
    then = known(closed, moment)
    factories.forecast(closed, {1: 0})
    assert known(closed, moment) == then
    assert {figures[3] for figures in then.values()} == {0}
