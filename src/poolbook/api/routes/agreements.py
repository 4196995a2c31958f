"""Agreements, and what is agreed in them: pools, lines, contributions and terms."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Schema

from poolbook.agreements import queries
from poolbook.agreements.models import Agreement, BudgetLine, ContributionVersion, TermsVersion
from poolbook.api.auth import person_of
from poolbook.api.fields import Data, Number
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_list, of_rows
from poolbook.api.places import AGREEMENT, YEAR, OfAgreement, OfYear, agreement_of, year_of

routes = Routes()


class Named(Schema):
    """A code and what it stands for."""

    code: str
    name: str


class AgreementOut(Schema):
    """An agreement; `partners` in its order, the host first named apart."""

    code: str
    name: str
    host: str
    starts: date
    ends: date | None
    explain_from_pence: int
    partners: list[Named]
    risk_groups: list[Named]


class LineOut(Schema):
    """A budget line; one with `heading` carries no money itself."""

    pool: str
    code: str
    name: str
    heading: bool
    parent: str | None
    kind: str
    owner: str | None
    risk_group: str | None
    risk_grade: str
    method: str
    from_year: int
    to_year: int | None


class ContributionsOut(Schema):
    """A version of a year's contributions."""

    version: int
    name: str
    status: str
    source: str
    dated: date
    decision: str
    made_at: datetime


class ItemOut(Schema):
    """One amount: gross above zero, income below."""

    pool: str
    element: str
    part: str
    partner: str
    kind: str
    risk_group: str | None
    amount_pence: int


class PrintedOut(Schema):
    """A total as the paper prints it."""

    pool: str
    partner: str
    what: str
    amount_pence: int


class ContributionsWhole(ContributionsOut):
    """A version with its amounts, its printed totals, and those of them that do not hold."""

    items: list[ItemOut]
    printed: list[PrintedOut]
    misprints: list[PrintedOut]


class TermsOut(Schema):
    """A version of the risk-share terms."""

    version: int
    status: str
    starts: date
    ends: date
    source: str
    made_at: datetime


class TermsWhole(TermsOut):
    """A version with its terms, as docs/reference/terms.schema.json says (amounts in pounds)."""

    terms: Data


class OfVersion(OfYear):
    """A version of a year's contributions."""

    version: Number


class OfTerms(OfAgreement):
    """A version of the terms."""

    version: Number


@routes.reads("/agreements", Page[AgreementOut])
def agreements(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The agreements that you see."""
    return of_rows(queries.agreements(person_of(request)), paging, _agreement)


@routes.reads("/agreements" + AGREEMENT, AgreementOut)
def agreement(request: HttpRequest, here: Path[OfAgreement]) -> Any:
    """One agreement."""
    return _agreement(agreement_of(request, here))


@routes.reads("/pools" + AGREEMENT, Page[Named])
def pools(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The pools of an agreement."""
    return of_rows(agreement_of(request, here).pools.all(), paging, _named)


@routes.reads("/lines" + YEAR, Page[LineOut])
def lines(request: HttpRequest, here: Path[OfYear], paging: Query[Paging]) -> Any:
    """The budget lines of a year, in the order of the pools and of the tree."""
    found = queries.lines(agreement_of(request, here), year_of(here.year))
    codes = {line.pk: line.code for line in found}
    headings = {line.parent_id for line in found}

    def shown(line: BudgetLine) -> dict[str, Any]:
        return {
            "pool": line.pool.code,
            "code": line.code,
            "name": line.name,
            "heading": line.pk in headings,
            "parent": codes.get(line.parent_id),
            "kind": line.kind,
            "owner": line.owner.code if line.owner else None,
            "risk_group": line.risk_group.code if line.risk_group else None,
            "risk_grade": line.risk_grade,
            "method": line.method,
            "from_year": line.from_year,
            "to_year": line.to_year,
        }

    return of_list(found, paging, shown, lambda line: (line.pool.place, line.place, line.pk))


@routes.reads("/contributions" + YEAR, Page[ContributionsOut])
def contributions(request: HttpRequest, here: Path[OfYear], paging: Query[Paging]) -> Any:
    """The versions of a year's contributions, the oldest first."""
    found = agreement_of(request, here).contribution_versions.filter(year=year_of(here.year))
    return of_rows(found, paging, contributions_out)


@routes.reads("/contributions" + YEAR + "/{version}", ContributionsWhole)
def contributions_version(request: HttpRequest, here: Path[OfVersion]) -> Any:
    """A version of a year's contributions, with every amount."""
    found = agreement_of(request, here).contribution_versions.filter(year=year_of(here.year))
    version = found.filter(version=here.version).first()
    if version is None:
        raise Http404
    wrong = {(each.pool, each.partner, each.what) for each in queries.misprinted(version)}
    items = version.items.select_related("pool", "partner", "risk_group")
    printed = [
        {
            "pool": each.pool.code,
            "partner": each.partner.code,
            "what": each.what,
            "amount_pence": each.pence,
        }
        for each in version.printed.select_related("pool", "partner")
    ]
    return contributions_out(version) | {
        "items": [
            {
                "pool": item.pool.code,
                "element": item.element,
                "part": item.part,
                "partner": item.partner.code,
                "kind": item.kind,
                "risk_group": item.risk_group.code if item.risk_group else None,
                "amount_pence": item.pence,
            }
            for item in items
        ],
        "printed": printed,
        "misprints": [p for p in printed if (p["pool"], p["partner"], p["what"]) in wrong],
    }


@routes.reads("/terms" + AGREEMENT, Page[TermsOut])
def terms(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The versions of the risk-share terms, the oldest first."""
    return of_rows(agreement_of(request, here).terms.all(), paging, terms_out)


@routes.reads("/terms" + AGREEMENT + "/{version}", TermsWhole)
def terms_version(request: HttpRequest, here: Path[OfTerms]) -> Any:
    """A version of the terms, as it was given."""
    version = agreement_of(request, here).terms.filter(version=here.version).first()
    if version is None:
        raise Http404
    return terms_out(version) | {"terms": version.body}


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "code": agreement.code,
        "name": agreement.name,
        "host": agreement.host.code,
        "starts": agreement.starts,
        "ends": agreement.ends,
        "explain_from_pence": agreement.explain_from,
        "partners": [_named(partner) for partner in queries.partners(agreement)],
        "risk_groups": [_named(group) for group in agreement.risk_groups.all()],
    }


def _named(thing: Any) -> dict[str, str]:
    return {"code": thing.code, "name": thing.name}


def contributions_out(version: ContributionVersion) -> dict[str, Any]:
    """A version of contributions as it is answered."""
    names = ("version", "name", "status", "source", "dated", "decision", "made_at")
    return {name: getattr(version, name) for name in names}


def terms_out(version: TermsVersion) -> dict[str, Any]:
    """A version of the terms as it is answered."""
    names = ("version", "status", "starts", "ends", "source", "made_at")
    return {name: getattr(version, name) for name in names}
