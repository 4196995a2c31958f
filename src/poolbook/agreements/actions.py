"""Writes to an agreement: its partners, pools, lines, risk groups, terms and contributions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from poolbook.agreements.models import (
    Agreement,
    BudgetLine,
    Contribution,
    ContributionVersion,
    Pool,
    PrintedTotal,
    RiskGroup,
    Signatory,
    Subset,
    TermsVersion,
)
from poolbook.audit.acting import acting
from poolbook.partners.models import Partner
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share import read_terms


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


def add_terms(
    *, by: str, agreement: Agreement, body: Mapping[str, Any], source: str = ""
) -> TermsVersion:
    """Adds a version of the risk-share terms; the same terms again add nothing.

    Raises Refusal with every fault of the terms, and for groups or partners the book does not have.
    """
    terms, faults = read_terms(body)
    if terms is None:
        raise Refusal("the terms have faults; nothing was added", [str(f) for f in faults])
    if terms.starts is None or terms.ends is None:
        raise Refusal("the terms need from and to: the dates between which they are in force")
    known = set(RiskGroup.objects.filter(agreement=agreement).values_list("code", flat=True))
    missing = [
        f"“{group.id}” is not a risk group of the agreement (it has {', '.join(sorted(known))})"
        for group in terms.groups
        if group.id not in known
    ]
    signed = set(agreement.signatories.values_list("partner__code", flat=True))
    missing += [
        f"“{partner.id}” is not a partner of the agreement (it has {', '.join(sorted(signed))})"
        for partner in terms.partners
        if partner.id not in signed
    ]
    if missing:
        raise Refusal("the terms name what the agreement does not have", missing)
    plain = as_plain(body)
    last = TermsVersion.objects.filter(agreement=agreement).order_by("-version").first()
    same = TermsVersion.objects.filter(agreement=agreement, body=plain).first()
    if same:
        return same
    with acting(by, "added terms of risk share"):
        return TermsVersion.objects.create(
            agreement=agreement,
            version=last.version + 1 if last else 1,
            status=terms.status,
            starts=terms.starts,
            ends=terms.ends,
            source=source or terms.source,
            body=plain,
        )


@dataclass(frozen=True)
class Given:
    """One contribution as given: an element (and part), a partner, a kind, pence (income below 0)."""

    pool: Pool
    element: str
    part: str
    partner: Partner
    kind: str
    pence: int
    risk_group: RiskGroup | None = None


@dataclass(frozen=True)
class Printed:
    """A total as printed."""

    pool: Pool
    partner: Partner
    what: str
    pence: int


def add_contributions(
    *,
    by: str,
    agreement: Agreement,
    year: int,
    name: str,
    items: Sequence[Given],
    printed: Sequence[Printed] = (),
    **values: Any,
) -> ContributionVersion:
    """Adds a version of a year's contributions; a version of that name is left as it is."""
    found = ContributionVersion.objects.filter(agreement=agreement, year=year)
    same = found.filter(name=name).first()
    if same:
        return same
    last = found.order_by("-version").first()
    with acting(by, "added contributions"):
        version = ContributionVersion.objects.create(
            agreement=agreement,
            year=year,
            name=name,
            version=last.version + 1 if last else 1,
            **values,
        )
        Contribution.objects.bulk_create(
            Contribution(version=version, **vars(item)) for item in items
        )
        PrintedTotal.objects.bulk_create(
            PrintedTotal(version=version, **vars(item)) for item in printed
        )
        return version


def as_plain(value: Any) -> Any:
    """A value from TOML as JSON can hold it exactly: dates and decimals become text."""
    if isinstance(value, Mapping):
        return {key: as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
