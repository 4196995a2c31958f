"""Cash between the partners: invoices and what is paid of them, instalments due, who owes whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, Contribution
from poolbook.finance.models import Instalments, Invoice, Payment, Period
from poolbook.finance.models.cash import PATTERNS
from poolbook.partners.models import Partner
from poolbook.rules import instalments
from poolbook.rules.calendar import Month, Year

DAYS_TO_PAY = 30


@dataclass(frozen=True)
class Owed:
    """An invoice at a day: what is paid and left of it in pence, when it is due, days overdue."""

    invoice: Invoice
    payments: tuple[Payment, ...]
    paid: int
    outstanding: int
    due: date
    overdue: int


def invoices(agreement: Agreement, year: int, on: date, days: int = DAYS_TO_PAY) -> list[Owed]:
    """The invoices of a year, the oldest first, with what was paid by a day. Two queries.

    An invoice is due so many `days` after its date; a credit note is never overdue.
    """
    found = Invoice.objects.filter(agreement=agreement, period__year=year, dated__lte=on)
    known = found.select_related("issuer", "payer", "period", "by").prefetch_related("payments")
    return [_owed(invoice, on, days) for invoice in known]


def _owed(invoice: Invoice, on: date, days: int) -> Owed:
    payments = tuple(p for p in invoice.payments.all() if p.dated <= on)
    paid = sum(payment.pence for payment in payments)
    due = invoice.dated + timedelta(days=days)
    left = invoice.pence - paid
    overdue = max(0, (on - due).days) if left > 0 else 0
    return Owed(invoice, payments, paid, left, due, overdue)


@dataclass(frozen=True)
class Instalment:
    """One payment of a year's contribution: the month it falls due in, and pence."""

    number: int
    month: Month
    pence: int
    is_due: bool


@dataclass(frozen=True)
class Schedule:
    """A partner's contribution of a year (net, all pools) at a period's end, in pence.

    `due` is None where no instalments are agreed. `invoiced` and `paid` are of contributions alone.
    """

    partner: Partner
    plan: Instalments | None
    year: int
    due: int | None
    instalments: tuple[Instalment, ...]
    invoiced: int
    paid: int

    @property
    def to_invoice(self) -> int:
        """Due and not invoiced; below zero, invoiced ahead."""
        return (self.due or 0) - self.invoiced

    @property
    def to_pay(self) -> int:
        """Due and not paid; below zero, paid ahead."""
        return (self.due or 0) - self.paid


def schedules(period: Period) -> list[Schedule]:
    """Each partner's instalments at the end of a period, in the agreement's order. Six queries."""
    agreement, elapsed = period.agreement, period.month.elapsed
    version = agreements.contribution_version(agreement, period.year)
    given = _sums(Contribution.objects.filter(version=version), "partner") if version else {}
    plans = {
        plan.partner_id: plan
        for plan in Instalments.objects.filter(agreement=agreement, year=period.year)
    }
    of_kind = Invoice.objects.filter(_up_to(period), agreement=agreement, kind="contribution")
    invoiced = _sums(of_kind, "payer")
    paid = _sums(Payment.objects.filter(_up_to(period), invoice__in=of_kind), "invoice__payer")
    found = []
    for partner in agreements.partners(agreement):
        plan, net = plans.get(partner.pk), given.get(partner.pk, 0)
        parts = _instalments(net, plan, elapsed) if plan else ()
        found.append(
            Schedule(
                partner=partner,
                plan=plan,
                year=net,
                due=sum(part.pence for part in parts if part.is_due) if plan else None,
                instalments=parts,
                invoiced=invoiced.get(partner.pk, 0),
                paid=paid.get(partner.pk, 0),
            )
        )
    return found


def _up_to(period: Period) -> Q:
    return Q(period__year=period.year, period__number__lte=period.number)


def _sums(found: QuerySet[Any], key: str) -> dict[int, int]:
    return dict(found.order_by().values_list(key).annotate(total=Sum("pence")))


def _instalments(net: int, plan: Instalments, elapsed: int) -> tuple[Instalment, ...]:
    """Every instalment; what is due by a month's end is what the rule says, so they sum to it."""
    a_year, ahead = PATTERNS[plan.pattern], plan.months_ahead
    found: list[Instalment] = []
    counted = told = 0
    for month in range(1, 13):
        count = instalments.instalments_due(a_year, month, ahead)
        by_now = instalments.due(net, a_year, month, ahead)
        if count > counted:
            at = Month(Year(plan.year), month)
            found.append(Instalment(count, at, by_now - told, month <= elapsed))
        counted, told = count, by_now
    return tuple(found)


@dataclass(frozen=True)
class Position:
    """What one partner owes another on invoices at a day, in pence, one direction less the other."""

    debtor: Partner
    creditor: Partner
    pence: int


def positions(agreement: Agreement, on: date) -> list[Position]:
    """Who owes whom on all invoices so far, net between each two, the largest first."""
    owed: dict[tuple[int, int], int] = {}
    people: dict[int, Partner] = {}
    found = Invoice.objects.filter(agreement=agreement, dated__lte=on)
    for invoice in found.select_related("issuer", "payer").prefetch_related("payments"):
        left = _owed(invoice, on, 0).outstanding
        people |= {invoice.payer_id: invoice.payer, invoice.issuer_id: invoice.issuer}
        pair = (invoice.payer_id, invoice.issuer_id)
        if pair[0] > pair[1]:
            pair, left = (pair[1], pair[0]), -left
        owed[pair] = owed.get(pair, 0) + left
    rows = [
        Position(people[first], people[second], pence)
        if pence > 0
        else Position(people[second], people[first], -pence)
        for (first, second), pence in owed.items()
        if pence
    ]
    return sorted(rows, key=lambda row: -row.pence)


@dataclass(frozen=True)
class Settlement:
    """A partner's year in pence: contribution, its share of the variation, what it paid, and the
    rest to settle (positive: the partner owes it)."""

    partner: Partner
    contribution: int
    share: int
    paid: int

    @property
    def to_settle(self) -> int:
        """Contribution and share less what was paid."""
        return self.contribution + self.share - self.paid


def settlement(period: Period, shares: Mapping[str, int]) -> list[Settlement]:
    """Each partner's position for the year at a period, with net `shares` by partner's code.

    Paid are contributions and settlements; recharges are for something else.
    """
    invoices = Invoice.objects.filter(_up_to(period), agreement=period.agreement).exclude(
        kind="recharge"
    )
    paid = _sums(Payment.objects.filter(_up_to(period), invoice__in=invoices), "invoice__payer")
    back = _sums(
        Payment.objects.filter(_up_to(period), invoice__in=invoices.filter(kind="settlement")),
        "invoice__issuer",
    )
    return [
        Settlement(
            row.partner,
            row.year,
            shares.get(row.partner.code, 0),
            paid.get(row.partner.pk, 0) - back.get(row.partner.pk, 0),
        )
        for row in schedules(period)
    ]
