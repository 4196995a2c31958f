"""The forms of notes: a new one, and the reason for closing one."""

from typing import Any

from django import forms

from poolbook.agreements import queries as agreements
from poolbook.finance.actions.notes import LONGEST, LONGEST_WHY
from poolbook.web.frame.places import Place

KINDS = {
    "issue": "Issue: something is so, and needs attention",
    "risk": "Risk: something may come",
    "line": "Word on a line: printed below the line’s table, and says why it moved",
    "change": "Word on what changed since last month",
}


class AddForm(forms.Form):
    """A note of a pool; of one of its lines where it is about one."""

    kind = forms.ChoiceField(label="What it is", widget=forms.RadioSelect, choices=KINDS.items())
    pool = forms.ChoiceField()
    line = forms.ChoiceField(required=False, help_text="Where it is about one line")
    text = forms.CharField(
        label="What the board should read",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, place: Place, **values: Any) -> None:
        super().__init__(*args, **values)
        found = agreements.leaves(agreements.lines(place.agreement, place.period.year))
        self.pools = {pool.code: pool for pool in place.pools}
        self.lines = {str(line.pk): line for line in found}
        self["pool"].field.choices = [(code, pool.name) for code, pool in self.pools.items()]
        by_pool = [
            (pool.name, [(key, line.name) for key, line in self.lines.items() if line.pool == pool])
            for pool in place.pools
        ]
        self["line"].field.choices = [("", "No line"), *by_pool]


class CloseForm(forms.Form):
    """Why a note is closed."""

    why = forms.CharField(
        label="Why it is closed",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What became of it; it stays in the book with the note",
    )
