"""Forms of sign-off."""

from django import forms

from poolbook.agreements.models import Agreement
from poolbook.finance.queries.periods import next_months
from poolbook.rules.calendar import Month, parse_month


class Explain(forms.Form):
    """Why a check may be passed in this period."""

    check = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Why it may be passed",
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why this check may be passed"},
    )


class Why(forms.Form):
    """The reason of an act that turns something back."""

    why = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why the month is opened again"},
    )


class Erratum(forms.Form):
    """A correction to an issued report."""

    figure = forms.CharField(
        label="Figure",
        max_length=200,
        help_text="Where it stands, such as “Summary, Total, forecast”",
        error_messages={"required": "Say which figure is wrong"},
    )
    printed = forms.CharField(
        label="Printed", max_length=60, error_messages={"required": "Say what was printed"}
    )
    should_be = forms.CharField(
        label="Should be", max_length=60, error_messages={"required": "Say what it should be"}
    )
    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say how the error came about"},
    )


class Open(forms.Form):
    """Which period to open."""

    month = forms.ChoiceField(label="Period to open")

    def __init__(self, *args: object, agreement: Agreement, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [
            (str(month), f"{month.name} (P{month.number} of {month.year})")
            for month in next_months(agreement)
        ]

    def chosen(self) -> Month:
        """The month chosen."""
        return parse_month(self.cleaned_data["month"])
