"""The forms of a line's page: its forecast without the grid, and a comment."""

from typing import Any

from django import forms

from poolbook.finance.models.comment import COLUMNS
from poolbook.rules.forecasting import METHODS, TYPED


class ForecastForm(forms.Form):
    """A line's forecast. What it says is judged where it is saved."""

    method = forms.ChoiceField(
        choices=[(method, f"{method}: {words}") for method, words in TYPED.items()],
        widget=forms.RadioSelect,
    )
    forecast = forms.CharField(
        required=False,
        max_length=60,
        help_text="For a manual forecast: 1,303,500 or 1.3m, =budget, =last or 103%",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        help_text="A manual forecast needs its reason, and so does a large change",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: str = "", **options: Any) -> None:
        """`kept` is the method that the line has: one that nobody types may be left as it is."""
        super().__init__(*args, **options)
        if kept in METHODS and kept not in TYPED:
            self.fields["method"].choices += [(kept, f"{kept}: {METHODS[kept]}")]


class CommentForm(forms.Form):
    """A comment on the line or one of its figures."""

    column = forms.ChoiceField(
        label="On",
        required=False,
        choices=[(key, words[0].upper() + words[1:]) for key, words in COLUMNS.items()],
    )
    text = forms.CharField(
        label="Comment", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
