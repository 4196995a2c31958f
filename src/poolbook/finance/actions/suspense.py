"""Clearing suspense: rows alike are given a line in one act, and every later file knows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from poolbook.agreements.models import BudgetLine
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions import mappings
from poolbook.finance.actions.periods import locked
from poolbook.finance.actions.postings import clear_suspense
from poolbook.finance.models import Period, Posting, Source
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Choice:
    """Where all rows of a cost centre and account go. No line: outside the pools, for the reason.
    Account "" is any account."""

    source: Source
    cost_centre: str
    account: str
    line: BudgetLine | None
    reason: str = ""


@dataclass(frozen=True)
class Placed:
    """What left suspense: rows and pence, and how many rows remain."""

    rows: int
    pence: int
    left: int


def place_suspense(
    *, by: Person, period: Period, choices: Sequence[Choice], from_now: bool = False
) -> Placed:
    """Maps what was chosen, for all months or `from_now` on, and clears suspense by it."""
    require(by, May.IMPORT)
    require_partner(by, period.agreement)
    if not choices:
        raise Refusal("choose a line, or “outside the pools”, for at least one row")
    starts = period.month.first if from_now else None
    with acting(str(by), f"cleared suspense of {period}"), locked(period, "open"):
        _, before = _waiting(period)
        for source in {choice.source.pk: choice.source for choice in choices}.values():
            rules = [
                mappings.Rule(c.cost_centre, c.account, c.line, c.reason, starts)
                for c in choices
                if c.source.pk == source.pk
            ]
            mappings.add_mappings(by=by, source=source, rules=rules)
        moved = clear_suspense(by=by, period=period)
        left, after = _waiting(period)
    return Placed(moved, before - after, left)


def _waiting(period: Period) -> tuple[int, int]:
    """Rows and pence in suspense in a period."""
    found = Posting.objects.filter(
        batch__period=period, batch__state="applied", line=None, outside=False
    ).aggregate(rows=Count("id"), pence=Sum("pence"))
    return found["rows"], found["pence"] or 0
