"""The forms of contributions: a new version from a file or a grid, and the decision that agreed one."""

from typing import Any

from django import forms

from poolbook.agreements.actions import Given, Printed
from poolbook.finance.queries.contributions import Version
from poolbook.intake import small
from poolbook.intake.reading.amounts import AmountError, to_pence
from poolbook.rules import money
from poolbook.rules.contributions import KINDS
from poolbook.rules.refusal import Refusal
from poolbook.web.agreement.frame import with_file
from poolbook.web.frame.places import Place

NEW_ROWS = 3
Amounts = tuple[list[Given], list[Printed]]


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-input--width-10"}, format="%Y-%m-%d")


class AgreeForm(forms.Form):
    """The decision and its day."""

    decision = forms.CharField(
        max_length=300,
        help_text="The body, the day and the minute, such as “Cabinet, 19 January 2021, minute 7/21”",
    )
    on = forms.DateField(label="Day of the decision", widget=DayInput())


class VersionForm(forms.Form):
    """A version's paper, and its amounts: a file, or the grid of the version it starts from.

    The grid's inputs are not Django fields: they are read and faulted here, a row each.
    """

    name = forms.CharField(max_length=200, help_text="Such as “Schedule 3” or “Cabinet”")
    source = forms.CharField(
        label="Paper", max_length=300, help_text="Where it stands: the paper, its date and its page"
    )
    dated = forms.DateField(label="Date of the paper", widget=DayInput())
    file = forms.FileField(
        required=False,
        label="File of amounts",
        help_text="CSV, Excel or ODS with the columns pool, element, partner, kind, amount, and if "
        "you like part, risk group and note. Without a file, the amounts below are taken.",
    )

    def __init__(
        self, *args: Any, place: Place, base: Version | None, taken: set[str], **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.place, self.base, self.taken = place, base, taken
        self.pools = {pool.code: pool for pool in place.pools}
        self.partners = {partner.code: partner for partner in place.partners}
        self.rows = self._rows()

    def _rows(self) -> list[dict[str, Any]]:
        """The grid's rows: those of the base version, then empty ones."""
        rows = []
        for n, item in enumerate(self.base.items if self.base else ()):
            name = f"amount-{n}"
            before = f"{money.pounds(item.pence):,.2f}".removesuffix(".00")
            rows.append(
                {
                    "name": name, "item": item, "kind": KINDS[item.kind],
                    "value": self.data.get(name, before) if self.is_bound else before,
                    "before": before,
                }
            )  # fmt: skip
        return rows

    @property
    def new_rows(self) -> list[dict[str, str]]:
        """The empty rows, with what was typed into them."""
        return [
            {"n": str(n)} | {key: self.data.get(f"new-{key}-{n}", "") for key in NEW}
            for n in range(NEW_ROWS)
        ]

    def clean_name(self) -> str:
        """A version's name is used once a year."""
        name: str = self.cleaned_data["name"].strip()
        if name in self.taken:
            raise forms.ValidationError(f"There is a version “{name}”; give this one its own name.")
        return name

    def paper(self) -> dict[str, Any]:
        """The name, the paper and its date."""
        return {key: self.cleaned_data[key] for key in ("name", "source", "dated")}

    def amounts(self) -> Amounts:
        """The amounts of the file, else of the grid. Raises Refusal with every fault."""
        if given := self.cleaned_data.get("file"):
            found: Amounts = with_file(
                given, lambda path: small.contributions(path, self.place.agreement)
            )
            return found
        faults: list[str] = []
        items = [*self._kept(faults), *self._new(faults)]
        if faults:
            raise Refusal("no version was added", faults)
        return items, []

    def _kept(self, faults: list[str]) -> list[Given]:
        found = []
        for row in self.rows:
            item = row["item"]
            typed = str(self.data.get(row["name"], "")).strip()
            if not typed:
                row["fault"] = ""
                continue  # emptied: the new version does not have it
            label = f"{item.element}, {item.partner}, {item.kind}"
            pence = _pence(typed, item.kind, label, faults)
            row["fault"] = faults[-1] if faults and pence is None else ""
            if pence is not None:
                found.append(
                    Given(
                        item.pool, item.element, item.part, item.partner, item.kind, pence,
                        item.risk_group,
                    )
                )  # fmt: skip
        return found

    def _new(self, faults: list[str]) -> list[Given]:
        found = []
        for row in self.new_rows:
            if not (row["element"].strip() or row["amount"].strip()):
                continue
            label = f"New amount {int(row['n']) + 1}"
            pool, partner = self.pools.get(row["pool"]), self.partners.get(row["partner"])
            if pool is None or partner is None or row["kind"] not in KINDS:
                faults.append(f"{label}: choose its pool, partner and kind")
                continue
            if not row["element"].strip():
                faults.append(f"{label}: say which element it is for")
            pence = _pence(row["amount"].strip(), row["kind"], label, faults)
            if pence is not None:
                found.append(Given(pool, row["element"].strip(), "", partner, row["kind"], pence))
        return found


NEW = ("pool", "element", "partner", "kind", "amount")


def _pence(typed: str, kind: str, label: str, faults: list[str]) -> int | None:
    """An amount as typed; a fault where it is none, or has the wrong sign for its kind."""
    try:
        pence = to_pence(typed)
    except AmountError as reason:
        faults.append(f"{label}: {reason}; write pounds, such as 1,200.50 or (300)")
        return None
    if pence and (pence < 0) != (kind != "gross"):
        faults.append(
            f"{label}: is {typed}, but gross is zero or more; income and grant are zero or less"
        )
        return None
    return pence
