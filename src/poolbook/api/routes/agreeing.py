"""What partners agree: versions of contributions and of the terms, added by one and agreed by others.

They are at the addresses of the reads, so they belong to the same routes.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Schema
from pydantic import ConfigDict, Field

from poolbook.agreements import actions
from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, ContributionVersion, TermsVersion
from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Data, Day, Pence
from poolbook.api.places import AGREEMENT, YEAR, Known, OfAgreement, OfYear, agreement_of, year_of
from poolbook.api.problems import Told
from poolbook.api.routes.agreements import (
    ContributionsOut,
    OfTerms,
    OfVersion,
    TermsOut,
    contributions_out,
    routes,
    terms_out,
)
from poolbook.partners.roles import May
from poolbook.rules.contributions import KINDS

DEEPEST = 20  # tables within tables
PRINTED = ("gross", "net")
SOMETHING = r"^[^\x00]*[^\x00\s][^\x00]*$"  # not blanks alone
Name = Annotated[str, Field(pattern=SOMETHING, max_length=120)]
Source = Annotated[str, Field(pattern=SOMETHING, max_length=300)]


class ItemIn(Schema):
    """One amount: gross above zero, income below."""

    model_config = ConfigDict(extra="forbid")

    pool: Code
    element: Name
    part: Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=120)] = ""
    partner: Code
    kind: Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]
    risk_group: Code | None = None
    amount_pence: Pence


class PrintedIn(Schema):
    """A total as the paper prints it."""

    model_config = ConfigDict(extra="forbid")

    pool: Code
    partner: Code
    what: Annotated[str, Field(json_schema_extra={"enum": list(PRINTED)})]
    amount_pence: Pence


class ContributionsIn(Schema):
    """A version of a year's contributions to add; it is indicative until it is agreed."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=SOMETHING, max_length=170)]
    source: Source
    dated: Day
    items: list[ItemIn] = Field(min_length=1, max_length=2_000)
    printed: list[PrintedIn] = Field(default=[], max_length=500)


class DecisionIn(Schema):
    """The decision that agreed the contributions, and its day."""

    model_config = ConfigDict(extra="forbid")

    decision: Source
    on: Day


class TermsIn(Schema):
    """Terms as docs/reference/terms.schema.json says (amounts in pounds)."""

    model_config = ConfigDict(extra="forbid")

    terms: Data


@routes.writes("/contributions" + YEAR, ContributionsOut, May.SET_UP, given=True)
def add_contributions(request: HttpRequest, here: Path[OfYear], given: ContributionsIn) -> Any:
    """Add a version of a year's contributions, indicative until it is agreed."""
    agreement, year = agreement_of(request, here), year_of(here.year)
    known = Known()
    pools = {pool.code: pool for pool in agreement.pools.all()}
    partners = {partner.code: partner for partner in agreements.partners(agreement)}
    groups = {group.code: group for group in agreement.risk_groups.all()}
    items, printed = [], []
    for number, item in enumerate(given.items):
        at = f"body.items.{number}"
        pool = known.get(pools, item.pool, f"{at}.pool", "pool")
        partner = known.get(partners, item.partner, f"{at}.partner", "partner")
        kind = known.get({kind: kind for kind in KINDS}, item.kind, f"{at}.kind", "kind")
        group = (
            known.get(groups, item.risk_group, f"{at}.risk_group", "risk group")
            if item.risk_group
            else None
        )
        if pool and partner and kind:
            found = (pool, item.element, item.part, partner, kind, item.amount_pence, group)
            items.append(actions.Given(*found))
    for number, total in enumerate(given.printed):
        at = f"body.printed.{number}"
        pool = known.get(pools, total.pool, f"{at}.pool", "pool")
        partner = known.get(partners, total.partner, f"{at}.partner", "partner")
        what = known.get({what: what for what in PRINTED}, total.what, f"{at}.what", "total")
        if pool and partner and what:
            printed.append(actions.Printed(pool, partner, what, total.amount_pence))
    known.tell()
    made = actions.propose_contributions(
        by=person_of(request), agreement=agreement, year=year, name=given.name, items=items,
        printed=printed, source=given.source, dated=given.dated,
    )  # fmt: skip
    return contributions_out(made)


@routes.writes("/contributions" + YEAR + "/{version}/agree", ContributionsOut, May.SET_UP)
def agree_contributions(request: HttpRequest, here: Path[OfVersion], given: DecisionIn) -> Any:
    """Mark the newest version as agreed, with the decision: it is added again as agreed."""
    of_year = agreement_of(request, here).contribution_versions.filter(year=year_of(here.year))
    version: ContributionVersion | None = of_year.filter(version=here.version).first()
    if version is None:
        raise Http404
    made = actions.agree_contributions(
        by=person_of(request), version=version, decision=given.decision, on=given.on
    )
    return contributions_out(made)


@routes.writes("/terms" + AGREEMENT, TermsOut, May.SET_UP, given=True)
def save_terms(request: HttpRequest, here: Path[OfAgreement], given: TermsIn) -> Any:
    """Save a version of the terms as provisional; each partner can then agree to it."""
    faults: list[tuple[str, str]] = []
    body = dict(_clean(given.terms, "body.terms", 0, faults))
    if faults:
        raise Told(422, "What was sent has faults; nothing was done.", faults)
    made = actions.save_terms(
        by=person_of(request), agreement=agreement_of(request, here), body=body
    )
    return terms_out(made)


@routes.writes("/terms" + AGREEMENT + "/{version}/agree", TermsOut, May.SIGN)
def agree_terms(request: HttpRequest, here: Path[OfTerms]) -> Any:
    """Agree to provisional terms for one's partner.

    The answer is the version that is agreed by all where every partner has, else the one agreed to.
    """
    version = _terms(agreement_of(request, here), here.version)
    agreed = actions.agree_terms(by=person_of(request), terms=version)
    return terms_out(agreed or version)


def _terms(agreement: Agreement, number: int) -> TermsVersion:
    found: TermsVersion | None = agreement.terms.filter(version=number).first()
    if found is None:
        raise Http404
    return found


def _clean(value: Any, place: str, depth: int, faults: list[tuple[str, str]]) -> Any:
    """The value as terms are read and kept: numbers exact, texts that the database takes."""
    if depth > DEEPEST:
        faults.append((place, f"has tables within tables more than {DEEPEST} deep"))
        return None
    if isinstance(value, dict):
        for key in value:
            faults += _text_faults(key, place)
        return {k: _clean(v, f"{place}.{k}"[:200], depth + 1, faults) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(v, f"{place}.{at}"[:200], depth + 1, faults) for at, v in enumerate(value)]
    if isinstance(value, str):
        faults += _text_faults(value, place)
    if isinstance(value, float):
        if not math.isfinite(value):
            faults.append((place, "is not a number"))
            return None
        return Decimal(repr(value))  # as it was written
    return value


def _text_faults(text: str, place: str) -> Iterator[tuple[str, str]]:
    try:
        text.encode()
    except UnicodeEncodeError:
        yield place, "has half a character in it"
    if "\x00" in text:
        yield place, "has a character of no meaning (NUL) in it"
