"""Cash between the partners: invoices, what was paid of them, and reserves."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement
from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Day, Id, Pence, Said, Short
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_rows
from poolbook.api.places import (
    AGREEMENT,
    PERIOD,
    Known,
    OfAgreement,
    OfPeriod,
    agreement_of,
    period_of,
)
from poolbook.finance.actions import cash as actions
from poolbook.finance.models import Invoice, Payment, Reserve
from poolbook.finance.models.cash import INVOICE_KINDS
from poolbook.partners.roles import May

routes = Routes()
Filled = Annotated[Short, Field(min_length=1)]


class PaymentOut(Schema):
    """Money received for an invoice."""

    id: int
    year: str
    month: str
    dated: date
    amount_pence: int
    reference: str


class InvoiceOut(Schema):
    """An invoice from one partner to another; below zero it is a credit note."""

    id: int
    year: str
    month: str
    number: str
    kind: str
    issuer: str
    payer: str
    dated: date
    amount_pence: int
    paid_pence: int
    outstanding_pence: int
    what_for: str
    payments: list[PaymentOut]


class InvoiceIn(Schema):
    """An invoice to record."""

    model_config = ConfigDict(extra="forbid")

    issuer: Code
    payer: Code
    number: Filled
    kind: Literal[INVOICE_KINDS]  # type: ignore[valid-type]
    dated: Day
    amount_pence: Pence
    what_for: Said = ""


class PaymentIn(Schema):
    """Money received for an invoice of the agreement."""

    model_config = ConfigDict(extra="forbid")

    invoice: Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
    dated: Day
    amount_pence: Pence
    reference: Filled


class ReserveOut(Schema):
    """Money held back for a purpose."""

    code: str
    name: str
    purpose: str
    ring_fenced: bool
    balance_pence: int


class OfInvoice(OfAgreement):
    """An invoice of an agreement."""

    id: Id


@routes.reads("/invoices" + AGREEMENT, Page[InvoiceOut])
def invoices(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The invoices of an agreement with what was paid, in the order in which they were recorded."""
    return of_rows(_found(agreement_of(request, here)), paging, _shown)


@routes.reads("/invoices" + AGREEMENT + "/{id}", InvoiceOut)
def invoice(request: HttpRequest, here: Path[OfInvoice]) -> Any:
    """One invoice."""
    return _shown(_one(agreement_of(request, here), here.id))


@routes.writes("/invoices" + PERIOD, InvoiceOut, May.CASH, given=True)
def add_invoice(request: HttpRequest, here: Path[OfPeriod], given: InvoiceIn) -> Any:
    """Record an invoice in an open period."""
    period = period_of(request, here)
    partners = {partner.code: partner for partner in agreements.partners(period.agreement)}
    known = Known()
    issuer = known.get(partners, given.issuer, "body.issuer", "partner")
    payer = known.get(partners, given.payer, "body.payer", "partner")
    known.tell()
    assert issuer is not None and payer is not None
    made = actions.add_invoice(
        by=person_of(request),
        period=period,
        issuer=issuer,
        payer=payer,
        number=given.number,
        kind=given.kind,
        dated=given.dated,
        pence=given.amount_pence,
        what_for=given.what_for,
    )
    return _shown(_one(period.agreement, made.pk))


@routes.writes("/payments" + PERIOD, InvoiceOut, May.CASH, given=True)
def add_payment(request: HttpRequest, here: Path[OfPeriod], given: PaymentIn) -> Any:
    """Record a payment in an open period; the invoice is answered."""
    period = period_of(request, here)
    known = Known()
    found = _found(period.agreement).filter(pk=given.invoice).first()
    if found is None:
        known.faults.append(("body.invoice", f"there is no invoice {given.invoice} here"))
    known.tell()
    actions.add_payment(
        by=person_of(request),
        period=period,
        invoice=found,
        dated=given.dated,
        pence=given.amount_pence,
        reference=given.reference,
    )
    return _shown(_one(period.agreement, given.invoice))


@routes.reads("/reserves" + AGREEMENT, Page[ReserveOut])
def reserves(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The reserves of an agreement with what is in them now."""
    found = agreement_of(request, here).reserves.prefetch_related("movements")
    return of_rows(found, paging, _reserve)


def _found(agreement: Agreement) -> Any:
    found = agreement.invoices.select_related("issuer", "payer", "period")
    return found.prefetch_related("payments__period")


def _one(agreement: Agreement, number: int) -> Invoice:
    found: Invoice | None = _found(agreement).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _shown(invoice: Invoice) -> dict[str, Any]:
    paid = sum(payment.pence for payment in invoice.payments.all())
    year, month = str(invoice.period).split("/")
    return {
        "id": invoice.pk,
        "year": year,
        "month": month,
        "number": invoice.number,
        "kind": invoice.kind,
        "issuer": invoice.issuer.code,
        "payer": invoice.payer.code,
        "dated": invoice.dated,
        "amount_pence": invoice.pence,
        "paid_pence": paid,
        "outstanding_pence": invoice.pence - paid,
        "what_for": invoice.what_for,
        "payments": [_payment(payment) for payment in invoice.payments.all()],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    year, month = str(payment.period).split("/")
    return {
        "id": payment.pk,
        "year": year,
        "month": month,
        "dated": payment.dated,
        "amount_pence": payment.pence,
        "reference": payment.reference,
    }


def _reserve(reserve: Reserve) -> dict[str, Any]:
    names = ("code", "name", "purpose", "ring_fenced")
    balance = sum(movement.pence for movement in reserve.movements.all())
    return {name: getattr(reserve, name) for name in names} | {"balance_pence": balance}
