"""What the grid's script asks for: saving lines, and what others have saved meanwhile. JSON both ways."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from poolbook.audit.kept import reading
from poolbook.finance.actions.cells import Edit, Outcome, save_cells
from poolbook.finance.models import Forecast
from poolbook.finance.queries import grid as grids
from poolbook.partners.roles import May
from poolbook.reports.build.grid import COMPARISONS
from poolbook.rules import money
from poolbook.rules.refusal import Refusal
from poolbook.web.forecast.markup import Line, Page, amount
from poolbook.web.frame.access import page
from poolbook.web.templatetags.poolbook import called

MOST = 5_000  # lines a request


@page(write=May.FORECAST)
def save(request: HttpRequest) -> HttpResponse:
    """Saves `{"cells": [{"line", "seen", "method"?, "forecast"?, "reason"?}]}`, line by line.

    200 with what became of each; 409 where nothing was saved and a line was stale, or the period
    takes no forecasts; 400 for what is not such a request.
    """
    if request.method != "POST":
        return redirect(request.place.address("forecast"))
    try:
        with reading():
            edits, unknown = _edits(request)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse({"message": "This is not a request to save forecasts."}, status=400)
    place = request.place
    try:
        outcomes = save_cells(by=request.user, period=place.period, edits=edits)
    except Refusal as refusal:
        told = " ".join([refusal.message[:1].upper() + refusal.message[1:], *refusal.details])
        return JsonResponse({"message": f"{told}."}, status=409)
    told_of = {outcome.line.code: _told(outcome) for outcome in outcomes}
    for code in unknown:
        told_of[code] = {
            "what": "refused",
            "said": "it is not a line of this pool in this year",
            "cell": "forecast",
        }
    changed = {o.line.code for o in outcomes if o.what in ("saved", "stale")}
    with reading():  # of what the save has left: it is in the record by now
        state = _state(request, changed)
    body = state | {
        "cells": told_of,
        "saved": sum(o.what == "saved" for o in outcomes),
        "at": f"{timezone.localtime():%H:%M}",
        "by": called(request.user),
    }
    found = {each["what"] for each in told_of.values()}
    stale = "stale" in found and not found & {"saved", "unchanged"}
    return JsonResponse(body, status=409 if stale else 200)


@page()
def news(request: HttpRequest) -> HttpResponse:
    """Lines that were saved since version `?since=`: their figures, by whom and when."""
    place = request.place
    asked = request.GET.get("since", "0")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    newest = grids.newest(place.period)
    if newest <= number:
        return JsonResponse({"newest": newest, "open": place.period.state == "open"})
    came = grids.since(place.period, place.pool, number)
    found = {version.line.code: _version(version) for version in came.values()}
    body = _state(request, set(found)) | {"theirs": found}
    # What comes while this is read is told next time: `newest` is from before.
    return JsonResponse(body | {"newest": newest, "open": place.period.state == "open"})


def _edits(request: HttpRequest) -> tuple[list[Edit], list[str]]:
    """The edits, and the codes that are no line here."""
    given = json.loads(request.body)["cells"]
    if not isinstance(given, list) or len(given) > MOST:
        raise ValueError("not a list of cells")
    lines = grids.lines_of(request.place.period, request.place.pool)
    edits, unknown = [], []
    for cell in given:
        code, seen = str(cell["line"]), cell["seen"]
        if type(seen) is not int or seen < 0:
            raise ValueError("the version seen is a number")
        texts = [cell.get(name) for name in ("method", "forecast", "reason")]
        if any(text is not None and not isinstance(text, str) for text in texts):
            raise TypeError("cells hold texts")
        if code in lines:
            edits.append(Edit(lines[code], seen, *texts))
        else:
            unknown.append(code)
    return edits, unknown


def _state(request: HttpRequest, codes: set[str]) -> dict[str, Any]:
    """The rows that these lines are in, and the totals above them, as the page shows them."""
    place = request.place
    if not codes:
        return {"rows": {}, "newest": grids.newest(place.period)}
    newest = grids.newest(place.period)
    found = grids.Grid(place.period, place.pool, request.user)
    compare = request.GET.get("compare", "")
    page = Page(found, compare=compare if compare in COMPARISONS else "")
    return {
        "newest": newest,
        "unexplained": sum(found.unexplained(item) for item in found.figures),
        "rows": {line.row.key: _row(line) for line in page.lines(codes)},
    }


def _row(line: Line) -> dict[str, Any]:
    cells = {key: html for key, html in line.cells.items() if key not in ("method", "reason")}
    if line.item is None:
        return {"cells": cells}
    if line.editable:
        cells.pop("forecast")
    return {
        "cells": cells,
        "seen": line.version,
        "method": line.method,
        "forecast": line.amount,
        "pence": line.known.get("forecast"),
        "basis": line.basis,
        "reason": line.reason,
        "asked": line.asked,
    }


def _told(outcome: Outcome) -> dict[str, Any]:
    body: dict[str, Any] = {"what": outcome.what, "said": outcome.said}
    body["cell"] = "reason" if "reason" in outcome.said else "forecast"
    if outcome.what == "stale" and outcome.theirs and outcome.yours:
        yours = outcome.yours
        body["theirs"] = _version(outcome.theirs)
        body["yours"] = {
            "method": yours.method,
            "shown": money.show_pounds(yours.pence),
            "forecast": amount(yours.pence),
            "reason": yours.reason,
        }
    return body


def _version(version: Forecast) -> dict[str, Any]:
    """A version as another person is told of it."""
    return {
        "version": version.version,
        "by": called(version.by),
        "at": f"{timezone.localtime(version.at):%H:%M}",
        "shown": money.show_pounds(version.pence),
        "method": version.method,
        "reason": version.reason,
    }
