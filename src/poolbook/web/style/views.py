"""Every component once, so that whoever makes a page sees what there is; figures are synthetic."""

from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.charts import bars, share_curve, sparkline, waterfall
from poolbook.reports.model import Cell, Column, Difference, Ratio, Row, Sum, Table
from poolbook.rules import money
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn

STATES = ("open", "checked", "signed", "closed", "issued")
POINTS = (12, 15, 11, None, 14, 18, 17, 16, 19, 22)


class Sample(forms.Form):
    """A field of each kind."""

    line = forms.CharField(label="Line", help_text="As the agreement calls it")
    amount = forms.CharField(label="Amount", help_text="In pounds, such as 1,200.50 or (300)")
    method = forms.ChoiceField(
        label="Method", choices=[("block", "block"), ("manual", "manual")], widget=forms.RadioSelect
    )
    source = forms.ChoiceField(label="Ledger", choices=[("a", "Council"), ("b", "NHS")])
    reason = forms.CharField(label="Reason", required=False, widget=forms.Textarea({"rows": 3}))
    file = forms.FileField(label="File", required=False)
    agreed = forms.BooleanField(label="The strategy is agreed", required=False)


@page()
def style(request: HttpRequest) -> HttpResponse:
    """The page."""
    wrong = Sample({"amount": "abc", "method": "x", "source": "a"})
    wrong.is_valid()
    context = {
        "periods": [SimpleNamespace(state=s, get_state_display=lambda s=s: s) for s in STATES],
        "amounts": (0, 11_049_000, -8_347_000, 123_456_789_00, 1_250, None),
        "form": Sample(auto_id="plain_%s"),
        "wrong": wrong,
        "table": _table(),
        "charts": _charts(),
        "sparkline": sparkline.draw(_spark(), "spark"),
    }
    return render(request, "style/style.html", context)


def _spark() -> sparkline.Sparkline:
    points = tuple(
        sparkline.Point(f"P{at}", value, "" if value is None else str(value))
        for at, value in enumerate(POINTS, 1)
    )
    return sparkline.Sparkline("Ten months, one missing", points)


def _table() -> Table:
    def row(key: str, label: str, budget: int, forecast: int | None, kind: str = "line") -> Row:
        variance = None if forecast is None else forecast - budget
        total = Sum(("one", "two", "three")) if kind == "total" else None
        cells = {
            "budget": Cell(budget, formula=total),
            "forecast": Cell(forecast, formula=total, missing="no data"),
            "variation": Cell(
                variance, formula=Difference("forecast", "budget"), missing="no data"
            ),
            "percent": Cell(
                money.ratio(variance, budget) if variance is not None else None,
                formula=Ratio("variation", "budget"),
                missing="n/a",
            ),
        }
        return Row(key, label, cells, kind)  # type: ignore[arg-type]

    return Table(
        key="sample",
        title="A table of the report's kind",
        caption="Synthetic figures",
        columns=(
            Column("budget", "Budget"),
            Column("forecast", "Forecast"),
            Column("variation", "Variation", over=True),
            Column("percent", "% of budget", "percent"),
        ),
        rows=(
            Row("head", "A client group", {}, "heading"),
            row("one", "Over", 100_000_00, 164_500_00),
            row("two", "Under", 100_000_00, 91_000_00),
            row("three", "No forecast", 100_000_00, None),
            row("total", "Total", 300_000_00, 255_500_00, "total"),
        ),
        notes=("A note to the table.",),
    )


def _charts() -> list[object]:
    steps = (
        waterfall.Step("Supported living", -49_249_000),
        waterfall.Step("Autism", 42_751_000),
        waterfall.Step("Other lines", 21_000_000),
    )
    bridge = waterfall.Waterfall("A bridge", "P6", -3_500_000, steps, "P7", 11_002_000)
    shares = (
        share_curve.Share(
            "Council", ((-40, -20), (0, 0), (20_000_00, 20_000_00), (80_000_00, 50_000_00))
        ),
        share_curve.Share("NHS", ((-40, -20), (0, 0), (20_000_00, 0), (80_000_00, 30_000_00))),
    )
    rule = share_curve.ShareCurve(
        "A rule",
        shares,
        (share_curve.Kink(20_000_00, "the first £20,000"),),
        share_curve.Mark("P7", 64_500_00, (42_250_00, 22_250_00)),
    )
    groups = (bars.Group("Line one", (100_00, 164_00)), bars.Group("Line two", (100_00, 91_00)))
    compared = bars.Bars("Budget and forecast", ("Budget", "Forecast"), groups)
    return [
        drawn(waterfall, bridge, "style-bridge"),
        drawn(share_curve, rule, "style-rule"),
        drawn(bars, compared, "style-bars"),
    ]
