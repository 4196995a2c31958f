"""The forms of imports of measures."""

from collections.abc import Iterable
from typing import Any

from django import forms

from poolbook.intake.feeds import FeedLayout

KINDS = ".csv,.xls,.xlsx,.ods"


class FileForm(forms.Form):
    """A publication's file."""

    file = forms.FileField(
        label="File as published",
        allow_empty_file=True,
        error_messages={"required": "Choose a file, or drop one here"},
        widget=forms.FileInput(attrs={"accept": KINDS}),
        help_text="CSV, XLS, XLSX or ODS, under its own name. Nothing is taken in before you have seen what was understood.",
    )


class ReadForm(forms.Form):
    """How a file is read: as which layout, and whether areas may be added."""

    layout = forms.ChoiceField(label="Layout", required=False)
    new_areas = forms.BooleanField(
        label="Add the areas that the book does not have yet",
        required=False,
        help_text="Their names are as this file has them.",
    )

    def __init__(self, layouts: Iterable[FeedLayout], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["layout"].choices = [
            ("", "recognise it"),
            *((each.code, each.name) for each in layouts),
        ]


class WithdrawForm(forms.Form):
    """Why a load is taken back."""

    why = forms.CharField(
        label="Why it is withdrawn",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in the record for good, beside your name.",
        error_messages={"required": "Say why it is withdrawn"},
    )
