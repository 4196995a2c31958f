"""A month on one page: what is done, what is to do and by whom, and what it comes to so far."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from poolbook.finance.queries.checks import Reading
from poolbook.finance.queries.figures import Figures
from poolbook.finance.queries.progress import Step, steps_on
from poolbook.rules import deadlines, money
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page
from poolbook.web.frame.places import Place
from poolbook.web.month.chart import since_last

MOVED = 5
# state → look of the task, colour of its tag, word
LOOKS = {
    "done": ("done", "green", "Done"),
    "to do": ("todo", "teal", "To do"),
    "waiting": ("waiting", "grey", "Waiting"),
    "blocked": ("blocked", "red", "Blocked"),
}
# step → the page where it is done, and what to ask of it
PAGES = {
    "ledgers": ("imports", ""),
    "suspense": ("suspense", ""),
    "forecast": ("forecast", ""),
    "explained": ("forecast", "?show=unexplained"),
    "issue": ("pack", ""),
}


@page()
def month(request: HttpRequest) -> HttpResponse:
    """The task list beside the answer so far."""
    place = request.place
    reading = Reading(place.period)
    share = None if isinstance(reading.share, Refusal) else reading.share
    known = sum(item.forecast is not None for item in reading.lines)
    context = {
        "steps": [_task(place, step) for step in steps_on(reading, request.user)],
        "share": share if known else None,
        "known": known,
        "lines": len(reading.lines),
        "total": {
            "variance": total(item.variance for item in reading.lines),
            "ref": f"*/total:variation@{place.period}",
        },
        "moved": list(_moved(reading.lines, place)),
        "chart": since_last(reading.lines, place.period, reading.previous),
    }
    return render(request, "month/month.html", context)


def total(amounts: Iterator[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _task(place: Place, step: Step) -> dict[str, Any]:
    today = timezone.localdate()
    mark, colour, word = LOOKS[step.state]
    name, query = PAGES.get(step.key, ("sign-off", ""))
    if step.mine:
        word = "Your turn"
    return {
        "step": step,
        "due": deadlines.told(step.due, today) if step.due else "",
        "late": bool(step.due and deadlines.days_late(step.due, today)),
        "mark": mark,
        "colour": colour,
        "word": word,
        "address": place.address(name) + query,
    }


def _moved(lines: Sequence[Figures], place: Place) -> Iterator[dict[str, Any]]:
    moved = [item for item in lines if item.change]
    moved.sort(key=lambda item: -abs(item.change or 0))
    for item in moved[:MOVED]:
        change = item.change or 0
        way = "up" if change > 0 else "down"
        yield {
            "line": item.line,
            "variance": item.variance,
            "reason": item.forecast.reason if item.forecast else "",
            "change_words": f"{money.show_pounds(abs(change))} {way}",
            "change_ref": f"{item.line.pool.code}/{item.line.code}:change@{place.period}",
            "variance_ref": f"{item.line.pool.code}/{item.line.code}:variation@{place.period}",
        }
