"""Invoices, instalments, settlement, reserves and savings as the pages list them."""

from datetime import date

import pytest

from poolbook.finance.actions import forecasts, setting_up
from poolbook.finance.queries import cash, reserves
from tests import factories
from tests.factories import BUDGET, Book
from tests.integration.finance.test_cash import invoice, move, pay, reserve

NET = 2 * BUDGET  # each partner's contribution: half of four lines


def plan(book: Book, number: int, pattern: str, ahead: int = 0) -> None:
    setting_up.keep_instalments(
        by=book.manager, agreement=book.agreement, partner=book.partners[number - 1], year=2020,
        pattern=pattern, months_ahead=ahead,
    )  # fmt: skip


def test_invoices_with_what_is_left_and_days_overdue(book: Book, django_assert_max_num_queries):
    made = invoice(book)
    pay(book, made, 4_000)
    invoice(book, number="2", dated=date(2020, 5, 1))
    with django_assert_max_num_queries(2):
        found = cash.invoices(book.agreement, 2020, date(2020, 5, 21))
    assert [(o.invoice.number, o.paid, o.outstanding, o.overdue) for o in found] == [
        ("1", 4_000, 6_000, 1), ("2", 0, 10_000, 0),
    ]  # fmt: skip
    assert found[0].due == date(2020, 5, 20)
    before = cash.invoices(book.agreement, 2020, date(2020, 4, 19))
    assert before == []
    assert cash.invoices(book.agreement, 2021, date(2022, 1, 1)) == []


def test_what_is_paid_or_owed_back_is_never_overdue(book: Book):
    pay(book, invoice(book), 10_000)
    invoice(book, -500, number="2")
    found = cash.invoices(book.agreement, 2020, date(2021, 3, 31))
    assert [(o.outstanding, o.overdue) for o in found] == [(0, 0), (-500, 0)]


@pytest.mark.parametrize(
    ("pattern", "ahead", "months", "due"),
    [("monthly", 0, 12, 1), ("monthly", 1, 11, 2), ("quarterly", 0, 4, 1), ("annual", 0, 1, 1)],
)
def test_instalments_sum_to_the_year_and_to_what_is_due(book: Book, pattern, ahead, months, due):
    factories.add_contributions(book, "odd", extra=7)
    plan(book, 1, pattern, ahead)
    found = cash.schedules(book.period)[0]
    assert len(found.instalments) == months
    assert sum(part.pence for part in found.instalments) == found.year
    a_year = {"monthly": 12, "quarterly": 4, "annual": 1}[pattern]
    assert found.due == (found.year * due * 2 + a_year) // (2 * a_year)
    assert found.instalments[0].month.number == 1


def test_due_against_invoiced_and_paid(book: Book, django_assert_max_num_queries):
    plan(book, 2, "quarterly")
    pay(book, invoice(book, NET // 4), 1_000)
    invoice(book, 77, number="r", kind="recharge")
    with django_assert_max_num_queries(6):
        first, second = cash.schedules(book.period)
    assert (first.plan, first.due, first.year) == (None, None, NET)
    assert (second.due, second.invoiced, second.paid) == (NET // 4, NET // 4, 1_000)
    assert (second.to_invoice, second.to_pay) == (0, NET // 4 - 1_000)


def test_who_owes_whom_is_net_of_both_ways(book: Book):
    one, two = book.partners
    pay(book, invoice(book, 10_000), 2_500)
    invoice(book, 9_000, number="b", issuer=two, payer=one)
    day = date(2020, 6, 1)
    assert cash.positions(book.agreement, day) == [cash.Position(one, two, 1_500)]
    invoice(book, 1_500, number="c")
    assert cash.positions(book.agreement, day) == []


def test_the_settlement_adds_the_share_and_takes_what_was_paid(book: Book):
    pay(book, invoice(book, 10_000), 10_000)
    found = cash.settlement(book.period, {"P1": 300, "P2": -200})
    assert [(row.partner.code, row.to_settle) for row in found] == [
        ("P1", NET + 300), ("P2", NET - 200 - 10_000),
    ]  # fmt: skip


def test_money_paid_back_is_owed_no_longer(book: Book):
    back = invoice(book, 200, kind="settlement", issuer=book.partners[1], payer=book.partners[0])
    pay(book, back, 200)
    paid = {row.partner.code: row.paid for row in cash.settlement(book.period, {})}
    assert paid == {"P1": 200, "P2": -200}


def test_reserves_with_each_balance(book: Book, django_assert_max_num_queries):
    move(book, 500)
    move(book, -200, "spent on beds")
    with django_assert_max_num_queries(2):
        (held,) = reserves.reserves(book.period)
    assert held.reserve == reserve(book)
    assert [(m.pence, balance) for m, balance in held.movements] == [(500, 500), (-200, 300)]
    assert held.balance == 300


def test_savings_with_their_newest_update(book: Book, django_assert_max_num_queries):
    saving = setting_up.keep_saving(
        by=book.manager, line=book.line(1), year=2020, name="Beds", partner=book.partners[0],
        target=1_000, strategy_agreed=True,
    )  # fmt: skip
    (found,) = reserves.savings(book.period)
    assert (found.delivered, found.forecast, found.short) == (None, None, None)
    forecasts.update_saving(
        by=book.manager, period=book.period, saving=saving, delivered=10, forecast_pence=800
    )
    with django_assert_max_num_queries(2):
        (found,) = reserves.savings(book.period)
    assert (found.delivered, found.forecast, found.short) == (10, 800, 200)
