"""Who can bear an amount: partners (dated, succeeded by others), funds, and nobody yet."""

from dataclasses import dataclass
from datetime import date

from poolbook.rules.fields import Fields

UNALLOCATED = "unallocated"
OUTSIDE = "outside"
PROVIDER = "provider"
RETAINED = "retained"
EACH = "each"
# What may stand in a split beside partners and funds, and how the trace names it.
SPECIAL = {
    UNALLOCATED: "nobody yet (to be decided)",
    OUTSIDE: "met outside the agreement",
    PROVIDER: "the provider",
    RETAINED: "kept in the pooled fund",
}


@dataclass(frozen=True)
class Partner:
    """A partner of the agreement; it takes the place of those it `succeeds` from `starts`."""

    id: str
    name: str
    kind: str
    starts: date | None
    ends: date | None
    succeeds: tuple[str, ...]
    signed: date | None


@dataclass(frozen=True)
class Fund:
    """Money set aside that can meet an overspend or hold an underspend (risk pool, contingency)."""

    id: str
    name: str


def read_partner(fields: Fields) -> Partner:
    """One `[[partners]]` table."""
    partner_id = fields.text("id", required=True)
    partner = Partner(
        id=partner_id,
        name=fields.text("name", partner_id),
        kind=fields.choice("kind", ("council", "nhs", "other"), "other"),
        starts=fields.day("from"),
        ends=fields.day("to"),
        succeeds=fields.texts("succeeds"),
        signed=fields.day("signed"),
    )
    if partner_id in (*SPECIAL, EACH):
        fields.fault("id", f"“{partner_id}” is a word of the terms; choose another id")
    if partner.starts and partner.ends and partner.ends < partner.starts:
        fields.fault("to", "is before from")
    fields.done()
    return partner


def read_fund(fields: Fields) -> Fund:
    """One `[[funds]]` table."""
    fund_id = fields.text("id", required=True)
    fund = Fund(fund_id, fields.text("name", fund_id))
    if fund_id in SPECIAL:
        fields.fault("id", f"“{fund_id}” is a word of the terms; choose another id")
    fields.done()
    return fund


def within(starts: date | None, ends: date | None, on: date | None) -> bool:
    """Whether a day lies between two (both inclusive; None is open); with no day asked for, always."""
    if on is None:
        return True
    return (starts is None or starts <= on) and (ends is None or on <= ends)


def circular(partners: tuple[Partner, ...]) -> str:
    """The id of a partner that would succeed itself, through others or not; empty where none does."""
    heir = {old: partner.id for partner in partners for old in partner.succeeds}
    for partner in partners:
        current = heir.get(partner.id)
        for _ in partners:
            if current == partner.id:
                return partner.id
            current = heir.get(current) if current else None
    return ""


def places(partners: tuple[Partner, ...], on: date | None) -> dict[str, str]:
    """Each partner's id → the id of who stands in its place on that day (itself, if nobody).

    A partner that is not there on the day and has no successor leaves its place to nobody yet:
    what it would bear is unallocated, never moved silently. With no day, everybody stands for
    themselves.
    """
    if on is None:
        return {partner.id: partner.id for partner in partners}
    heir = {
        old: partner.id
        for partner in partners
        if partner.starts is None or partner.starts <= on
        for old in partner.succeeds
    }
    here = {partner.id for partner in partners if within(partner.starts, partner.ends, on)}
    place: dict[str, str] = {}
    for partner in partners:
        current = partner.id
        for _ in partners:
            current = heir.get(current, current)
        place[partner.id] = current if current in here else UNALLOCATED
    return place
