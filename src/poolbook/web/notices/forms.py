"""A switch for each kind of e-mail."""

from typing import Any

from django import forms

from poolbook.notices.models import Kind

HINTS = {
    Kind.WAITING: "What you are to do now: forecasts, checks, signatures, virements.",
    Kind.REMINDERS: "What has waited for you for three working days or longer.",
    Kind.ISSUED: "When a month’s report of an agreement of yours is issued.",
}


class NoticesForm(forms.Form):
    """One checkbox a kind, ticked where it is wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.fields[kind.value] = forms.BooleanField(
                label=kind.label, required=False, help_text=HINTS[kind]
            )
