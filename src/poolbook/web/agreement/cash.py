"""Cash between the partners: instalments due, invoices and payments, and who owes whom."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from poolbook.finance.actions import cash as actions
from poolbook.finance.actions import setting_up
from poolbook.finance.models import Period
from poolbook.finance.models.cash import INVOICE_KINDS, PATTERNS
from poolbook.finance.queries import cash as queries
from poolbook.finance.queries import sharing
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.calendar import Year
from poolbook.rules.refusal import Refusal
from poolbook.web.agreement.forms import DayField, PoundsField, one_form
from poolbook.web.agreement.frame import (
    address,
    found_or_404,
    in_open_period,
    newest_period,
    open_period,
    shown,
    year_of,
)
from poolbook.web.frame.access import page
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported


class InvoiceForm(forms.Form):
    """An invoice from one partner to another."""

    issuer = forms.ChoiceField(label="From")
    payer = forms.ChoiceField(label="To")
    number = forms.CharField(max_length=60, help_text="As printed on it; used once by its issuer")
    kind = forms.ChoiceField(choices=[(kind, kind.capitalize()) for kind in INVOICE_KINDS])
    dated = DayField(label="Dated")
    pence = PoundsField(label="Amount, £", help_text="Below zero for a credit note")
    what_for = forms.CharField(label="What for", max_length=300)

    def __init__(self, *args: Any, place: Place, **values: Any) -> None:
        super().__init__(*args, **values)
        self.partners = {partner.code: partner for partner in place.partners}
        choices = [(code, partner.name) for code, partner in self.partners.items()]
        self["issuer"].field.choices = self["payer"].field.choices = choices


class PaymentForm(forms.Form):
    """Money received for an invoice."""

    dated = DayField(label="Received on")
    pence = PoundsField(label="Amount, £")
    reference = forms.CharField(max_length=60, help_text="As on the bank statement")


class InstalmentsForm(forms.Form):
    """How a partner pays its contribution of the year."""

    partner = forms.ChoiceField()
    pattern = forms.ChoiceField(choices=[(p, p.capitalize()) for p in PATTERNS])
    months_ahead = forms.IntegerField(
        label="Months ahead", min_value=0, max_value=12, initial=0,
        help_text="1 for “monthly, one month in advance”",
    )  # fmt: skip

    def __init__(self, *args: Any, place: Place, **values: Any) -> None:
        super().__init__(*args, **values)
        self.partners = {partner.code: partner for partner in place.partners}
        self["partner"].field.choices = [(code, p.name) for code, p in self.partners.items()]


@page()
def cash(request: HttpRequest) -> HttpResponse:
    """What is due, invoiced and paid; what is overdue; and the settlement as it stands."""
    place = request.place
    period = newest_period(place)
    today = timezone.localdate()
    invoices = queries.invoices(place.agreement, year_of(place), today)
    tables = [_invoices(place, invoices)]
    if period:
        tables.insert(0, _schedules(period))
    if file := exported(request, tables, f"cash_{year_of(place)}"):
        return file
    context = {
        "period": period, "invoices": invoices, "open": open_period(place),
        "tables": {table.key: table for table in tables},
        "overdue": [each for each in invoices if each.overdue],
        "owing": queries.positions(place.agreement, today), "days": queries.DAYS_TO_PAY,
    }  # fmt: skip
    return shown(request, "agreement/cash.html", context)


@page()
def settlement(request: HttpRequest) -> HttpResponse:
    """What each partner has left to settle: its contribution and its share, less what it paid."""
    place = request.place
    period, why = newest_period(place), ""
    shares: dict[str, int] = {}
    if period:
        try:
            shares = sharing.run(period).net()
        except Refusal as refusal:
            why = " ".join([refusal.message, *refusal.details])
    tables = [_settlement(period, shares)] if period else []
    if file := exported(request, tables, f"settlement_{year_of(place)}"):
        return file
    context = {"period": period, "tables": tables, "why_no_share": why,
               "back": address(place, "agreement-cash")}  # fmt: skip
    return shown(request, "agreement/settlement.html", context)


@page(May.CASH, write=May.CASH)
def invoice(request: HttpRequest) -> HttpResponse:
    """A new invoice in the open period."""
    place = request.place
    form = InvoiceForm(request.POST or None, place=place)

    def act(given: dict[str, Any]) -> None:
        values = given | {
            "issuer": form.partners[given["issuer"]], "payer": form.partners[given["payer"]],
        }  # fmt: skip
        actions.add_invoice(by=request.user, period=in_open_period(place), **values)

    return one_form(
        request, form, act, said="The invoice is recorded.", back=address(place, "agreement-cash"),
        title="Record an invoice", button="Record the invoice",
        purpose="One that was sent between the partners. It cannot be changed afterwards; a credit note can follow.",
    )  # fmt: skip


@page(May.CASH, write=May.CASH)
def payment(request: HttpRequest, which: int) -> HttpResponse:
    """Money received for one invoice."""
    place = request.place
    every = queries.invoices(place.agreement, year_of(place), timezone.localdate())
    owed = found_or_404(next((each for each in every if each.invoice.pk == which), None))

    def act(given: dict[str, Any]) -> None:
        if owed.invoice.payments.filter(reference=given["reference"]).exists():
            raise Refusal(f"a payment {given['reference']} of this invoice is recorded already")
        actions.add_payment(
            by=request.user, period=in_open_period(place), invoice=owed.invoice, **given
        )

    return one_form(
        request, PaymentForm(request.POST or None, initial={"pence": owed.outstanding}), act,
        said="The payment is recorded.", back=address(place, "agreement-cash"),
        title=f"Record a payment of invoice {owed.invoice.number}", button="Record the payment",
        purpose=f"{owed.invoice.payer} to {owed.invoice.issuer}, {owed.invoice.what_for}.",
    )  # fmt: skip


@page(May.SET_UP, write=May.SET_UP)
def instalments(request: HttpRequest) -> HttpResponse:
    """How a partner pays its contribution."""
    place = request.place
    form = InstalmentsForm(request.POST or None, place=place)
    return one_form(
        request, form,
        lambda given: setting_up.keep_instalments(
            by=request.user, agreement=place.agreement, partner=form.partners[given["partner"]],
            year=year_of(place), pattern=given["pattern"], months_ahead=given["months_ahead"],
        ),
        said="The instalments are set.", back=address(place, "agreement-cash"),
        title="Set instalments", button="Set the instalments",
        purpose="When a partner’s net contribution of the year falls due.",
    )  # fmt: skip


def _schedules(period: Period) -> Table:
    rows = tuple(
        Row(
            each.partner.code,
            each.partner.name,
            {
                "plan": Cell(_plan(each)),
                "year": Cell(each.year),
                "due": Cell(each.due, missing="no instalments"),
                "invoiced": Cell(each.invoiced),
                "to_invoice": Cell(each.to_invoice),
                "paid": Cell(each.paid),
                "to_pay": Cell(each.to_pay),
            },
        )
        for each in queries.schedules(period)
    )
    columns = (
        Column("plan", "Pays", "text"), Column("year", "Net for the year"),
        Column("due", "Due by now"), Column("invoiced", "Invoiced"),
        Column("to_invoice", "To invoice"), Column("paid", "Paid"), Column("to_pay", "To pay"),
    )  # fmt: skip
    return Table(
        key="instalments", title="Contributions due", label_title="Partner", columns=columns,
        caption=f"Contributions due at the end of {period}, against invoices of contributions",
        rows=rows,
    )  # fmt: skip


def _plan(each: queries.Schedule) -> str:
    if each.plan is None:
        return "no instalments set"
    ahead = each.plan.months_ahead
    months = f", {ahead} month{'s' * (ahead != 1)} ahead" if ahead else ""
    return f"{each.plan.pattern}{months}"


def _invoices(place: Place, found: list[queries.Owed]) -> Table:
    rows = tuple(
        Row(
            str(each.invoice.pk),
            f"{each.invoice.number}: {each.invoice.what_for}",
            {
                "from": Cell(each.invoice.issuer.name),
                "to": Cell(each.invoice.payer.name),
                "kind": Cell(each.invoice.kind),
                "dated": Cell(f"{each.invoice.dated:%-d %B %Y}"),
                "due": Cell(f"{each.due:%-d %B %Y}"),
                "amount": Cell(each.invoice.pence),
                "paid": Cell(each.paid),
                "left": Cell(each.outstanding),
                "overdue": Cell(f"{each.overdue} days" if each.overdue else "no"),
            },
        )
        for each in found
    )
    columns = (
        Column("from", "From", "text"), Column("to", "To", "text"), Column("kind", "Kind", "text"),
        Column("dated", "Dated", "text"), Column("due", "Due", "text"), Column("amount", "Amount"),
        Column("paid", "Paid"), Column("left", "Outstanding"), Column("overdue", "Overdue", "text"),
    )  # fmt: skip
    return Table(
        key="invoices", title="Invoices", caption=f"Invoices of {Year(year_of(place))}",
        columns=columns, rows=rows, label_title="Invoice",
    )  # fmt: skip


def _settlement(period: Period, shares: dict[str, int]) -> Table:
    rows = tuple(
        Row(
            each.partner.code,
            each.partner.name,
            {
                "contribution": Cell(each.contribution),
                "share": Cell(each.share if shares else None, missing="not shared yet"),
                "paid": Cell(each.paid),
                "rest": Cell(each.to_settle if shares else None, missing="not shared yet"),
            },
        )
        for each in queries.settlement(period, shares)
    )
    columns = (
        Column("contribution", "Contribution"), Column("share", "Share of variation"),
        Column("paid", "Paid"), Column("rest", "Left to settle"),
    )  # fmt: skip
    return Table(
        key="settlement", title="Settlement as it stands", label_title="Partner", columns=columns,
        caption=f"The year at {period}: contribution and share of the forecast variation, less what was paid",
        rows=rows,
    )  # fmt: skip
