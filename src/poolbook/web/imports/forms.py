"""The forms of imports and mappings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from poolbook.agreements.models import BudgetLine
from poolbook.finance.models import Source
from poolbook.intake.reading.amounts import AmountError, to_pence

GUESS = "guess"  # the ledger is worked out from the file
KINDS = ".csv,.txt,.xlsx,.xls,.ods"


class PoundsField(forms.CharField):
    """An amount as people write it; pence, or None where it is empty."""

    def clean(self, value: Any) -> int | None:
        """`£7,431,220.15` and `(300)` are understood."""
        text = super().clean(value)
        try:
            return to_pence(text)
        except AmountError as reason:
            raise forms.ValidationError(f"{reason}; write pounds, such as 7,431,220.15") from None


class RowsField(forms.IntegerField):
    """A number of rows, with or without commas."""

    def __init__(self, **values: Any) -> None:
        super().__init__(min_value=0, max_value=100_000_000, widget=forms.TextInput, **values)

    def to_python(self, value: Any) -> int | None:
        """`4,812` is understood."""
        text = value.replace(",", "") if isinstance(value, str) else value
        try:
            return super().to_python(text)
        except forms.ValidationError:
            raise forms.ValidationError(f"“{value}” is not a number of rows") from None


class TotalForm(forms.Form):
    """What the ledger's own report says of the file."""

    total = PoundsField(
        label="Control total in pounds",
        required=False,
        help_text="The total at the foot of the ledger’s own report. The file must come to it.",
    )
    rows = RowsField(label="Number of rows", required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name in ("total", "rows"):
            self.fields[name].widget.attrs |= {
                "class": "govuk-input--width-10",
                "inputmode": "decimal",
            }


class UploadForm(TotalForm):
    """A ledger file for a period."""

    file = forms.FileField(
        label="Ledger file",
        allow_empty_file=True,
        error_messages={"required": "Choose a ledger file, or drop one here"},
        widget=forms.FileInput(attrs={"accept": KINDS}),
        help_text="CSV, XLSX, XLS or ODS, one file at a time. Nothing is posted before you have seen what was understood.",
    )
    source = forms.ChoiceField(label="Which ledger it comes from")
    field_order = ("file", "source", "total", "rows")

    def __init__(self, sources: Sequence[Source], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        found = [(source.code, source.name) for source in sources]
        guess = [(GUESS, "Work it out from the file’s name")] if len(found) > 1 else []
        self.fields["source"].choices = guess + found


class WithdrawForm(forms.Form):
    """Why an import is taken back."""

    why = forms.CharField(
        label="Why the import is withdrawn",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in the record for good, beside your name.",
        error_messages={"required": "Say why the import is withdrawn"},
    )


class MappingForm(forms.Form):
    """One mapping: a cost centre and account with the line that they belong to."""

    source = forms.ChoiceField(label="Ledger")
    cost_centre = forms.CharField(label="Cost centre", max_length=60)
    account = forms.CharField(
        label="Account", max_length=60, required=False, help_text="Empty: any account."
    )
    line = forms.ChoiceField(
        label="Budget line",
        required=False,
        help_text="Empty: outside the pools, with the reason below.",
    )
    reason = forms.CharField(
        label="Reason, where it is outside the pools", max_length=300, required=False
    )
    starts = forms.DateField(
        label="From", required=False, help_text="Empty: for all months.",
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
    )  # fmt: skip

    def __init__(
        self, sources: Sequence[Source], lines: Sequence[BudgetLine], *args: Any, **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.fields["source"].choices = [(source.code, source.name) for source in sources]
        self.fields["line"].choices = [("", "Outside the pools"), *grouped(lines)]


class MappingFileForm(forms.Form):
    """Mappings as a file."""

    source = forms.ChoiceField(label="Ledger")
    file = forms.FileField(
        label="File of mappings",
        widget=forms.FileInput(attrs={"accept": KINDS}),
        help_text="Columns: cost centre, account, line, reason, from, to.",
        error_messages={"required": "Choose a file of mappings"},
    )

    def __init__(self, sources: Sequence[Source], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["source"].choices = [(source.code, source.name) for source in sources]


class EndForm(forms.Form):
    """The last day on which a mapping holds."""

    last = forms.DateField(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
        help_text="Rows of later months go to suspense, unless another mapping knows them. Posted rows stay.",
    )


def grouped(lines: Sequence[BudgetLine]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The lines that carry money as the groups of a select: by pool and the headings above them."""
    by_id = {line.pk: line for line in lines}
    headings = {line.parent_id for line in lines}
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        if line.pk in headings:
            continue
        names, above = [], line.parent_id
        while above in by_id:
            names.insert(0, by_id[above].name)
            above = by_id[above].parent_id
        title = ": ".join([line.pool.name, *names])
        groups.setdefault(title, []).append((line.code, line.name))
    return list(groups.items())
