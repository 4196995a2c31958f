"""Reserves: money held back for a purpose, and every movement of it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from poolbook.finance.actions import setting_up
from poolbook.finance.models import Period
from poolbook.finance.queries import reserves as queries
from poolbook.finance.queries.reserves import Held
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.refusal import Refusal
from poolbook.web.agreement.forms import PoundsField, one_form
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
from poolbook.web.frame.tables import exported
from poolbook.web.templatetags.poolbook import called, when


class ReserveForm(forms.Form):
    """A reserve and its purpose."""

    code = forms.SlugField(
        max_length=40, help_text="Letters, digits and hyphens; terms name it as a fund by this"
    )
    name = forms.CharField(max_length=200)
    purpose = forms.CharField(max_length=300, help_text="What the money is kept for")
    ring_fenced = forms.BooleanField(required=False, label="Ring-fenced: it may serve nothing else")


class MoveForm(forms.Form):
    """Money put into a reserve, or taken from it."""

    way = forms.ChoiceField(
        label="Which way",
        widget=forms.RadioSelect,
        choices=[("in", "Put in"), ("out", "Take out")],
        initial="in",
    )
    amount = PoundsField(label="Amount, £")
    reason = forms.CharField(max_length=300, help_text="The decision, and what it is for")

    def clean_amount(self) -> int:
        """Above zero: the way says the sign."""
        pence: int = self.cleaned_data["amount"]
        if pence <= 0:
            raise forms.ValidationError("Write an amount above zero; “which way” says the rest.")
        return pence


@page()
def reserves(request: HttpRequest) -> HttpResponse:
    """Every reserve with its movements and the balance after each."""
    place = request.place
    period = newest_period(place)
    found = queries.reserves(period) if period else []
    table = _table(period, found) if period else None
    if file := exported(request, [table] if table else [], f"reserves_{year_of(place)}"):
        return file
    context = {"reserves": found, "table": table, "period": period, "open": open_period(place)}
    return shown(request, "agreement/reserves.html", context)


@page(May.CASH, write=May.CASH)
def add(request: HttpRequest) -> HttpResponse:
    """A new reserve."""
    place = request.place

    def act(given: dict[str, Any]) -> None:
        if place.agreement.reserves.filter(code=given["code"]).exists():
            raise Refusal(f"there is a reserve “{given['code']}”; each needs its own code")
        setting_up.keep_reserve(by=request.user, agreement=place.agreement, **given)

    return one_form(
        request, ReserveForm(request.POST or None), act, said="The reserve is added.",
        back=address(place, "agreement-reserves"), title="Add a reserve", button="Add the reserve",
        purpose="It holds nothing until money is put into it.",
    )  # fmt: skip


@page(May.CASH, write=May.CASH)
def move(request: HttpRequest, which: int) -> HttpResponse:
    """A movement of a reserve in the open period."""
    place = request.place
    period = newest_period(place)
    every = queries.reserves(period) if period else []
    held = found_or_404(next((each for each in every if each.reserve.pk == which), None))

    def act(given: dict[str, Any]) -> None:
        pence = given["amount"] if given["way"] == "in" else -given["amount"]
        setting_up.move_reserve(
            by=request.user, reserve=held.reserve, period=in_open_period(place), pence=pence,
            reason=given["reason"],
        )  # fmt: skip

    return one_form(
        request, MoveForm(request.POST or None, initial={"way": "in"}), act,
        said=f"{held.reserve.name} moved.", back=address(place, "agreement-reserves"),
        title=f"Move “{held.reserve.name}”", button="Move",
        purpose=f"Kept for: {held.reserve.purpose}. More than it holds cannot be taken.",
    )  # fmt: skip


def _table(period: Period, found: list[Held]) -> Table:
    rows: list[Row] = []
    for held in found:
        name = f"{held.reserve.name}: {held.reserve.purpose}"
        rows.append(Row(held.reserve.code, name, {}, "heading"))
        for movement, balance in held.movements:
            cells = {
                "moved": Cell(movement.pence),
                "balance": Cell(balance),
                "period": Cell(str(movement.period)),
                "by": Cell(called(movement.by)),
                "at": Cell(when(movement.at)),
            }
            rows.append(Row(str(movement.pk), movement.reason, cells, level=1))
        rows.append(
            Row(
                f"{held.reserve.code}/total", "Balance", {"balance": Cell(held.balance)}, "subtotal"
            )
        )
    columns = (
        Column("moved", "Moved"), Column("balance", "Balance after"),
        Column("period", "Period", "text"), Column("by", "By", "text"), Column("at", "When", "text"),
    )  # fmt: skip
    return Table(
        key="reserves", title="Movements", caption=f"Reserves at the end of {period}",
        columns=columns, rows=tuple(rows), label_title="Reserve and movement",
    )  # fmt: skip
