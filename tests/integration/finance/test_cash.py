"""Invoices, payments and reserves: never paid twice, each movement with its reason."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from poolbook.finance.actions import cash, setting_up
from poolbook.finance.models import Invoice, Payment, ReserveMovement
from tests import factories
from tests.factories import Book, refused

DAY = date(2020, 4, 20)


def invoice(book: Book, pence: int = 10_000, number: str = "1", **more) -> Invoice:
    given = {
        "by": book.manager, "period": book.period, "issuer": book.partners[0],
        "payer": book.partners[1], "number": number, "kind": "contribution", "dated": DAY,
        "pence": pence, "what_for": "April",
    }  # fmt: skip
    return cash.add_invoice(**(given | more))


def pay(book: Book, made: Invoice, pence: int, reference: str = "r1", by=None) -> Payment:
    return cash.add_payment(
        by=by or book.manager, period=book.period, invoice=made, dated=DAY, pence=pence,
        reference=reference,
    )  # fmt: skip


def test_an_invoice_is_paid_in_parts_until_nothing_is_left(book: Book):
    made = invoice(book)
    pay(book, made, 4_000)
    assert cash.outstanding(made) == 6_000
    said = refused(pay, book, made, 6_001, "r2")
    assert said.message == "£60.01 does not fit: £60 of invoice 1 is outstanding"
    pay(book, made, 6_000, "r2")
    assert cash.outstanding(made) == 0
    assert "£0 of invoice 1 is outstanding" in refused(pay, book, made, 1, "r3").message


def test_a_credit_note_is_paid_back_the_same_way(book: Book):
    made = invoice(book, -500)
    assert "does not fit" in refused(pay, book, made, 500).message
    assert "does not fit" in refused(pay, book, made, -501).message
    pay(book, made, -500)
    assert cash.outstanding(made) == 0


def test_a_payment_is_of_something(book: Book):
    assert "does not fit" in refused(pay, book, invoice(book), 0).message


@pytest.mark.parametrize("pence", [10_001, -1])
def test_the_database_refuses_too_much_as_well(book: Book, pence: int):
    made = invoice(book)
    with pytest.raises(IntegrityError, match="do not fit an invoice"), transaction.atomic():
        Payment.objects.create(
            invoice=made, period=book.period, dated=DAY, pence=pence, reference="x", by=book.manager
        )
    with (
        pytest.raises(IntegrityError, match="do not fit an invoice"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO finance_payment (invoice_id, period_id, dated, pence, reference, by_id)"
            " VALUES (%s, %s, '2020-04-20', %s, 'x', %s)",
            [made.pk, book.period.pk, pence, book.manager.pk],
        )


def test_the_same_payment_is_recorded_once(book: Book):
    made = invoice(book)
    pay(book, made, 1)
    with pytest.raises(IntegrityError, match="payment_once"), transaction.atomic():
        pay(book, made, 1)


def test_what_is_not_an_invoice(book: Book):
    first = book.partners[0]
    assert "from one partner to another" in refused(invoice, book, payer=first).message
    assert "is for an amount" in refused(invoice, book, 0).message
    invoice(book)
    assert refused(invoice, book).message == "Partner 1 has an invoice 1 already"
    invoice(book, issuer=book.partners[1], payer=first)


def test_who_may_not_touch_cash(book: Book):
    made = invoice(book)
    for by in (book.holder, book.analyst, book.auditor, book.leads[0]):
        assert "may not record invoices" in refused(invoice, book, number="2", by=by).message
        assert "may not record invoices" in refused(pay, book, made, 1, by=by).message


def test_a_closed_period_takes_no_cash(book: Book):
    made = invoice(book)
    factories.close(book)
    assert "is closed; this needs it open" in refused(pay, book, made, 1).message
    assert "is closed; this needs it open" in refused(invoice, book, number="2").message
    factories.next_month(book)
    pay(book, made, 10_000)


def reserve(book: Book):
    return setting_up.keep_reserve(
        by=book.manager, agreement=book.agreement, code="risk", name="Risk", purpose="winter",
        ring_fenced=True,
    )  # fmt: skip


def move(book: Book, pence: int, reason: str = "agreed"):
    return setting_up.move_reserve(
        by=book.manager, reserve=reserve(book), period=book.period, pence=pence, reason=reason
    )


def test_reserves_move_with_a_reason_and_the_same_movement_once(book: Book):
    assert move(book, 500) == move(book, 500)
    move(book, -200, "spent on beds")
    found = ReserveMovement.objects.values_list("place", "pence")
    assert list(found) == [(1, 500), (2, -200)]
    for pence, reason in ((0, "x"), (5, " ")):
        assert "of an amount, for a reason" in refused(move, book, pence, reason).message


def test_a_reserve_is_never_overdrawn(book: Book):
    assert "holds £0, so £0.01 cannot be taken" in refused(move, book, -1).message
    move(book, 500)
    assert "holds £5, so £5.01 cannot be taken" in refused(move, book, -501).message
    with pytest.raises(IntegrityError, match="the reserve holds 500p"), transaction.atomic():
        ReserveMovement.objects.create(
            reserve=reserve(book), period=book.period, place=9, pence=-501, reason="x",
            by=book.manager,
        )  # fmt: skip
    move(book, -500)


def test_a_reserve_has_a_purpose(book: Book):
    with pytest.raises(IntegrityError, match="reserve_has_purpose"), transaction.atomic():
        setting_up.keep_reserve(
            by=book.manager, agreement=book.agreement, code="x", name="x", purpose=""
        )


def test_a_closed_period_moves_no_reserve(closed: Book):
    assert "is closed; this needs it open" in refused(move, closed, 5).message


def test_setting_up_is_for_the_pool_manager(book: Book):
    who = {"by": book.holder}
    acts = [
        lambda: factories.add_source(book.holder, book.agreement, book.partners[0]),
        lambda: setting_up.keep_outturns(year=2019, source="x", amounts={}, **who),
        lambda: setting_up.keep_saving(line=book.line(1), year=2020, name="x", **who),
        lambda: setting_up.keep_limit(
            agreement=book.agreement, same_pool=True, recurrent=True, role="analyst", up_to=1, **who
        ),
        lambda: setting_up.keep_instalments(
            agreement=book.agreement, partner=book.partners[0], year=2020, pattern="monthly",
            months_ahead=0, **who,
        ),
        lambda: setting_up.keep_reserve(agreement=book.agreement, code="x", **who),
    ]  # fmt: skip
    for act in acts:
        assert "holder (budget holder) may not" in refused(act).message


def test_kept_settings_are_brought_to_what_is_given(book: Book):
    key = {"by": book.manager, "agreement": book.agreement, "same_pool": True, "recurrent": True}
    setting_up.keep_limit(role="analyst", up_to=1, **key)
    assert setting_up.keep_limit(role="analyst", up_to=2, **key).up_to == 2
    setting_up.keep_outturns(by=book.manager, year=2019, source="a", amounts={book.line(1): 4})
    setting_up.keep_outturns(by=book.manager, year=2019, source="b", amounts={book.line(1): 5})
    found = book.line(1).outturns.get()
    assert (found.pence, found.source) == (5, "b")
    pattern = {"by": book.manager, "agreement": book.agreement, "partner": book.partners[0]}
    setting_up.keep_instalments(year=2020, pattern="monthly", months_ahead=0, **pattern)
    kept = setting_up.keep_instalments(year=2020, pattern="annual", months_ahead=1, **pattern)
    assert kept.pattern == "annual"
