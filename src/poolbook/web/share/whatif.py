"""What if: other forecasts typed, or other terms chosen. Nothing is saved, so it is a GET."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from poolbook.agreements.models import TermsVersion
from poolbook.finance.models import Forecast
from poolbook.finance.queries.figures import Figures
from poolbook.intake.reading.amounts import AmountError, to_pence

FIELD = "f-"  # before a line's code


@dataclass
class WhatIf:
    """The lines as they would be, what was typed, and what of it is no amount."""

    lines: list[Figures]
    terms: TermsVersion
    other_terms: bool
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether anything differs from the book."""
        return bool(self.typed) or self.other_terms


def read(
    query: QueryDict, lines: Sequence[Figures], terms: TermsVersion, others: Sequence[TermsVersion]
) -> WhatIf:
    """What the address asks: `f-<line>=` forecasts in pounds, `terms=` a version."""
    chosen = next((t for t in others if str(t.version) == query.get("terms", "")), terms)
    found = WhatIf(list(lines), chosen, chosen != terms)
    for at, item in enumerate(found.lines):
        text = query.get(FIELD + item.line.code, "").strip()
        if not text:
            continue
        try:
            pence = to_pence(text)
        except AmountError as reason:
            found.faults[item.line.code] = f"{item.line.name}: {reason}"
            found.typed[item.line.code] = text
            continue
        if item.forecast is None or pence != item.forecast.pence:
            found.typed[item.line.code] = text
            found.lines[at] = replace(item, forecast=Forecast(line=item.line, pence=pence))
    return found
