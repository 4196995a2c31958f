"""Writes to contributions: a version added, and the decision that agreed one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from poolbook.agreements.models import (
    Agreement,
    Contribution,
    ContributionVersion,
    Pool,
    PrintedTotal,
    RiskGroup,
)
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import May, require
from poolbook.rules.refusal import Refusal


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


def propose_contributions(
    *,
    by: Person,
    agreement: Agreement,
    year: int,
    name: str,
    items: Sequence[Given],
    printed: Sequence[Printed] = (),
    **values: Any,
) -> ContributionVersion:
    """Adds an indicative version from a page. Raises Refusal where the name is taken, where there is
    no amount, or where an amount stands twice."""
    require(by, May.SET_UP)
    require_partner(by, agreement)
    faults = []
    if ContributionVersion.objects.filter(agreement=agreement, year=year, name=name).exists():
        faults.append(f"there is a version “{name}” of the year; give this one its own name")
    if not items:
        faults.append("there is no amount in it")
    seen = set()
    for item in items:
        key = (item.pool.pk, item.element, item.part, item.partner.pk, item.kind)
        if key in seen:
            what = ", ".join(filter(None, (item.element, item.part)))
            faults.append(f"{what}, {item.partner}, {item.kind}: stands there twice; keep one")
        seen.add(key)
        if (item.pence < 0) if item.kind == "gross" else (item.pence > 0):
            way = "above zero" if item.kind == "gross" else "below zero"
            faults.append(f"{item.element}, {item.partner}: {item.kind} is written {way}")
    totals = [(each.pool.pk, each.partner.pk, each.what) for each in printed]
    faults += ["a printed total stands there twice; keep one"] * (len(totals) > len(set(totals)))
    if faults:
        raise Refusal("no version was added", faults)
    return add_contributions(
        by=str(by), agreement=agreement, year=year, name=name, items=items, printed=printed,
        status="indicative", **values,
    )  # fmt: skip


def agree_contributions(
    *, by: Person, version: ContributionVersion, decision: str, on: date
) -> ContributionVersion:
    """Adds the newest version again as agreed, with the decision that agreed it; the indicative one
    stays as it was. Raises Refusal for a version that is not the newest, or is agreed already."""
    require(by, May.SET_UP)
    require_partner(by, version.agreement)
    if not decision.strip():
        raise Refusal("say which decision agreed the contributions: the body, the day, the minute")
    with acting(str(by), "agreed contributions", decision):
        Agreement.objects.select_for_update().get(pk=version.agreement_id)
        of_year = ContributionVersion.objects.filter(
            agreement=version.agreement_id, year=version.year
        )
        newest = of_year.latest("version")
        if version.status == "agreed":
            raise Refusal(f"{version} is agreed already ({version.decision or 'no decision kept'})")
        if version.pk != newest.pk:
            raise Refusal(
                f"version {version.version} is not the newest, so it is not in force: agree version "
                f"{newest.version} ({newest.name}), or add this one again first"
            )
        return add_contributions(
            by=str(by), agreement=version.agreement, year=version.year,
            name=_name_as_agreed(version.name, set(of_year.values_list("name", flat=True))),
            items=[
                Given(c.pool, c.element, c.part, c.partner, c.kind, c.pence, c.risk_group)
                for c in version.items.select_related("pool", "partner", "risk_group")
            ],
            printed=[
                Printed(p.pool, p.partner, p.what, p.pence)
                for p in version.printed.select_related("pool", "partner")
            ],
            status="agreed", source=version.source, dated=on, decision=decision.strip(),
        )  # fmt: skip


def _name_as_agreed(name: str, taken: set[str]) -> str:
    """`Schedule 3, as agreed`, with a number where that is taken."""
    wanted = f"{name[:170]}, as agreed"
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted} ({number})", number + 1
    return found
