"""The forms of measures: judging, steps on a chart, targets, definitions; and a page that is one form."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.performance.actions.judging import LONGEST
from poolbook.performance.models import Area
from poolbook.rules.measures.figures import FigureError, figure
from poolbook.rules.measures.kinds import (
    AIMS,
    FREQUENCIES,
    JUDGED,
    POLARITIES,
    RAG_WORDS,
    RAGS,
    TARGET_KINDS,
    UNITS,
)
from poolbook.rules.measures.periods import Time, time_of
from poolbook.web.frame.acting import carried_out


class DayField(forms.DateField):
    """A day, as the browser picks it."""

    widget = forms.DateInput(
        attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"
    )


class FigureField(forms.CharField):
    """A figure as papers write it (`18%`, `1,200`), as a Decimal; None where nothing was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})

    def clean(self, value: Any) -> Any:
        """The figure, or why it is none."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return figure(text).value
        except FigureError as reason:
            raise forms.ValidationError(str(reason)) from None


class TimeField(forms.CharField):
    """A time as people call it: `Oct 2020`, `Q1 2020/21`, `2020/21`."""

    def clean(self, value: Any) -> Any:
        """The time, or what would be understood."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return time_of(text)
        except ValueError as reason:
            raise forms.ValidationError(str(reason)) from None


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _choices(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word[:1].upper() + word[1:]) for word in words]


class JudgeForm(forms.Form):
    """A colour by hand with its reason, or a comment alone."""

    time = TimeField(label="Period", max_length=60, help_text="Such as Oct 2020 or Q1 2020/21")
    rag = forms.ChoiceField(
        label="Colour",
        required=False,
        choices=[("", "As the rule says"), *((r, RAG_WORDS[r]) for r in RAGS)],
    )
    reason = forms.CharField(
        required=False, max_length=LONGEST, widget=_long(2),
        help_text="A colour by hand needs its reason; the rule’s colour stays beside it",
    )  # fmt: skip
    comment = forms.CharField(
        required=False, max_length=LONGEST, widget=_long(4),
        help_text="Printed beside the measure on every scorecard",
    )  # fmt: skip


class StepForm(forms.Form):
    """A step on the chart."""

    kind = forms.ChoiceField(
        label="What",
        widget=forms.RadioSelect,
        choices=[
            ("recalculate", "Limits begin anew from this day"),
            ("ghost", "Leave the point of this day out of limits and rules"),
            ("baseline", "The baseline ends with the point of this day"),
        ],
    )
    day = DayField(help_text="A day within the period of the point")
    reason = forms.CharField(
        max_length=500, widget=_long(2),
        help_text="Limits are only recalculated where what changed is understood",
    )  # fmt: skip


class TargetForm(forms.Form):
    """A dated target, trajectory point or baseline."""

    kind = forms.ChoiceField(choices=_choices(TARGET_KINDS))
    aim = forms.ChoiceField(choices=_choices(AIMS))
    value = FigureField(required=False, help_text="In the measure’s unit: 18, 18% or 1,200")
    value_to = FigureField(label="To", required=False, help_text="For a range alone")
    comparator = forms.ChoiceField(
        label="Another area’s own value", required=False,
        help_text="The target is then what that area has in the same period",
    )  # fmt: skip
    starts = DayField(label="From")
    ends = DayField(label="Until", required=False, help_text="Empty: until another takes its place")
    tolerance = FigureField(
        label="Amber within", required=False, help_text="How far short is still amber; empty: none"
    )
    tolerance_percent = forms.BooleanField(
        label="That is per cent of the target, not the measure’s unit", required=False
    )
    area = forms.ChoiceField(label="For", required=False)
    judged = forms.ChoiceField(choices=_choices(JUDGED))
    words = forms.CharField(
        required=False, max_length=200, help_text="As the paper writes it, if otherwise"
    )
    source = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, areas: Sequence[Area], others: Sequence[Area], **more: Any):
        super().__init__(*args, **more)
        self.areas = {each.code: each for each in (*areas, *others)}
        self["area"].field.choices = [("", "All areas"), *((a.code, a.name) for a in areas)]
        self["comparator"].field.choices = [("", "None"), *((a.code, a.name) for a in others)]

    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given["area"] = self.areas.get(given["area"])
        given["comparator"] = self.areas.get(given["comparator"])
        given["tolerance"] = given["tolerance"] or Decimal(0)
        return given


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=500, widget=_long(2))


class Agreed(forms.Form):
    """Nothing to fill in: to press the button is to say so."""


class MeaningForm(forms.Form):
    """What a measure means."""

    name = forms.CharField(max_length=400, help_text="As the body reads it")
    short_name = forms.CharField(required=False, max_length=80, help_text="For narrow tables")
    unit = forms.ChoiceField(choices=_choices(UNITS))
    per = forms.IntegerField(
        min_value=1, max_value=10_000_000, initial=1,
        help_text="For a rate: 100,000 is per 100,000 people. A percentage is always per 100",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )  # fmt: skip
    decimals = forms.IntegerField(
        min_value=0, max_value=6, initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )  # fmt: skip
    polarity = forms.ChoiceField(
        label="Better is", choices=[(p, p.capitalize()) for p in POLARITIES],
        help_text="Neutral is never judged",
    )  # fmt: skip
    numerator = forms.CharField(required=False, max_length=400)
    denominator = forms.CharField(required=False, max_length=400)
    frequency = forms.ChoiceField(
        label="Comes every", choices=_choices(FREQUENCIES), initial="month"
    )
    cumulative = forms.BooleanField(label="Its values add up since 1 April", required=False)
    source = forms.CharField(required=False, max_length=300)
    lag = forms.IntegerField(
        label="Due after, days", min_value=0, max_value=1_000, initial=30,
        help_text="How many days after its period a value should be there",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )  # fmt: skip
    least = forms.IntegerField(
        label="Smallest sample", min_value=0, max_value=1_000_000, initial=0,
        help_text="Below so many people or answers no colour is given; 0: always",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )  # fmt: skip
    notes = forms.CharField(required=False, max_length=4_000, widget=_long(2))


class DefineForm(MeaningForm):
    """A new measure."""

    ref = forms.SlugField(
        label="Reference", max_length=80, help_text="Short and lasting: letters, digits and -"
    )
    owner = forms.CharField(required=False, max_length=120, help_text="A role, not a name")
    field_order = ("ref",)


class RedefineForm(MeaningForm):
    """A definition from a day on."""

    starts = DayField(label="From")
    breaks = forms.BooleanField(
        label="Values before and after are not comparable: the chart ends and another begins",
        required=False,
    )
    reason = forms.CharField(label="Why", max_length=500, widget=_long(2))


def one_form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    said: str,
    back: str,
    title: str,
    purpose: str,
    button: str = "Save",
) -> HttpResponse:
    """A page that is one form: shown, refused in full, or carried out and left for `back`."""
    bound = request.method == "POST"
    if (
        bound
        and form.is_valid()
        and carried_out(request, lambda: act(form.cleaned_data), said, form=form)
    ):
        return redirect(back)
    context = {"form": form, "act": button, "back": back, "page_title": title,
               "page_purpose": purpose}  # fmt: skip
    return render(request, "measures/form.html", context, status=400 if bound else 200)


def first_time(given: Time | None) -> str:
    """A time as a field shows it."""
    return str(given) if given else ""
