"""Why a year's contributions are what they are: its versions, what differs, what does not add up."""

from typing import Any

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, ContributionVersion
from poolbook.rules import money
from poolbook.rules.calendar import parse_year
from poolbook.rules.contributions import Change
from poolbook.rules.refusal import Refusal


def explain_contributions(agreement: Agreement, year: str) -> dict[str, Any]:
    """The versions of a year, each with its misprints and what differs from the one before it.

    Raises Refusal where the year is not one, or has no contributions.
    """
    try:
        start = parse_year(year)
    except ValueError as error:
        raise Refusal(str(error)) from None
    found = list(
        ContributionVersion.objects.filter(agreement=agreement, year=start.start).order_by(
            "version"
        )
    )
    if not found:
        raise Refusal(f"the book has no contributions of {start}")
    before = [None, *found[:-1]]
    return {
        "label": f"Contributions of {start}",
        "column": "contributions",
        "value": None,
        "shown": f"{len(found)} version{'s' * (len(found) > 1)}",
        "how": "versions as the papers have them",
        "contributions": [_version(old, new) for old, new in zip(before, found, strict=True)],
    }


def _version(old: ContributionVersion | None, new: ContributionVersion) -> dict[str, Any]:
    return {
        "name": new.name,
        "status": new.status,
        "source": new.source,
        "differs": [_change(c) for c in agreements.differences(old, new)] if old else [],
        "misprints": [
            f"{m.pool}, {m.partner}: {m.what} printed {money.show_pounds(m.printed)}, "
            f"parts come to {money.show_pounds(m.computed)}"
            for m in agreements.misprinted(new)
        ],
    }


def _change(change: Change) -> str:
    def shown(pence: int | None) -> str:
        return "not in it" if pence is None else money.show_pounds(pence)

    return (
        f"{change.pool}, {change.element}, {change.partner}: {shown(change.before)} → "
        f"{shown(change.after)} ({money.show_pounds(change.pence)})"
    )
