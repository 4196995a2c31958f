"""What to look for in the record."""

from django import forms

from poolbook.audit.history import Wanted
from poolbook.audit.nouns import NOUNS


class Look(forms.Form):
    """A search of the record; everything may be left empty."""

    text = forms.CharField(label="Words", required=False, max_length=100)
    by = forms.CharField(label="By (user name)", required=False, max_length=150)
    table = forms.ChoiceField(label="What", required=False)
    starts = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    ends = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        nouns = sorted((noun.one, table) for table, noun in NOUNS.items())
        self.fields["table"].choices = [("", "everything"), *((t, n) for n, t in nouns)]

    def wanted(self) -> Wanted:
        """The search; faulty fields are left out, and said beside the form."""
        given = getattr(self, "cleaned_data", {})
        table = given.get("table") or ""
        return Wanted(
            by=given.get("by") or "",
            tables=(table,) if table else (),
            text=given.get("text") or "",
            starts=given.get("starts"),
            ends=given.get("ends"),
        )
