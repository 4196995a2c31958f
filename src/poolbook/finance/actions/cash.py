"""Invoices between partners and the money received for them."""

from datetime import date

from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import Invoice, Payment, Period
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import May, require
from poolbook.rules import money
from poolbook.rules.refusal import Refusal


def add_invoice(
    *,
    by: Person,
    period: Period,
    issuer: Partner,
    payer: Partner,
    number: str,
    kind: str,
    dated: date,
    pence: int,
    what_for: str,
) -> Invoice:
    """Records an invoice (pence; negative is a credit note). The number is used once an issuer."""
    require(by, May.CASH)
    require_partner(by, period.agreement)
    require_own(period.agreement, (issuer, payer))
    if issuer == payer:
        raise Refusal("an invoice goes from one partner to another")
    if not pence:
        raise Refusal("an invoice is for an amount")
    if Invoice.objects.filter(issuer=issuer, number=number).exists():
        raise Refusal(f"{issuer} has an invoice {number} already")
    with acting(str(by), f"recorded invoice {number}"), locked(period, "open"):
        return Invoice.objects.create(
            agreement=period.agreement,
            period=period,
            issuer=issuer,
            payer=payer,
            number=number,
            kind=kind,
            dated=dated,
            pence=pence,
            what_for=what_for,
            by=by,
        )


def add_payment(
    *, by: Person, period: Period, invoice: Invoice, dated: date, pence: int, reference: str
) -> Payment:
    """Records money received for an invoice. Raises Refusal where it is more than is outstanding."""
    require(by, May.CASH)
    require_partner(by, period.agreement)
    with acting(str(by), f"recorded a payment of {invoice.number}"), locked(period, "open"):
        fresh = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if fresh.agreement_id != period.agreement_id:
            raise Refusal(f"invoice {fresh.number} is of another agreement than {period}")
        left = outstanding(fresh)
        if not pence or abs(pence) > abs(left) or (pence < 0) != (left < 0):
            raise Refusal(
                f"{money.show_pounds(pence)} does not fit: {money.show_pounds(left)} of invoice "
                f"{fresh.number} is outstanding"
            )
        return Payment.objects.create(
            invoice=fresh, period=period, dated=dated, pence=pence, reference=reference, by=by
        )


def outstanding(invoice: Invoice) -> int:
    """What is still to be paid of an invoice, in pence."""
    return invoice.pence - sum(invoice.payments.values_list("pence", flat=True))
