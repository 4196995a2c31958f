"""The bridges of a pool: what moved the forecast, and what moved the budget, drawn and as tables."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from poolbook.reports.build import funding
from poolbook.reports.build.facts import Facts
from poolbook.reports.charts import waterfall
from poolbook.reports.model import Table
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import Drawn, drawn
from poolbook.web.frame.tables import exported

MOST = 14  # steps drawn; the others are drawn as one


@page()
def bridge(request: HttpRequest) -> HttpResponse:
    """Both bridges."""
    place = request.place
    facts = Facts(place.period, place.pool, timezone.localtime())
    known = sum(item.forecast is not None for item in facts.figures)
    # before any line is forecast, a bridge would show every line going back to its budget
    forecast = funding.forecast_bridge(facts) if known else None
    budget = funding.budget_bridge(facts)
    tables = [table for table in (forecast, budget) if table]
    if file := exported(request, tables, f"bridges_{place.pool.code}"):
        return file

    def draw_forecast() -> Drawn:
        return _drawn(forecast, "variation", "forecast")

    context = {
        "forecast": forecast,
        "budget": budget,
        "forecast_chart": forecast and facts.again("chart of forecasts", [forecast], draw_forecast),
        "budget_chart": _drawn(budget, "amount", "budget") if len(budget.rows) > 2 else None,
        "previous": facts.previous,
        "known": known,
        "lines": len(facts.figures),
    }
    return render(request, "bridges/bridge.html", context)


def _drawn(table: Table, kind: waterfall.Kind, ident: str) -> Drawn:
    """A table whose first row is the start, last the end and others the steps, as a waterfall."""
    first, *steps, last = table.rows
    made = [waterfall.Step(row.label, int(row.cells["amount"].value or 0)) for row in steps]
    chart = waterfall.Waterfall(
        title=table.caption,
        start_label=first.label,
        start=int(first.cells["amount"].value or 0),
        steps=tuple(waterfall.largest([step for step in made if step.pence], MOST)),
        end_label=last.label,
        end=int(last.cells["amount"].value or 0),
        kind=kind,
    )
    return drawn(waterfall, chart, ident)
