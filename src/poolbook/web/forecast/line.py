"""The page of one line: its figures, every version of its forecast with the reason, and comments."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.finance.actions import comments
from poolbook.finance.actions.cells import Edit, save_cells
from poolbook.finance.queries import grid as grids
from poolbook.finance.queries import holding
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.rules import money
from poolbook.rules.refusal import Refusal
from poolbook.rules.workflow import FROZEN, STATES
from poolbook.web.forecast.forms import CommentForm, ForecastForm
from poolbook.web.forecast.markup import Page, amount
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out


@page(write=(May.FORECAST, May.COMMENT))
def line(request: HttpRequest, line: str) -> HttpResponse:
    """Shows the line; POST `act` is forecast, comment or withdraw."""
    place = request.place
    found = grids.line_of(place.period, place.pool, line)
    if found is None:
        raise Http404("no such line")
    here = place.address("forecast-line", line=line)
    forecast: ForecastForm | None = None
    comment: CommentForm | None = CommentForm()
    if request.method == "POST":
        act = request.POST.get("act")
        if act == "forecast":
            forecast = ForecastForm(request.POST, kept=request.POST.get("method", ""))
            if forecast.is_valid() and carried_out(
                request, lambda: _save(request, found, forecast), "Forecast saved.", forecast
            ):
                return redirect(here)
        elif act == "withdraw":
            _withdraw(request, found)
            return redirect(here)
        else:
            comment = CommentForm(request.POST)
            if comment.is_valid() and carried_out(
                request, lambda: _comment(request, found, comment), "Comment added.", comment
            ):
                return redirect(here)
    return render(request, "forecast/line.html", _context(request, found, forecast, comment))


line.switch_to = "forecast"  # type: ignore[attr-defined]


def _save(request: HttpRequest, line: Any, form: ForecastForm) -> None:
    """Saves one line; raises Refusal with what the grid would say at the cell."""
    given, typed = form.cleaned_data, form.cleaned_data["forecast"].strip()
    if given["method"] == "manual" and not typed:
        raise Refusal("A manual forecast needs its amount.")
    edit = Edit(
        line,
        given["seen"],
        given["method"],
        typed if given["method"] == "manual" else None,
        given["reason"],
    )
    outcome = save_cells(by=request.user, period=request.place.period, edits=[edit])[0]
    if outcome.what in ("stale", "refused"):
        raise Refusal(f"Not saved: {outcome.said}.")


def _comment(request: HttpRequest, line: Any, form: CommentForm) -> None:
    given = form.cleaned_data
    period = request.place.period
    comments.comment(
        by=request.user, period=period, line=line, column=given["column"], text=given["text"]
    )


def _withdraw(request: HttpRequest, line: Any) -> None:
    asked = request.POST.get("comment", "")
    mine = [each for each in grids.comments_of(request.place.period, line) if str(each.pk) == asked]
    if not mine:
        raise Http404("no such comment")
    carried_out(
        request,
        lambda: comments.withdraw(by=request.user, comment=mine[0]),
        "Comment taken back.",
    )


def _context(
    request: HttpRequest, line: Any, forecast: ForecastForm | None, comment: CommentForm | None
) -> dict[str, Any]:
    place = request.place
    grid = grids.Grid(place.period, place.pool, request.user)
    item = next(item for item in grid.figures if item.line.pk == line.pk)
    page = Page(grid)
    shown = next(each for each in page.lines({line.code}) if each.row.key == line.code)
    newest = item.forecast
    if forecast is None:
        forecast = ForecastForm(
            kept=newest.method if newest else "",
            initial={
                "method": newest.method if newest else line.method,
                "forecast": amount(newest.pence) if newest and newest.method == "manual" else "",
                "reason": newest.reason if newest else "",
                "seen": newest.version if newest else 0,
            },
        )
    elif forecast.errors:  # both versions were told: what is sent next is on top of the newest
        forecast.data = forecast.data.copy()
        forecast.data["seen"] = str(newest.version if newest else 0)
    state = place.period.state
    allowed = ALLOWED[Role(request.user.role)]
    return {
        "line": line,
        "item": item,
        "facts": [
            (column["title"], column["hint"], shown.cells[column["key"]])
            for column in page.columns()
            if not column["words"]
        ],
        "expected": grid.expected(item),
        "versions": grids.versions(line, place.period),
        "comments": list(grids.comments_of(place.period, line)),
        "form": forecast,
        "comment_form": comment,
        "may_edit": grid.may_edit(item),
        "may_comment": state not in FROZEN and May.COMMENT in allowed,
        "why_not": (
            holding.why_not(request.user, line)
            if grid.is_open()
            else f"{place.period.month.name} is {STATES[state]}"
        ),
        "asked": grid.unexplained(item),
        "moved": money.show_pounds(abs(item.change or 0)),
        "threshold": money.show_pounds(place.agreement.explain_from),
    }
