"""Savings: what each should bring, has brought and is expected to bring, period by period."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from poolbook.agreements import queries as agreements
from poolbook.finance.actions import forecasts, setting_up
from poolbook.finance.queries import reserves as queries
from poolbook.finance.queries.reserves import Delivered
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.calendar import Year
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
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported


class UpdateForm(forms.Form):
    """Where a saving stands."""

    delivered = PoundsField(label="Delivered so far, £")
    forecast = PoundsField(label="Expected for the year, £")


class SavingForm(forms.Form):
    """A saving that a partner put into a line's budget."""

    line = forms.ChoiceField(help_text="The line whose budget was cut by it")
    partner = forms.ChoiceField(label="Put in by")
    name = forms.CharField(max_length=200)
    target = PoundsField(label="Target for the year, £")
    strategy_agreed = forms.BooleanField(
        required=False,
        label="Its strategy was agreed by the partners",
        help_text="If not, what is not delivered falls on the partner that put it in",
    )

    def __init__(self, *args: Any, place: Place, **values: Any) -> None:
        super().__init__(*args, **values)
        found = agreements.leaves(agreements.lines(place.agreement, year_of(place)))
        self.lines = {line.code: line for line in found}
        self.partners = {partner.code: partner for partner in place.partners}
        self["line"].field.choices = [(code, line.name) for code, line in self.lines.items()]
        self["partner"].field.choices = [(code, p.name) for code, p in self.partners.items()]


@page()
def savings(request: HttpRequest) -> HttpResponse:
    """Every saving of the year at its newest period."""
    place = request.place
    period = newest_period(place)
    found = queries.savings(period) if period else []
    table = _table(place, found)
    if file := exported(request, [table], f"savings_{year_of(place)}"):
        return file
    context = {"savings": found, "table": table, "period": period, "open": open_period(place)}
    return shown(request, "agreement/savings.html", context)


@page(May.FORECAST, write=May.FORECAST)
def update(request: HttpRequest, which: int) -> HttpResponse:
    """Where one saving stands in the open period."""
    place = request.place
    period = newest_period(place)
    every = queries.savings(period) if period else []
    found = found_or_404(next((each for each in every if each.saving.pk == which), None))
    initial = {"delivered": found.delivered, "forecast": found.forecast}
    return one_form(
        request,
        UpdateForm(request.POST or None, initial=initial),
        lambda given: forecasts.update_saving(
            by=request.user, period=in_open_period(place), saving=found.saving,
            delivered=given["delivered"], forecast_pence=given["forecast"],
        ),
        said=f"{found.saving.name} updated.", back=address(place, "agreement-savings"),
        title=f"Update “{found.saving.name}”",
        purpose="How much of it is delivered, and how much is expected by the end of the year.",
    )  # fmt: skip


@page(May.SET_UP, write=May.SET_UP)
def add(request: HttpRequest) -> HttpResponse:
    """A new saving."""
    place = request.place
    form = SavingForm(request.POST or None, place=place)
    return one_form(
        request, form,
        lambda given: setting_up.keep_saving(
            by=request.user, line=form.lines[given["line"]], year=year_of(place),
            name=given["name"], partner=form.partners[given["partner"]], target=given["target"],
            strategy_agreed=given["strategy_agreed"],
        ),
        said="The saving is added.", back=address(place, "agreement-savings"),
        title="Add a saving", button="Add the saving",
        purpose="One that is there under the same name and line is brought to what is given.",
    )  # fmt: skip


def _table(place: Place, found: list[Delivered]) -> Table:
    rows = tuple(
        Row(
            str(each.saving.pk),
            f"{each.saving.name} ({each.saving.line.name})",
            {
                "partner": Cell(each.saving.partner.name),
                "agreed": Cell("agreed" if each.saving.strategy_agreed else "not agreed"),
                "target": Cell(each.saving.target),
                "delivered": Cell(each.delivered, missing="not said"),
                "forecast": Cell(each.forecast, missing="not said"),
                "short": Cell(each.short, missing="not said"),
            },
        )
        for each in found
    )
    columns = (
        Column("partner", "Put in by", "text"), Column("agreed", "Strategy", "text"),
        Column("target", "Target"), Column("delivered", "Delivered"),
        Column("forecast", "Expected for the year"), Column("short", "Short of target"),
    )  # fmt: skip
    return Table(
        key="savings", title="Savings", caption=f"Savings of {Year(year_of(place))}",
        columns=columns, rows=rows, label_title="Saving",
    )  # fmt: skip
