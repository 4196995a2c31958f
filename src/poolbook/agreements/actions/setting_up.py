"""Writes to an agreement's tree: its partners, pools, risk groups, lines and subsets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from poolbook.agreements.models import (
    Agreement,
    BudgetLine,
    Pool,
    RiskGroup,
    Signatory,
    Subset,
)
from poolbook.audit.acting import acting
from poolbook.partners.models import Partner


def keep_agreement(
    *, by: str, code: str, partners: Sequence[tuple[Partner, date | None]], **values: Any
) -> Agreement:
    """Makes the agreement, or brings it to what is given; partners in the agreement's order."""
    with acting(by, "set up an agreement"):
        agreement = Agreement.objects.update_or_create(code=code, defaults=values)[0]
        for place, (partner, signed_on) in enumerate(partners, 1):
            Signatory.objects.update_or_create(
                agreement=agreement,
                partner=partner,
                defaults={"place": place, "signed_on": signed_on},
            )
        return agreement


def keep_pool(*, by: str, agreement: Agreement, code: str, name: str, place: int) -> Pool:
    """Makes the pool, or brings it to what is given."""
    with acting(by, "set up a pool"):
        values = {"name": name, "place": place}
        return Pool.objects.update_or_create(agreement=agreement, code=code, defaults=values)[0]


def keep_risk_group(
    *, by: str, agreement: Agreement, code: str, name: str, place: int
) -> RiskGroup:
    """Makes the risk group, or brings it to what is given."""
    with acting(by, "set up a risk group"):
        values = {"name": name, "place": place}
        return RiskGroup.objects.update_or_create(agreement=agreement, code=code, defaults=values)[
            0
        ]


def keep_line(*, by: str, pool: Pool, code: str, **values: Any) -> BudgetLine:
    """Makes the budget line, or brings it to what is given."""
    with acting(by, "set up a budget line"):
        return BudgetLine.objects.update_or_create(pool=pool, code=code, defaults=values)[0]


def keep_subset(
    *, by: str, pool: Pool, code: str, name: str, lines: Sequence[BudgetLine]
) -> Subset:
    """Makes a set of lines that is looked at across client groups."""
    with acting(by, "set up a subset"):
        subset = Subset.objects.update_or_create(pool=pool, code=code, defaults={"name": name})[0]
        subset.lines.set(lines)
        return subset
