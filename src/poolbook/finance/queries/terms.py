"""Versions of the terms as their pages show them, and terms tried on a period before they are saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, TermsVersion
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.sharing import position, terms_for, terms_of
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.rules.fields import Fault
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share import Position, Result, Terms, read_terms, share
from poolbook.rules.risk_share.engine import ShareError
from poolbook.rules.risk_share.position import Line


@dataclass(frozen=True)
class Version:
    """A version, who agreed to it, and whose agreement it waits for."""

    kept: TermsVersion
    agreed_by: tuple[Partner, ...]
    waits_for: tuple[Partner, ...]

    @property
    def name(self) -> str:
        """What the terms call themselves."""
        return str(self.kept.body.get("name", ""))


def versions(agreement: Agreement) -> list[Version]:
    """All versions, the newest first. Three queries."""
    partners = agreements.partners(agreement)
    found = agreement.terms.prefetch_related("agreements__partner").order_by("-version")
    return [_version(each, partners) for each in found]


def _version(kept: TermsVersion, partners: list[Partner]) -> Version:
    given = tuple(each.partner for each in kept.agreements.all())
    ids = {partner.pk for partner in given}
    waits = [
        partner
        for partner in partners
        if partner.pk not in ids and not (partner.ends and partner.ends < kept.starts)
    ]
    return Version(kept, given, tuple(waits) if kept.status == "provisional" else ())


def version(agreement: Agreement, number: int) -> Version | None:
    """One version by its number."""
    return next((each for each in versions(agreement) if each.kept.version == number), None)


def may_agree(person: Person, given: Version) -> bool:
    """Whether it is this person's to agree: for a partner that has not, and not their own writing."""
    return (
        May.SIGN in ALLOWED[Role(person.role)]
        and person.partner_id in {partner.pk for partner in given.waits_for}
        and agreements.maker_of(given.kept) != str(person)
    )


@dataclass(frozen=True)
class Trial:
    """Terms tried on a period: the result, and that of the terms in force beside it.

    `notes` say where the trial departs from the period: amounts that were typed, another day.
    """

    result: Result | None
    in_force: Result | None
    notes: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


def trial(body: Mapping[str, Any], period: Period | None, typed: Mapping[str, int]) -> Trial:
    """Tries terms on a period; `typed` are variations (pence) of groups instead of the forecast.

    Saves nothing. Faults of the terms, or of the period under them, are told and not raised.
    """
    terms, faults = read_terms(body)
    if terms is None:
        return Trial(None, None, (), tuple(faults))
    if period is None:
        return Trial(None, None, ("There is no period yet to try the terms on.",))
    lines = figures(period)
    given, notes = _as_typed(position(lines, period, terms), terms, typed)
    try:
        result = share(terms, given)
    except ShareError as error:
        return Trial(None, None, tuple(notes), tuple(error.faults))
    return Trial(result, _in_force(period, lines, typed), tuple(notes))


def _in_force(period: Period, lines: Any, typed: Mapping[str, int]) -> Result | None:
    """The same amounts under the terms in force; None where there are none, or they do not fit."""
    version = agreements.terms_on(period.agreement, period.month.last)
    if version is None:
        return None
    try:
        terms = terms_of(version)
        given, _ = _as_typed(position(lines, period, terms), terms, typed)
        return share(terms, given)
    except (ShareError, Refusal):
        return None


def _as_typed(
    given: Position, terms: Terms, typed: Mapping[str, int]
) -> tuple[Position, list[str]]:
    """The position with the typed variations, on a day within the terms."""
    notes = []
    lines = list(given.lines)
    for group in terms.groups:
        if group.id in typed:
            lines, note = _put(lines, group.id, group.name, typed[group.id])
            notes.append(note)
    day = given.date
    within = _within(day, terms) if day else day
    if day and within and within != day:
        notes.append(f"Tried as on {within:%-d %B %Y}, a day on which these terms are in force.")
    return replace(given, lines=tuple(lines), date=within), notes


def _put(lines: list[Line], group: str, name: str, pence: int) -> tuple[list[Line], str]:
    """The lines with a group's variation brought to what was typed, on its largest line."""
    mine = [line for line in lines if line.group == group]
    if not mine:
        made = Line(f"{group}-example", group, 0, pence, "An example line")
        return [*lines, made], f"{name} has no line in the period: an example line has the amount."
    largest = max(mine, key=lambda line: (line.budget or 0, line.id))
    rest = sum(line.variance for line in mine) - largest.variance
    changed = replace(largest, variance=pence - rest)
    note = f"{name}: the difference is on its largest line, {largest.name or largest.id}."
    return [changed if line is largest else line for line in lines], note


def _within(day: date, terms: Terms) -> date:
    if terms.starts and day < terms.starts:
        return terms.starts
    return terms.ends if terms.ends and day > terms.ends else day


def in_force(period: Period) -> TermsVersion | None:
    """The terms that a period is shared by; None where there are none."""
    try:
        return terms_for(period)
    except Refusal:
        return None
