"""Defining a measure, and saying from when it means something else."""

from dataclasses import fields
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from poolbook.partners.roles import May
from poolbook.performance.actions import measures
from poolbook.performance.actions.measures import Meaning
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.measures import forms
from poolbook.web.measures.views import measure_or_404

MEANING = tuple(each.name for each in fields(Meaning) if each.name != "chart")


@page(May.DEFINE_MEASURES, write=May.DEFINE_MEASURES)
def define(request: HttpRequest) -> HttpResponse:
    """A new measure."""
    place = request.place
    form = forms.DefineForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        measures.define(
            by=request.user, agreement=place.agreement, ref=given["ref"], owner=given["owner"],
            meaning=Meaning(**_meaning(given)),
        )  # fmt: skip

    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(request, act, "The measure is defined.", form=form)
    ):
        return redirect("measure", place.agreement.code, form.cleaned_data["ref"])
    context = {
        "form": form,
        "act": "Define the measure",
        "back": reverse("measures", kwargs={"agreement": place.agreement.code}),
        "page_title": "Define a measure",
        "page_purpose": "What is counted, in which unit, which way is better, and when it is due. "
        "A definition is never overwritten: a later one is added from a day.",
    }
    bound = request.method == "POST"
    return render(request, "measures/form.html", context, status=400 if bound else 200)


@page(May.DEFINE_MEASURES, write=May.DEFINE_MEASURES)
def redefine(request: HttpRequest, ref: str) -> HttpResponse:
    """A new definition of a measure from a day."""
    place = request.place
    found = measure_or_404(place, ref)
    newest = found.definitions.latest()
    known = measures.meaning_of(newest)
    initial = {name: getattr(known, name) for name in MEANING}
    return forms.one_form(
        request,
        forms.RedefineForm(request.POST or None, initial=initial),
        lambda given: measures.redefine(
            by=request.user, measure=found, starts=given["starts"], breaks=given["breaks"],
            reason=given["reason"], meaning=Meaning(**_meaning(given), chart=known.chart),
        ),
        said="The measure is defined anew.",
        back=reverse("measure", kwargs={"agreement": place.agreement.code, "ref": ref}),
        title="Define it anew", button="Keep the definition",
        purpose=f"{ref}: what it means from a day on, and why. What it meant before stays.",
    )  # fmt: skip


def _meaning(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in MEANING}
