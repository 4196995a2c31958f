"""Forms of the pack."""

from django import forms

from poolbook.reports.packs.actions import LONGEST

LARGEST = 5 * 2**20  # bytes of a Word template


class Comment(forms.Form):
    """Words under a section's title."""

    text = forms.CharField(
        label="Comment",
        required=False,
        max_length=LONGEST,
        help_text="Printed under the section's title with your role. Empty takes it back.",
        widget=forms.Textarea({"rows": 5}),
    )


class Template(forms.Form):
    """A Word document that packs are written into."""

    file = forms.FileField(
        label="Word template (.docx)",
        help_text="With {{ title }}, {{ pool }}, {{ period }}, {{ as_at }} and {{ report }} where they belong",
    )

    def clean_file(self) -> bytes:
        """The file's bytes, within what a template may weigh."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Save it without pictures.")
        return bytes(given.read())
