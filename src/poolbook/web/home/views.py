"""The home page of whoever opens it: the public reads what was issued, everybody else their work."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Pool
from poolbook.audit.kept import kept
from poolbook.finance.models import Period
from poolbook.finance.queries import periods
from poolbook.finance.queries.checks import Reading
from poolbook.finance.queries.since import changes_since
from poolbook.finance.queries.waiting import Wait, waiting_for
from poolbook.reports import queries as reports
from poolbook.rules import deadlines
from poolbook.web.frame.access import ALLOWED, ANYBODY, SIGNED_IN, May, Role, page
from poolbook.web.frame.places import address
from poolbook.web.home.standing import Standing, of_period

# what waits → the page where it is done, and what to ask of it
PAGES = {
    "import": ("imports", ""),
    "suspense": ("suspense", ""),
    "forecast": ("forecast", "?show=mine"),
    "explain": ("forecast", "?show=unexplained"),
    "virement": ("agreement-virements", ""),
}
EVERYTHING = ("",)  # any change may be one to tell
NEW = timedelta(days=14)  # how far back somebody looks who was never here


@page(ANYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person; for the public, the issued reports."""
    if not request.user.is_authenticated:
        return render(request, "published/list.html", {"issues": reports.issues()})
    readings: dict[int, Reading] = {}
    standings: list[Standing] = []
    pools: dict[int, list[Pool]] = {}
    for agreement in agreements.seen_by(request.user):
        pools[agreement.pk] = agreements.pools(agreement)
        newest = next(iter(periods.periods(agreement)[::-1]), None)
        if newest:
            readings[newest.pk] = Reading(newest)
            standings += of_period(readings[newest.pk], pools[agreement.pk])
    since = _since(request)
    context = {
        "waits": [_wait(wait, pools) for wait in waiting_for(request.user, readings)],
        "standings": standings,
        "partners": _partners(standings),
        "since": since,
        "first_visit": not request.session.get("here_before"),
        "to_open": _to_open(request, standings),
        "changes": kept(
            "since",
            request.user.pk,
            since.isoformat(timespec="minutes"),
            of=EVERYTHING,
            make=lambda: changes_since(request.user, since),
        ),
    }
    return render(request, "home/home.html", context)


def _to_open(request: HttpRequest, standings: list[Standing]) -> list[Period]:
    """The newest periods after which the person may open the next: those that are issued."""
    if May.IMPORT not in ALLOWED[Role(request.user.role)]:
        return []
    return [period for period in {each.period for each in standings} if period.state == "issued"]


def _partners(standings: list[Standing]) -> list[str]:
    """Every partner's name once, in the order of the first pool that has it."""
    return list(dict.fromkeys(name for each in standings for name, _ in each.shares))


def _wait(wait: Wait, pools: dict[int, list[Pool]]) -> dict[str, Any]:
    name, query = PAGES.get(wait.kind, ("sign-off", ""))
    today = timezone.localdate()
    return {
        "wait": wait,
        "due": deadlines.told(wait.due, today) if wait.due else "",
        "late": bool(wait.due and deadlines.days_late(wait.due, today)),
        "address": _address(name, wait.period, pools[wait.period.agreement_id]) + query,
    }


def _address(name: str, period: Period, pools: list[Pool]) -> str:
    return address(name, period.agreement, period, next(iter(pools), None))


def _since(request: HttpRequest) -> datetime:
    """When the person was last here, before this visit."""
    kept = parse_datetime(request.session.get("here_before") or "")
    return kept or timezone.now() - NEW


@page(SIGNED_IN)
def go(request: HttpRequest) -> HttpResponse:
    """To the address chosen in a switcher, within this site only."""
    to = request.GET.get("to", "")
    safe = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return redirect(to if safe else "home")
