"""Whether an agreement has all that a year of the book needs: what is missing, by name, and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, BudgetLine, ContributionVersion, TermsVersion
from poolbook.finance.models import (
    Instalments,
    Outturn,
    Period,
    Reserve,
    Saving,
    Source,
    VirementLimit,
)
from poolbook.finance.queries.virements import kind_of
from poolbook.partners.models import Partner
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.rules.calendar import Year
from poolbook.rules.saying import capital, day


@dataclass(frozen=True)
class Part:
    """One thing that an agreement needs: what is missing of it by name, and what to do then."""

    code: str
    title: str
    missing: tuple[str, ...]
    to_do: str

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return not self.missing


class _Reading:
    """An agreement in a year, each part read once."""

    def __init__(self, agreement: Agreement, year: int) -> None:
        self.agreement, self.year = agreement, Year(year)

    @cached_property
    def partners(self) -> list[Partner]:
        """In the agreement's order."""
        return agreements.partners(self.agreement)

    @cached_property
    def lines(self) -> list[BudgetLine]:
        """Those that carry money."""
        return agreements.leaves(agreements.lines(self.agreement, self.year.start))

    @cached_property
    def contributions(self) -> ContributionVersion | None:
        """The newest version of the year."""
        return agreements.contribution_version(self.agreement, self.year.start)


def completeness(agreement: Agreement, year: int) -> list[Part]:
    """Every part in the order of setting up. Fourteen queries at most."""
    reading = _Reading(agreement, year)
    return [Part(code, title, tuple(find(reading)), to_do) for code, title, find, to_do in PARTS]


def _signed(reading: _Reading) -> Iterator[str]:
    if len(reading.partners) < 2:
        yield "an agreement has at least two partners"
    undated = reading.agreement.signatories.filter(signed_on=None).select_related("partner")
    for signatory in undated:
        yield f"the day on which {signatory.partner} signed"


def _lasting(reading: _Reading) -> Iterator[str]:
    for partner in reading.partners:
        if partner.ends and partner.ends < reading.year.last:
            yield f"{partner} ended on {day(partner.ends)}; its successor"
        if partner.starts and partner.starts > reading.year.first:
            yield f"{partner} began on {day(partner.starts)}; whom it succeeded"


def _host(reading: _Reading) -> Iterator[str]:
    if reading.agreement.host_id not in {partner.pk for partner in reading.partners}:
        yield f"{reading.agreement.host} hosts and is not a partner of the agreement"


def _in_force(reading: _Reading) -> Iterator[str]:
    starts, ends = reading.agreement.starts, reading.agreement.ends
    if starts > reading.year.first:
        yield f"the agreement starts on {day(starts)}, after 1 April"
    if ends and ends < reading.year.last:
        yield f"the agreement ends on {day(ends)}, before the year does"


def _pools(reading: _Reading) -> Iterator[str]:
    used = {line.pool_id for line in reading.lines}
    pools = list(reading.agreement.pools.all())
    if not pools:
        yield "a pool"
    for pool in pools:
        if pool.pk not in used:
            yield f"budget lines of {pool}"


def _owners(reading: _Reading) -> Iterator[str]:
    yield from (_named(x) for x in reading.lines if x.kind == "aligned" and x.owner_id is None)


def _groups(reading: _Reading) -> Iterator[str]:
    yield from (_named(x) for x in reading.lines if x.kind != "in view" and x.risk_group_id is None)


def _holders(reading: _Reading) -> Iterator[str]:
    yield from (_named(x) for x in reading.lines if x.holder_id is None)


def _methods(reading: _Reading) -> Iterator[str]:
    yield from (_named(x) for x in reading.lines if not x.method)


def _named(line: BudgetLine) -> str:
    return f"{line.name} ({line.code})"


def _terms(reading: _Reading) -> Iterator[str]:
    """The days of the year on which no terms are in force, as stretches."""
    found = TermsVersion.objects.filter(
        agreement=reading.agreement,
        starts__lte=reading.year.last,
        ends__gte=reading.year.first,
    )
    next_day = reading.year.first
    for starts, ends in found.order_by("starts").values_list("starts", "ends"):
        if starts > next_day:
            yield _stretch(next_day, starts - timedelta(days=1))
        next_day = max(next_day, ends + timedelta(days=1))
    if next_day <= reading.year.last:
        yield _stretch(next_day, reading.year.last)


def _stretch(first: date, last: date) -> str:
    return f"terms from {day(first)} to {day(last)}" if first != last else f"terms on {day(first)}"


def _agreed_terms(reading: _Reading) -> Iterator[str]:
    version = agreements.terms_on(reading.agreement, reading.year.last)
    if version and version.status != "agreed":
        yield f"terms {version.version} are provisional"


def _contributions(reading: _Reading) -> Iterator[str]:
    version = reading.contributions
    if version is None:
        yield f"contributions of {reading.year}"
    elif version.status == "indicative":
        yield f"{version} is indicative"
    elif not version.decision.strip():
        yield f"the decision that agreed {version}"


def _instalments(reading: _Reading) -> Iterator[str]:
    found = Instalments.objects.filter(agreement=reading.agreement, year=reading.year.start)
    known = set(found.values_list("partner", flat=True))
    yield from (partner.name for partner in reading.partners if partner.pk not in known)


def _limits(reading: _Reading) -> Iterator[str]:
    deciders = {role.value for role, allowed in ALLOWED.items() if May.APPROVE_VIREMENT in allowed}
    found = VirementLimit.objects.filter(agreement=reading.agreement, role__in=deciders)
    cells = set(found.values_list("same_pool", "recurrent"))
    for same_pool in (True, False):
        for recurrent in (True, False):
            if (same_pool, recurrent) not in cells:
                yield kind_of(same_pool, recurrent)


def _reserves(reading: _Reading) -> Iterator[str]:
    for reserve in Reserve.objects.filter(agreement=reading.agreement):
        if not reserve.purpose.strip():
            yield f"the purpose of {reserve}"


def _sources(reading: _Reading) -> Iterator[str]:
    found = Source.objects.filter(agreement=reading.agreement)
    known = set(found.values_list("partner", flat=True))
    yield from (f"a ledger of {p.name}" for p in reading.partners if p.pk not in known)


def _savings(reading: _Reading) -> Iterator[str]:
    found = Saving.objects.filter(
        line__pool__agreement=reading.agreement, year=reading.year.start, strategy_agreed=False
    )
    yield from (
        f"the agreed strategy of {s.name} ({s.line.code})" for s in found.select_related("line")
    )


def _outturns(reading: _Reading) -> Iterator[str]:
    """Nothing where the book has the year before itself."""
    before = reading.year.start - 1
    if Period.objects.filter(agreement=reading.agreement, year=before).exists():
        return
    found = Outturn.objects.filter(line__pool__agreement=reading.agreement, year=before)
    known = set(found.values_list("line", flat=True))
    yield from (_named(line) for line in reading.lines if line.pk not in known)


_LEAD = capital(Role.FINANCE_LEAD.value)
Find = Callable[[_Reading], Iterator[str]]
PARTS: tuple[tuple[str, str, Find, str], ...] = (
    ("partners", "Every partner has signed", _signed, "Add the partners, each with the day it signed."),
    ("lasting", "Every partner lasts the year", _lasting, "Add the body that succeeds it, and say whom it succeeds."),
    ("host", "The host is a partner", _host, "Choose the host among the partners."),
    ("dates", "The agreement is in force all year", _in_force, "Correct its dates, or add the agreement that follows."),
    ("pools", "Every pool has its lines", _pools, "Add the pool’s budget lines for the year."),
    ("owners", "Every aligned line has its owner", _owners, "Name the partner that bears the line’s variation."),
    ("groups", "Every line belongs to a risk group", _groups, "Give the line its risk group, or mark it “in view”."),
    ("holders", "Every line has a budget holder", _holders, "Name who forecasts and explains the line."),
    ("methods", "Every line has a forecast method", _methods, "Choose how the line is forecast."),
    ("terms", "Terms are in force on every day", _terms, "Add terms for these days, provisional if need be."),
    ("agreed", "The terms are agreed", _agreed_terms, "Add the agreed version when the partners have decided."),
    ("contributions", "Contributions are agreed", _contributions, "Add the version that was agreed, with its decision."),
    ("instalments", "Every partner has instalments", _instalments, "Say how the partner pays: monthly, quarterly, half-yearly or once."),
    ("limits", "Every kind of virement has a limit", _limits, f"Say up to how much who may approve it. {_LEAD}s may, within the matrix."),
    ("reserves", "Every reserve has its purpose", _reserves, "Write what the money is kept for."),
    ("sources", "Every partner has a ledger", _sources, "Add the ledger that the partner’s extracts come from."),
    ("savings", "Every saving has an agreed strategy", _savings, "Agree the strategy, or the partner bears what is not saved."),
    ("outturns", "Last year’s outturns are in the book", _outturns, "Enter what the line came to last year; 0 where it is new."),
)  # fmt: skip
