"""The forecast grid of a pool: the same table to everybody, with inputs for who may forecast."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from poolbook.finance.queries import grid as grids
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.reports.build.grid import COMPARISONS, comparisons
from poolbook.rules import money
from poolbook.rules.workflow import STATES
from poolbook.web.forecast import rows
from poolbook.web.forecast.markup import Page
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported

FILTERS = {
    "": "All lines",
    "mine": "Mine",
    "moved": "Moved",
    "unexplained": "Unexplained",
}


@page()
def grid(request: HttpRequest) -> HttpResponse:
    """The grid; `?show=mine|moved|unexplained` leaves lines out, `?compare=period|year` adds a column."""
    place, show = request.place, request.GET.get("show", "")
    compare = request.GET.get("compare", "")
    show, compare = show if show in FILTERS else "", compare if compare in COMPARISONS else ""
    found = grids.Grid(place.period, place.pool, request.user)
    shown = Page(found, show, compare)
    if file := exported(request, [shown.table], f"{place.pool.code}_{place.period}_forecast"):
        return file
    lines, line_page = shown.lines(), place.address("forecast-line", line="LINE")
    context = {
        "page": shown,
        "rows": rows.html(lines[:-1], shown, line_page),
        "total": rows.total(lines[-1]),
        "columns": shown.columns(),
        "editing": any(line.editable for line in lines),
        "readonly": _readonly(request, found),
        "newest": grids.newest(place.period),
        "threshold": money.show_pounds(place.agreement.explain_from),
        "unexplained": sum(found.unexplained(item) for item in found.figures),
        "filters": [(_query(key, compare), word, key == show) for key, word in FILTERS.items()],
        "comparisons": [
            (_query(show, key), word, key == compare) for key, word in comparisons(found).items()
        ],
        "export": urlencode({k: v for k, v in (("show", show), ("compare", compare)) if v}),
        "show": show,
    }
    return render(request, "forecast/grid.html", context)


def _query(show: str, compare: str) -> str:
    return "?" + urlencode({k: v for k, v in (("show", show), ("compare", compare)) if v})


def _readonly(request: HttpRequest, found: grids.Grid) -> str:
    """Why nothing can be entered here; "" where something can."""
    if not found.is_open():
        state = STATES[found.period.state]
        return f"{found.period.month.name} is {state}, so its forecasts stay as they are."
    role = Role(request.user.role)
    if May.FORECAST not in ALLOWED[role]:
        return f"You read this page: the role {role.value} enters no forecasts."
    return ""
