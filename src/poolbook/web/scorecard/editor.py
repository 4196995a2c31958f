"""The editor of a scorecard: its headings, the measures under them in order, labels, comparator."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from poolbook.partners.roles import May
from poolbook.performance.actions import scorecards
from poolbook.performance.models import Area, Scorecard
from poolbook.performance.queries import areas as places
from poolbook.performance.queries import measures
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.scorecard.views import card_or_404

MORE_HEADINGS, MORE_ROWS = 2, 6  # empty ones below what is there
MOST = 500


class CardForm(forms.Form):
    """What a scorecard is, without its rows."""

    name = forms.CharField(max_length=200)
    body = forms.CharField(
        label="For", required=False, max_length=200, help_text="The body, plan or contract"
    )
    area = forms.ChoiceField(label="Figures of", help_text="Unless a row says another")
    comparator = forms.ChoiceField(label="Compared with", required=False)
    neighbours = forms.ChoiceField(
        label="Ranked among", required=False, help_text="A table of neighbours that you gave"
    )
    in_pack = forms.BooleanField(label="Print it in the pack", required=False)

    def __init__(self, *args: Any, areas: list[Area], models: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(area.code, area.name) for area in areas]
        self["area"].field.choices = choices
        self["comparator"].field.choices = [("", "Nobody"), *choices]
        self["neighbours"].field.choices = [("", "Not ranked"), *((m, m) for m in models)]


class NewForm(CardForm):
    """A new scorecard, with the code of its address."""

    code = forms.SlugField(max_length=40, help_text="For its address: letters, digits and -")
    field_order = ("code",)


@dataclass
class HeadingRow:
    """A heading as typed; no code for a new one."""

    number: int
    code: str = ""
    name: str = ""


@dataclass
class EntryRow:
    """A measure as typed: the number of its heading, its place within it, reference, label and area."""

    at: int
    heading: str = ""
    order: str = ""
    measure: str = ""
    label: str = ""
    area: str = ""


@page(May.DEFINE_MEASURES, write=May.DEFINE_MEASURES)
def add(request: HttpRequest) -> HttpResponse:
    """A new scorecard; its headings and measures follow on its editor."""
    place = request.place
    form = NewForm(request.POST or None, **_choices(place.agreement))

    def act() -> None:
        if place.agreement.scorecards.filter(code=form.cleaned_data["code"]).exists():
            raise Refusal(f"there is a scorecard {form.cleaned_data['code']} already")
        scorecards.keep_scorecard(
            by=request.user, agreement=place.agreement, card=scorecards.Card(**form.cleaned_data)
        )

    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(request, act, "The scorecard is added. Now its headings.", form=form)
    ):
        if place.now is None:  # without a period there is no page of it yet
            return redirect(place.address("measures"))
        return redirect(place.address("scorecard-change", card=form.cleaned_data["code"]))
    context = {"form": form, "act": "Add the scorecard", "page_title": "Add a scorecard",
               "page_purpose": "A table of measures for one body, plan or contract."}  # fmt: skip
    bound = request.method == "POST"
    return render(request, "measures/form.html", context, status=400 if bound else 200)


@page(May.DEFINE_MEASURES, write=May.DEFINE_MEASURES)
def change(request: HttpRequest, card: str) -> HttpResponse:
    """The whole scorecard as a form; what is kept is what it says."""
    place = request.place
    found = card_or_404(place, card)
    choices = _choices(place.agreement)
    if request.method == "POST":
        form = CardForm(request.POST, **choices)
        headings, entries = _typed(request)
        if form.is_valid() and carried_out(
            request,
            lambda: scorecards.keep_scorecard(
                by=request.user, agreement=place.agreement,
                card=_card(found, form.cleaned_data, headings, entries),
            ),
            "The scorecard is kept.",
            form=form,
        ):  # fmt: skip
            return redirect(place.address("scorecard", card=card))
    else:
        form = CardForm(initial=_initial(found), **choices)
        headings, entries = _there(found)
    context = {
        "card": found, "form": form, "headings": headings, "entries": entries,
        "measures": [(m.ref, list(m.definitions.all())[-1].name) for m in measures.measures(place.agreement)],
        "areas": choices["areas"],
    }  # fmt: skip
    bound = request.method == "POST"
    return render(request, "scorecard/change.html", context, status=400 if bound else 200)


def _choices(agreement: Any) -> dict[str, Any]:
    return {"areas": places.comparators(agreement), "models": places.models(agreement)}


def _initial(found: Scorecard) -> dict[str, Any]:
    return {
        "name": found.name,
        "body": found.body,
        "area": found.area.code,
        "comparator": found.comparator.code if found.comparator else "",
        "neighbours": found.neighbours,
        "in_pack": found.in_pack,
    }


def _there(found: Scorecard) -> tuple[list[HeadingRow], list[EntryRow]]:
    """What is on the card, and some empty rows below."""
    headings, entries = [], []
    sections = found.sections.prefetch_related("entries__measure", "entries__area")
    for number, section in enumerate(sections, 1):
        headings.append(HeadingRow(number, section.code, section.name))
        for order, entry in enumerate(section.entries.all(), 1):
            area = entry.area.code if entry.area else ""
            entries.append(
                EntryRow(
                    len(entries) + 1, str(number), str(order * 10), entry.measure.ref, entry.label,
                    area,
                )
            )  # fmt: skip
    for _ in range(MORE_HEADINGS):
        headings.append(HeadingRow(len(headings) + 1))
    for _ in range(MORE_ROWS):
        entries.append(EntryRow(len(entries) + 1))
    return headings, entries


def _typed(request: HttpRequest) -> tuple[list[HeadingRow], list[EntryRow]]:
    given = request.POST
    headings = [
        HeadingRow(n, given.get(f"code-{n}", ""), given.get(f"heading-{n}", "").strip())
        for n in range(1, MOST)
        if f"heading-{n}" in given
    ]
    names = ("in", "order", "measure", "label", "area")
    entries = [
        EntryRow(n, *(given.get(f"{name}-{n}", "").strip()[:200] for name in names))
        for n in range(1, MOST)
        if f"measure-{n}" in given
    ]
    return headings, entries


def _card(
    found: Scorecard,
    given: dict[str, Any],
    headings: list[HeadingRow],
    entries: list[EntryRow],
) -> scorecards.Card:
    """The card as typed. Raises Refusal with every fault of its rows."""
    named = [each for each in headings if each.name]
    known = {section.code for section in found.sections.all()}
    codes: dict[str, str] = {}
    for each in named:
        code = each.code if each.code in known else _free(each.name, {*codes.values(), *known})
        codes[str(each.number)] = code
    faults = []
    rows: dict[str, list[tuple[float, int, scorecards.Row]]] = {number: [] for number in codes}
    for entry in entries:
        if not entry.measure:
            continue
        if entry.heading not in rows:
            faults.append(f"{entry.measure}: there is no heading {entry.heading or 'number'}")
            continue
        order = float(entry.order) if entry.order.isascii() and entry.order.isdigit() else 1e9
        row = scorecards.Row(entry.measure, entry.area, entry.label)
        rows[entry.heading].append((order, entry.at, row))
    faults += [
        f"“{each.name}” is longer than 300 characters" for each in named if len(each.name) > 300
    ]
    if faults:
        raise Refusal("the scorecard was not kept", faults)
    made = [
        scorecards.Heading(
            codes[str(each.number)], each.name,
            [row for _, _, row in sorted(rows[str(each.number)], key=lambda r: r[:2])],
        )
        for each in named
    ]  # fmt: skip
    return scorecards.Card(code=found.code, provenance=found.provenance, headings=made, **given)


def _free(name: str, taken: set[str]) -> str:
    """A code for a new heading."""
    start = slugify(name)[:34] or "heading"
    found, number = start, 2
    while found in taken:
        found, number = f"{start}-{number}", number + 1
    return found
