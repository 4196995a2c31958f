"""The forms of the caseload's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms

from poolbook.agreements.models import BudgetLine
from poolbook.caseload.models import CaseArea
from poolbook.rules.caseload.codes import FUNDERS, GROUPS, SERVICES
from poolbook.web.imports.forms import grouped

ANY = ("", "Any")


class LookForm(forms.Form):
    """Whose packages somebody asks to see, and what for."""

    what_for = forms.CharField(
        label="What you look for",
        max_length=300,
        help_text="Stands in the record beside your name, with the number of rows you saw.",
        error_messages={"required": "Say what you look for; it stands in the record"},
    )
    area = forms.ChoiceField(label="Area")
    service = forms.TypedChoiceField(
        label="Service", required=False, coerce=int, empty_value=None,
        choices=[ANY, *((code, each.name) for code, each in SERVICES.items())],
    )  # fmt: skip
    person = forms.IntegerField(
        label="Person, by the number that stands for them",
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-20"}),
        help_text="Empty: anybody. The number is made of the reference; it is no reference itself.",
    )

    def __init__(self, areas: Sequence[CaseArea], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["area"].choices = [(area.code, str(area)) for area in areas]

    @property
    def choose(self) -> dict[str, int]:
        """The columns chosen, each at its value."""
        found = {name: self.cleaned_data.get(name) for name in ("service", "person")}
        return {name: value for name, value in found.items() if value is not None}


class ExtractForm(forms.Form):
    """An extract of packages for an area."""

    file = forms.FileField(
        label="Extract of packages",
        error_messages={"required": "Choose an extract"},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
        help_text="CSV, XLSX, XLS or ODS, a row for each package and price. Nothing is taken in where there is a fault.",
    )
    code = forms.SlugField(
        label="Area, by a short word",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        help_text="Such as “county”. One that is not here yet is made.",
    )
    name = forms.CharField(
        label="The area’s name",
        max_length=200,
        required=False,
        help_text="Empty: an area keeps its name; a new one is called by its word.",
    )
    whole = forms.BooleanField(
        label="The extract holds every package: those it does not name hold no more", required=False
    )


class WithdrawForm(forms.Form):
    """Why a load is taken back."""

    why = forms.CharField(
        label="Why the load is withdrawn",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in the record for good, beside your name.",
        error_messages={"required": "Say why the load is withdrawn"},
    )


class RuleForm(forms.Form):
    """Which budget line the packages of a group belong to."""

    group = forms.TypedChoiceField(label="Client group", coerce=int, choices=list(GROUPS.items()))
    service = forms.TypedChoiceField(
        label="Service", required=False, coerce=int, empty_value=0,
        choices=[ANY, *((code, each.name) for code, each in SERVICES.items())],
    )  # fmt: skip
    funder = forms.TypedChoiceField(
        label="Who pays", required=False, coerce=int, empty_value=0,
        choices=[ANY, *FUNDERS.items()],
    )  # fmt: skip
    line = forms.ChoiceField(label="Budget line")

    def __init__(self, lines: Sequence[BudgetLine], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["line"].choices = grouped(lines)
