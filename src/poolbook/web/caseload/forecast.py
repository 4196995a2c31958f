"""The year's forecast from packages, beside the month's; chosen lines are landed in the month."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from poolbook.caseload.forecasts import Price
from poolbook.caseload.landing import Chosen, Landable, Standing, land, standing
from poolbook.finance.queries.holding import why_not
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.reports.build.caseload import forecasting
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.inputs import Inputs
from poolbook.reports.caseload.money import forecast_table, prices
from poolbook.reports.charts import waterfall
from poolbook.rules.refusal import Refusal
from poolbook.rules.workflow import FROZEN
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@dataclass(frozen=True)
class Offer:
    """A line that may be landed, with what was chosen and written for it."""

    each: Landable
    chosen: bool
    why: str
    seen: int

    @property
    def code(self) -> str:
        """The line's code."""
        return self.each.made.line

    @property
    def name(self) -> str:
        """The line's name."""
        return forecasting.label(self.each)

    @property
    def now(self) -> int | None:
        """The line's forecast in the month, in pence; None where it has none."""
        item = self.each.item
        return item.forecast.pence if item and item.forecast else None


@page(write=May.FORECAST)
@asking
def forecast(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The forecast by budget line; POST lands chosen lines, and shows again what is refused."""
    inputs = Inputs(request.GET)
    rise = prices(inputs, asked.period)
    fault = None
    if request.method == "POST":
        try:
            return _landed(request, asked, rise)
        except Refusal as refusal:
            fault = refusal
    period = asked.period
    made = standing(period, asked.every, asked.known, rise)
    table = forecast_table(asked, made)
    name = named(asked, "forecast")
    if file := exported(request, [table], name):
        return file
    context = frame(request, asked) | {
        "of_lines": True,
        "own_form": True,
        "table": table,
        "chart": drawn(waterfall, forecasting.chart(made), "packages"),
        "offers": _offers(request, asked, made),
        "files": made.year.answer.known,
        "fault": fault,
        "prices": inputs.given,
        "export_query": asked.query(**inputs.given),
    }
    return render(request, "caseload/forecast.html", context, status=400 if fault else 200)


def _offers(request: HttpRequest, asked: Asked, made: Standing) -> list[Offer]:
    """The lines that the reader may land; none in a period that takes no forecast."""
    person: Any = request.user
    if May.FORECAST not in ALLOWED[Role(person.role)] or asked.period.state in FROZEN:
        return []
    posted = request.POST
    return [
        Offer(
            each,
            each.made.line in posted.getlist("line"),
            posted.get(f"why-{each.made.line}", ""),
            each.item.forecast.version if each.item.forecast else 0,
        )
        for each in made.lines
        if each.item and not why_not(person, each.item.line)
    ]


def _landed(request: HttpRequest, asked: Asked, rise: list[Price]) -> HttpResponse:
    """Lands what was chosen, and goes back to the page. Raises Refusal."""
    posted, period = request.POST, asked.period
    items = {
        each.item.line.code: each.item.line
        for each in standing(period, asked.every, asked.known, rise).lines
        if each.item
    }
    codes = list(dict.fromkeys(posted.getlist("line")))
    if unknown := [code for code in codes if code not in items]:
        raise Refusal("no forecast was saved", [f"no package belongs to {c}" for c in unknown])
    chosen = [
        Chosen(items[code], _version(posted.get(f"seen-{code}", "")), posted.get(f"why-{code}", ""))
        for code in codes
    ]
    count = land(
        by=request.user, period=period, chosen=chosen, files=posted.get("files", ""),
        known=asked.known, prices=rise,
    )  # fmt: skip
    said = "1 line was landed" if count == 1 else f"{count} lines were landed"
    messages.success(request, f"{said} in {period.month.name}.")
    return HttpResponseRedirect(request.get_full_path())


def _version(text: str) -> int:
    """The version that was on the screen; one that there never is where it is not a number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
