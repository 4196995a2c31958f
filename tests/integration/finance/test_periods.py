"""Opening, checking, signing, closing and correcting a period: what happens and what is refused."""

import pytest

from poolbook.finance.actions import forecasts, periods
from poolbook.finance.models import Period, ShareRun, Signature
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from poolbook.rules.calendar import parse_month
from tests import factories
from tests.factories import Book, refused


def checked(book: Book) -> Book:
    factories.fill(book)
    factories.check(book)
    return book


def state(book: Book) -> str:
    return Period.objects.get(pk=book.period.pk).state


def test_a_month_goes_from_open_to_issued(book: Book):
    factories.close(book)
    assert state(book) == "closed"
    assert book.period.closed_at
    periods.issued(by=book.manager, period=book.period)
    assert state(book) == "issued"


def test_a_period_is_opened_once(book: Book):
    again = factories.open_month(book.manager, book.agreement, "2020-21/P1")
    assert again == book.period


@pytest.mark.parametrize("who", ["auditor", "holder"])
def test_who_may_not_open(book: Book, who: str):
    month = parse_month("2020-21/P2")
    said = refused(
        periods.open_period, by=getattr(book, who), agreement=book.agreement, month=month
    )
    assert "may not import ledgers" in said.message


def test_the_next_period_waits_for_the_last_to_be_closed(book: Book):
    said = refused(factories.next_month, book)
    assert "2020-21/P1 is open; close it first" in said.message


def test_a_period_cannot_be_opened_before_one_there_is(db: None):
    book = factories.make_book(period="2020-21/P3")
    said = refused(factories.open_month, book.manager, book.agreement, "2020-21/P2")
    assert "the book already has 2020-21/P3" in said.message


def test_a_closed_period_lets_the_next_one_open(closed: Book):
    assert factories.next_month(closed).number == 2


def test_check_names_every_check_that_fails(book: Book):
    said = refused(factories.check, book)
    assert "2020-21/P1 is not ready: 2 of the checks do not pass" in said.message
    assert "forecasts: Every line has a forecast. Line 1 (L1) has no forecast" in said.details
    assert any(d.startswith("ledgers: ") for d in said.details)
    assert state(book) == "open"


@pytest.mark.parametrize("who", ["analyst", "auditor", "holder"])
def test_who_may_not_check(book: Book, who: str):
    factories.fill(book)
    assert (
        "may not check" in refused(periods.check, by=getattr(book, who), period=book.period).message
    )


def test_nothing_is_written_to_a_checked_period(book: Book):
    checked(book)
    entries = [forecasts.Entry(book.line(1), "block")]
    said = refused(forecasts.set_forecasts, by=book.manager, period=book.period, entries=entries)
    assert said.message == ("2020-21/P1 is checked, waiting for signatures; this needs it open")
    assert "only an open period" in refused(factories.post, book, factories.entry("C2")).message


def test_the_last_signature_signs_the_period(book: Book):
    checked(book)
    periods.sign(by=book.leads[0], period=book.period)
    assert state(book) == "checked"
    periods.sign(by=book.leads[1], period=book.period)
    assert state(book) == "signed"


def test_an_open_period_cannot_be_signed(book: Book):
    assert (
        "this needs it checked"
        in refused(periods.sign, by=book.leads[0], period=book.period).message
    )


def test_a_partner_signs_once(book: Book):
    checked(book)
    periods.sign(by=book.leads[0], period=book.period)
    other = factories.person("lead1b", Role.FINANCE_LEAD, book.partners[0])
    said = refused(periods.sign, by=other, period=book.period)
    assert said.message == "Partner 1 has signed 2020-21/P1 already"


def test_only_somebody_of_a_partner_signs(book: Book):
    checked(book)
    nobody = factories.person("nobody", Role.FINANCE_LEAD, None)
    assert "belongs to no partner" in refused(periods.sign, by=nobody, period=book.period).message
    assert "may not sign" in refused(periods.sign, by=book.manager, period=book.period).message


def test_who_made_a_figure_does_not_sign_it(book: Book):
    maker: Person = book.leads[0]
    factories.post(book, factories.entry())
    factories.forecast(book)
    factories.forecast(book, {1: 1_250_000}, by=maker)
    factories.check(book)
    said = refused(periods.sign, by=maker, period=book.period)
    assert said.message == "lead1 entered figures in 2020-21/P1, so another must sign it"
    periods.sign(by=book.leads[1], period=book.period)


def test_opening_again_makes_signatures_void(book: Book):
    checked(book)
    factories.sign(book)
    assert (
        "say why" in refused(periods.reopen, by=book.manager, period=book.period, why=" ").message
    )
    periods.reopen(by=book.manager, period=book.period, why="a late invoice")
    assert state(book) == "open"
    assert set(Signature.objects.values_list("void", flat=True)) == {True}
    factories.check(book)
    factories.sign(book)
    assert Signature.objects.filter(void=False).count() == 2


@pytest.mark.parametrize("issue", [False, True])
def test_a_closed_period_never_opens_again(closed: Book, issue: bool):
    if issue:
        periods.issued(by=closed.manager, period=closed.period)
    said = refused(periods.reopen, by=closed.manager, period=closed.period, why="please")
    assert "cannot be opened again" in said.message


def test_only_a_signed_period_closes(book: Book):
    checked(book)
    assert (
        "this needs it signed"
        in refused(periods.close, by=book.manager, period=book.period).message
    )
    factories.sign(book)
    assert "may not close" in refused(periods.close, by=book.leads[0], period=book.period).message
    periods.close(by=book.manager, period=book.period)
    assert (
        "this needs it signed"
        in refused(periods.close, by=book.manager, period=book.period).message
    )


def test_close_refuses_figures_that_were_not_signed(book: Book):
    checked(book)
    factories.sign(book)
    body = factories.terms_body(book.partners, P1=90, P2=10)
    factories.agreements.add_terms(by="x", agreement=book.agreement, body=body)
    said = refused(periods.close, by=book.manager, period=book.period)
    assert "are not those that were signed; open it again" in said.message
    assert state(book) == "signed"
    assert not ShareRun.objects.exists()


def test_close_refuses_where_partners_signed_different_figures(book: Book):
    checked(book)
    periods.sign(by=book.leads[0], period=book.period)
    body = factories.terms_body(book.partners, P1=90, P2=10)
    factories.agreements.add_terms(by="x", agreement=book.agreement, body=body)
    periods.sign(by=book.leads[1], period=book.period)
    assert (
        "not those that were signed"
        in refused(periods.close, by=book.manager, period=book.period).message
    )


def test_close_keeps_the_share_to_the_penny(book: Book):
    factories.post(book, factories.entry())
    factories.forecast(book, {1: 1_200_101, 2: 1_199_990})
    factories.check(book)
    factories.sign(book)
    periods.close(by=book.manager, period=book.period)
    run = ShareRun.objects.get(final=True)
    shares = {(s.group.code, s.partner.code): s.pence for s in run.shares.all()}
    assert run.pence == 91 == sum(shares.values())
    assert shares == {
        ("shared", "P1"): 51, ("shared", "P2"): 50, ("own", "P1"): -10, ("own", "P2"): 0,
    }  # fmt: skip


def test_errata_are_numbered_and_leave_the_report_alone(closed: Book):
    words = {"figure": "Total", "printed": "1", "should_be": "2", "reason": "a typing error"}
    assert (
        "this needs it issued"
        in refused(periods.add_erratum, by=closed.manager, period=closed.period, **words).message
    )
    periods.issued(by=closed.manager, period=closed.period)
    numbers = [
        periods.add_erratum(by=closed.manager, period=closed.period, **words).number
        for _ in range(3)
    ]
    assert numbers == [1, 2, 3]
    for name in words:
        said = refused(
            periods.add_erratum, by=closed.manager, period=closed.period, **(words | {name: " "})
        )
        assert "an erratum needs" in said.message


@pytest.mark.parametrize("partners", [1, 3, 8])
def test_every_partner_signs_whatever_their_number(db: None, partners: int):
    book = factories.make_book(partners=partners)
    factories.close(book)
    assert Signature.objects.count() == partners
