"""Settings of an agreement: its threshold, dates and names, by when a month's steps are due, ledgers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from poolbook.agreements import actions
from poolbook.agreements import queries as agreements
from poolbook.agreements.models import DueDates
from poolbook.finance.actions import setting_up
from poolbook.finance.queries.mappings import sources
from poolbook.partners.roles import May
from poolbook.rules import deadlines
from poolbook.web.agreement.forms import one_form
from poolbook.web.agreement.frame import address, found_or_404, shown
from poolbook.web.agreement.settings_forms import ChangeForm, DatesForm, LedgerForm, NamesForm
from poolbook.web.frame.access import page
from poolbook.web.frame.places import Place

BACK = "agreement-settings"
# What a county may begin with: working days that leave the issue a fortnight before most boards.
USUAL = {"import": 4, "forecast": 7, "explain": 8, "check": 9, "sign": 11, "close": 12, "issue": 13}


@page()
def settings(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, as it is now, with its history."""
    place = request.place
    agreement = place.agreement
    kept = agreements.due_dates(agreement)
    context = {
        "agreement": agreement,
        "signatories": list(agreement.signatories.select_related("partner")),
        "groups": list(agreement.risk_groups.all()),
        "sources": sources(agreement),
        "kept": kept,
        "dates": _dates(place, kept),
        "holidays": [day for day in kept.holidays if day >= timezone.localdate()] if kept else [],
    }
    return shown(request, "agreement/settings.html", context)


def _dates(place: Place, kept: DueDates | None) -> list[dict[str, Any]]:
    """Each step with its day and, in the page's period, its date."""
    known = kept.timetable if kept else deadlines.Timetable()
    month = place.now.month if place.now else None
    return [
        {
            "done": done,
            "days": known.days.get(step),
            "due": known.due(month, step) if month else None,
        }
        for step, done in deadlines.STEPS.items()
    ]


@page(May.SET_UP, write=May.SET_UP)
def change(request: HttpRequest) -> HttpResponse:
    """The threshold, the last day and the days of signing."""
    place = request.place
    agreement = place.agreement
    initial = {"explain_from": agreement.explain_from, "ends": agreement.ends}
    for each in agreement.signatories.select_related("partner"):
        initial[f"signed_{each.partner.code}"] = each.signed_on
    form = ChangeForm(request.POST or None, place=place, initial=initial)
    return one_form(
        request, form,
        lambda given: actions.change_agreement(
            by=request.user, agreement=agreement, explain_from=given["explain_from"],
            ends=given["ends"], signed=form.signed(), why=given["why"],
        ),
        said="The settings are changed.", back=address(place, BACK),
        title="Change threshold and dates",
        purpose="From what movement a forecast needs a reason, and how long the agreement runs.",
    )  # fmt: skip


@page(May.SET_UP, write=May.SET_UP)
def names(request: HttpRequest) -> HttpResponse:
    """What the agreement, its pools and its risk groups are called."""
    place = request.place
    form = NamesForm(request.POST or None, agreement=place.agreement)
    return one_form(
        request, form,
        lambda given: actions.rename(
            by=request.user, agreement=place.agreement, name=given["name"],
            pools=form.named(form.pools), groups=form.named(form.groups),
        ),
        said="The names are changed.", back=address(place, BACK), title="Change names",
        purpose="Names on pages and in reports. Codes stay, so that addresses and files still hold; "
        "issued reports stay as they are.",
    )  # fmt: skip


@page(May.SET_UP, write=May.SET_UP)
def dates(request: HttpRequest) -> HttpResponse:
    """By when each step of a month is due."""
    place = request.place
    kept = agreements.due_dates(place.agreement)
    initial: dict[str, Any] = {"working": "no" if kept and not kept.working else "yes"}
    initial |= dict(kept.timetable.days) | {"holidays": kept.holidays} if kept else USUAL
    form = DatesForm(request.POST or None, initial=initial)
    return one_form(
        request, form,
        lambda given: actions.keep_due_dates(
            by=request.user, agreement=place.agreement, days=form.days(),
            working=given["working"] == "yes", holidays=given["holidays"],
        ),
        said="The due dates are kept.", back=address(place, BACK), title="Due dates of a month",
        purpose="Each step is wanted by the end of its day. Leave a step empty and it has no date; "
        "a closing period has none.",
    )  # fmt: skip


@page(May.SET_UP, write=May.SET_UP)
def add_ledger(request: HttpRequest) -> HttpResponse:
    """A ledger that extracts are to come from."""
    place = request.place
    form = LedgerForm(request.POST or None, place=place)
    return one_form(
        request, form,
        lambda given: setting_up.keep_source(
            by=request.user, agreement=place.agreement, partner=form.partners[given["partner"]],
            code=given["code"], name=given["name"], layout={},
        ),
        said="The ledger is added.", back=address(place, BACK), title="Add a ledger",
        button="Add the ledger",
        purpose="From now on each month waits for its extract. Its columns are settled with its first file.",
    )  # fmt: skip


@page(May.SET_UP, write=May.SET_UP)
def ledger(request: HttpRequest, source: str) -> HttpResponse:
    """Another name for a ledger."""
    place = request.place
    every = sources(place.agreement)
    found = found_or_404(next((each for each in every if each.code == source), None))
    form = LedgerForm(request.POST or None, place=place, source=found)
    return one_form(
        request, form,
        lambda given: setting_up.keep_source(
            by=request.user, agreement=place.agreement, partner=found.partner, code=found.code,
            name=given["name"], layout=found.layout,
        ),
        said="The ledger has another name.", back=address(place, BACK),
        title=f"Rename {found.name}", purpose=f"The ledger {found.code} of {found.partner}.",
    )  # fmt: skip
