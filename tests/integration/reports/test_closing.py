"""The year's end: the memorandum account, cash and reserves, from the book's own entries."""

from datetime import date

import pytest
from django.utils import timezone

from poolbook.agreements import actions as agreements
from poolbook.finance.actions import cash, setting_up
from poolbook.reports.build import build
from poolbook.reports.build.closing import memorandum
from poolbook.reports.build.facts import Facts
from poolbook.reports.model import Report
from tests import factories

pytestmark = pytest.mark.django_db


def report_of(book: factories.Book) -> Report:
    """The report of the book's first pool, now."""
    return build(book.period, book.pools[0], timezone.localtime())


def test_there_is_no_memorandum_before_the_year_ends() -> None:
    book = factories.make_book(period="2020-21/P11")
    assert memorandum(Facts(book.period, book.pools[0], timezone.localtime())) is None


def test_the_memorandum_account_balances_to_the_penny() -> None:
    book = factories.make_book(period="2020-21/P13")
    factories.fill(book, pence=310_001)
    factories.forecast(book, {1: factories.BUDGET + 333, 2: factories.BUDGET - 7})
    table = report_of(book).table("memorandum")
    value = {row.key: int(row.cells["now"].value or 0) for row in table.rows}
    partners = [partner.code for partner in book.partners]
    funding = sum(value[f"funding-{code}"] for code in partners)
    assert value["net"] == value["forward"] + funding + value["spent"]
    assert value["carried"] == value["net"] + sum(value[f"share-{code}"] for code in partners)
    assert value["spent"] > 0 > funding
    assert table.cell("forward", "before").missing.startswith("data not available")


def test_cash_shows_due_invoiced_paid_and_outstanding() -> None:
    book = factories.make_book(period="2020-21/P7")
    host, other = book.partners[:2]
    setting_up.keep_instalments(
        by=book.manager,
        agreement=book.agreement,
        partner=other,
        year=2020,
        pattern="quarterly",
        months_ahead=0,
    )
    invoice = cash.add_invoice(
        by=book.manager, period=book.period, issuer=host, payer=other, number="INV1",
        kind="contribution", dated=date(2020, 10, 1), pence=600_00, what_for="Quarter 3",
    )  # fmt: skip
    cash.add_payment(
        by=book.manager,
        period=book.period,
        invoice=invoice,
        dated=date(2020, 10, 20),
        pence=250_00,
        reference="BACS1",
    )
    row = next(r for r in report_of(book).table("cash").rows if r.key == other.code)
    year = int(row.cells["year"].value or 0)
    assert row.cells["due"].value == (year * 3 + 2) // 4
    assert row.cells["invoiced"].value == 600_00
    assert row.cells["paid"].value == 250_00
    assert row.cells["outstanding"].value == 350_00
    first = next(r for r in report_of(book).table("cash").rows if r.key == host.code)
    assert first.cells["due"].missing == "no instalments agreed"
    assert first.cells["invoiced"].missing == "no data"


def test_reserves_keep_their_purpose_and_balance() -> None:
    book = factories.make_book()
    reserve = setting_up.keep_reserve(
        by=book.manager,
        agreement=book.agreement,
        code="winter",
        name="Winter",
        purpose="Winter beds",
        ring_fenced=True,
    )
    for pence, reason in ((900_00, "put in"), (-150_00, "used")):
        setting_up.move_reserve(
            by=book.manager, reserve=reserve, period=book.period, pence=pence, reason=reason
        )
    cells = report_of(book).table("reserves").rows[0].cells
    assert [cells[name].value for name in ("in", "out", "balance")] == [900_00, -150_00, 750_00]
    assert cells["purpose"].value == "Winter beds (ring-fenced)"


def test_caps_across_groups_are_told_beside_the_shares_before_them() -> None:
    book = factories.make_book()
    body = factories.terms_body(book.partners)
    body["overall"] = [{"use": "cap", "capped": book.partners[0].code, "limit": 1}]
    agreements.add_terms(by="the tests", agreement=book.agreement, body=body)
    factories.forecast(book, {1: factories.BUDGET + 50_000})
    section = next(s for s in report_of(book).sections if s.key == "risk-share")
    told = next(text for text in section.paragraphs if "before them" in text)
    assert "Partner 1 is capped at £1" in told
