"""Writes to the terms of risk share: a version added, and each partner's agreement to it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from poolbook.agreements.models import Agreement, RiskGroup, TermsAgreement, TermsVersion
from poolbook.agreements.queries import maker_of, partners_to_agree, require_partner
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share import read_terms

LONGEST_SOURCE = 300  # characters


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
    if len(source or terms.source) > LONGEST_SOURCE:
        raise Refusal(f"the terms' source is longer than {LONGEST_SOURCE} characters")
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


def as_plain(value: Any) -> Any:
    """A value from TOML as JSON can hold it exactly: dates and decimals become text."""
    if isinstance(value, Mapping):
        return {key: as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def save_terms(
    *, by: Person, agreement: Agreement, body: Mapping[str, Any], source: str = ""
) -> TermsVersion:
    """Saves a provisional version from a page; both partners see it, and the shares stay as they are
    where agreed terms are in force.

    Raises Refusal with every fault, or where the same terms are there already.
    """
    require(by, May.SET_UP)
    require_partner(by, agreement)
    given = {**body, "status": "provisional"}
    there = agreement.terms.filter(body=as_plain(given)).first()
    if there:
        raise Refusal(f"these terms are version {there.version} already; nothing was added")
    return add_terms(by=str(by), agreement=agreement, body=given, source=source)


def agree_terms(*, by: Person, terms: TermsVersion) -> TermsVersion | None:
    """Agrees provisional terms for the person's partner. Where every partner has, the same terms are
    added as an agreed version, which is returned; a version itself never changes.

    Raises Refusal for the maker of the version, a second time, or for terms that are not provisional.
    """
    require(by, May.SIGN)
    require_partner(by, terms.agreement)
    with acting(str(by), f"agreed terms {terms.version}"):
        agreement = Agreement.objects.select_for_update().get(pk=terms.agreement_id)
        if terms.status != "provisional":
            raise Refusal(f"terms {terms.version} are {terms.status} already")
        if by.partner_id not in partners_to_agree(terms):
            raise Refusal("your partner has nothing to agree to in these terms")
        if maker_of(terms) == str(by):
            raise Refusal("nobody agrees to terms that they wrote; a colleague may")
        if terms.agreements.filter(partner=by.partner_id).exists():
            raise Refusal(f"{by.partner} has agreed to terms {terms.version} already")
        TermsAgreement.objects.create(terms=terms, partner=by.partner, by=by)
        if partners_to_agree(terms) - set(terms.agreements.values_list("partner", flat=True)):
            return None
        body = {**terms.body, "status": "agreed"}
        return add_terms(by=str(by), agreement=agreement, body=body, source=terms.source)
