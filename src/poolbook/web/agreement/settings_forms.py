"""The forms of an agreement's settings: threshold and dates, names, due dates, ledgers."""

import re
from datetime import date, datetime
from typing import Any

from django import forms

from poolbook.agreements.models import Agreement
from poolbook.finance.models import Source
from poolbook.finance.queries.mappings import sources
from poolbook.rules import deadlines
from poolbook.rules.saying import day
from poolbook.web.agreement.forms import DayField, PoundsField
from poolbook.web.frame.places import Place

MOST_HOLIDAYS = 200
WAYS_TO_WRITE = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d")


class ChangeForm(forms.Form):
    """From what movement a forecast is explained, how long the agreement runs, and who signed when."""

    explain_from = PoundsField(
        label="Explain a forecast that moves by this much or more, £",
        help_text="It holds for open months at once: what moved by less needs no reason any more",
    )
    ends = DayField(
        required=False, label="Last day of the agreement", help_text="Leave empty for no end"
    )
    why = forms.CharField(
        label="Why it changes",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The decision; it stands in the record",
    )

    def __init__(self, *args: Any, place: Place, **values: Any) -> None:
        super().__init__(*args, **values)
        self.partners = {f"signed_{partner.code}": partner for partner in place.partners}
        for name, partner in self.partners.items():
            self.fields[name] = DayField(required=False, label=f"{partner.name} signed on")
        self.order_fields(["explain_from", "ends", *self.partners, "why"])

    def signed(self) -> dict[Any, date | None]:
        """Partner → the day on which it signed."""
        return {partner: self.cleaned_data[name] for name, partner in self.partners.items()}


class NamesForm(forms.Form):
    """The names of the agreement, its pools and its risk groups."""

    name = forms.CharField(max_length=200, label="Name of the agreement")

    def __init__(self, *args: Any, agreement: Agreement, **values: Any) -> None:
        super().__init__(*args, **values)
        self.pools = {f"pool_{pool.code}": pool for pool in agreement.pools.all()}
        self.groups = {f"group_{group.code}": group for group in agreement.risk_groups.all()}
        self.fields["name"].initial = agreement.name
        for what, things in (("Pool", self.pools), ("Risk group", self.groups)):
            for key, thing in things.items():
                self.fields[key] = forms.CharField(
                    max_length=200, label=f"{what} {thing.code}", initial=thing.name
                )

    def named(self, things: dict[str, Any]) -> dict[Any, str]:
        """Thing → the name given."""
        return {thing: self.cleaned_data[key] for key, thing in things.items()}


class DaysField(forms.CharField):
    """Days, one a line: `25 December 2026`, `25/12/2026` or `2026-12-25`."""

    widget = forms.Textarea(attrs={"rows": 8, "class": "govuk-input--width-20"})

    def to_python(self, value: Any) -> list[date]:
        """The days in order; every line that is none is said."""
        found, wrong = [], []
        for line in re.split(r"[\n;]+", value or ""):
            text = line.strip()
            if text:
                given = _day(text)
                wrong += [text] * (given is None)
                found += [given] if given else []
        if wrong:
            told = ", ".join(f"“{text[:40]}”" for text in wrong[:5])
            raise forms.ValidationError(f"{told}: write each day as 25 December 2026, one a line.")
        if len(found) > MOST_HOLIDAYS:
            raise forms.ValidationError(f"Write at most {MOST_HOLIDAYS} days.")
        return sorted(set(found))

    def prepare_value(self, value: Any) -> Any:
        """Days as they can be typed again."""
        return "\n".join(map(day, value)) if isinstance(value, list | tuple) else value


def _day(text: str) -> date | None:
    plain = re.sub(r"^[A-Za-z]+day,?\s+", "", text)
    for way in WAYS_TO_WRITE:
        try:
            return datetime.strptime(plain, way).date()
        except ValueError:
            continue
    return None


class DatesForm(forms.Form):
    """By when each step of a month is due."""

    working = forms.ChoiceField(
        label="The numbers are",
        widget=forms.RadioSelect,
        choices=[
            ("yes", "Working days after the month’s end"),
            ("no", "Days after the month’s end"),
        ],
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for step, done in deadlines.STEPS.items():
            self.fields[step] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=deadlines.LONGEST,
                label=f"{done} by day",
                widget=forms.NumberInput(
                    attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}
                ),
            )
        self.fields["holidays"] = DaysField(
            required=False,
            label="Bank holidays and other days on which nobody works",
            help_text="One a line, such as 25 December 2026; weekends are known",
        )

    def days(self) -> dict[str, int]:
        """Step → day, for those that have one."""
        given = {step: self.cleaned_data.get(step) for step in deadlines.STEPS}
        return {step: number for step, number in given.items() if number is not None}


class LedgerForm(forms.Form):
    """A ledger whose extracts come into the book."""

    name = forms.CharField(
        max_length=200, label="Name of the ledger", help_text="As people call it"
    )
    code = forms.SlugField(
        max_length=40, help_text="Letters, digits and hyphens; it cannot change later"
    )
    partner = forms.ChoiceField(label="Whose it is")

    def __init__(
        self, *args: Any, place: Place, source: Source | None = None, **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.known = {each.code for each in sources(place.agreement)} if source is None else set()
        self.partners = {partner.code: partner for partner in place.partners}
        if source is not None:
            del self.fields["code"], self.fields["partner"]
            self.fields["name"].initial = source.name
            return
        self["partner"].field.choices = [(code, p.name) for code, p in self.partners.items()]

    def clean_code(self) -> str:
        """One that no ledger has: the same code again would write over that ledger."""
        code: str = self.cleaned_data["code"]
        if code in self.known:
            raise forms.ValidationError(f"There is a ledger “{code}”; give this one its own code.")
        return code
