"""Reads of agreements: which are visible, their lines, terms in force and contributions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from poolbook.agreements.models import (
    Agreement,
    BudgetLine,
    Contribution,
    ContributionVersion,
    DueDates,
    Pool,
    TermsVersion,
)
from poolbook.audit.ahead import rows_of, unknown
from poolbook.audit.kept import kept, kept_list, moment
from poolbook.audit.models import Event
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from poolbook.rules.contributions import Change, Item, Misprint, compare, misprints
from poolbook.rules.deadlines import Timetable
from poolbook.rules.refusal import Refusal

# The tables that agreements and who signed them, a line, and contributions are made of.
SIGNED = ("agreements_agreement", "agreements_signatory")
LINES = ("agreements_budgetline", "agreements_pool", "agreements_riskgroup", "partners_partner")
GIVEN = (*LINES[1:], "agreements_contribution", "agreements_printedtotal")
STRUCTURE = (
    "agreements_",
    "partners_",
)  # the tables that a line and what it belongs to are made of


def agreements(visible_to: Person | None) -> QuerySet[Agreement]:
    """The agreements a person may see: their partner's; all for an auditor, or for no person (the
    operator at the command line)."""
    every = Agreement.objects.all()
    if visible_to is None or visible_to.role == Role.AUDITOR:
        return every
    return every.filter(signatories__partner=visible_to.partner_id)


def seen_by(person: Person) -> list[Agreement]:
    """The same as a list, in their order: it is the first thing that every page asks."""
    who = (person.role == Role.AUDITOR, person.partner_id)
    of = (*SIGNED, "partners_partner")
    return kept_list("seen by", *who, of=of, find=lambda: agreements(person).select_related("host"))


def the_agreement(visible_to: Person | None, code: str = "") -> Agreement:
    """The agreement by its code, or the only one there is. Raises Refusal."""
    seen = seen_by(visible_to) if visible_to else list(agreements(None))
    found = [agreement for agreement in seen if not code or agreement.code == code]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refusal(
            f"there is no agreement “{code}”" if code else "the book has no agreement yet"
        )
    raise Refusal("say which agreement", [agreement.code for agreement in found])


def require_partner(by: Person, agreement: Agreement) -> None:
    """Raises Refusal unless the person's partner is one of the agreement's, as every write in it needs.

    Nobody else writes there, whatever their role and whatever they may read.
    """
    if not agreement.signatories.filter(partner=by.partner_id).exists():
        raise Refusal(f"{by.username} belongs to no partner of {agreement}")


def require_own(agreement: Agreement, given: Iterable[BudgetLine | Pool | Partner]) -> None:
    """Raises Refusal where a line, pool or partner that is to be written of belongs elsewhere."""
    pools = set(agreement.pools.values_list("pk", flat=True))
    signed = set(agreement.signatories.values_list("partner", flat=True))
    strange = []
    for each in given:
        if isinstance(each, Partner):
            known = each.pk in signed
        else:
            known = (each.pool_id if isinstance(each, BudgetLine) else each.pk) in pools
        if not known:
            strange.append(str(each))
    if strange:
        raise Refusal(f"this is not of {agreement}", strange)


def partners(agreement: Agreement) -> list[Partner]:
    """The partners, in the agreement's order."""

    return kept_list(
        "partners",
        agreement.pk,
        of=(*SIGNED, "partners_partner"),
        find=lambda: rows_of(_partners(agreement)),
    )


def _partners(agreement: Agreement) -> QuerySet[Partner]:
    return Partner.objects.filter(signed__agreement=agreement).order_by("signed__place")


def pools(agreement: Agreement) -> list[Pool]:
    """The pools, in their order."""
    return kept_list(
        "pools",
        agreement.pk,
        of=("agreements_agreement", "agreements_pool"),
        find=lambda: Pool.objects.filter(agreement=agreement).select_related("agreement"),
    )


def due_dates(agreement: Agreement) -> DueDates | None:
    """The agreement's due dates as they are kept; None where nobody set them."""
    return DueDates.objects.filter(agreement=agreement).first()


def timetables(of: Iterable[int]) -> dict[int, Timetable]:
    """By when each step of a month is due, by agreement's id; an agreement without dates is left out."""
    found = DueDates.objects.filter(agreement__in=of)
    return {each.agreement_id: each.timetable for each in found}


def timetable(agreement: Agreement) -> Timetable:
    """By when each step of a month of the agreement is due; empty where nobody said."""

    def find() -> Timetable:
        return timetables([agreement.pk]).get(agreement.pk, Timetable())

    return kept("timetable", agreement.pk, of=("agreements_duedates",), make=find)


def lines(agreement: Agreement, year: int) -> list[BudgetLine]:
    """All lines of a year, headings included, in the order of the pools and of the tree."""
    return kept_list(
        "lines", agreement.pk, year, of=LINES, find=lambda: rows_of(_lines(agreement, year))
    )


def _lines(agreement: Agreement, year: int) -> QuerySet[BudgetLine]:
    found = BudgetLine.objects.filter(pool__agreement=agreement, from_year__lte=year)
    found = found.exclude(to_year__lt=year).select_related("pool", "owner", "risk_group")
    return found.order_by("pool__place", "place")


def leaves(found: Sequence[BudgetLine]) -> list[BudgetLine]:
    """The lines that carry money: those that are nobody's heading."""
    headings = {line.parent_id for line in found}
    return [line for line in found if line.pk not in headings]


def terms_on(agreement: Agreement, day: date) -> TermsVersion | None:
    """The newest agreed terms in force on a day; where none are agreed, the newest provisional ones."""
    found = [each for each in terms_versions(agreement) if each.starts <= day <= each.ends]
    return min(found, key=lambda each: (each.status, -each.version), default=None)  # agreed first


def contribution_version(
    agreement: Agreement, year: int, as_at: datetime | None = None
) -> ContributionVersion | None:
    """The newest version of a year's contributions that was in the book at a moment (None: now)."""
    as_at = moment(as_at)
    found = contribution_versions(agreement, year)
    return next((each for each in found if as_at is None or each.made_at <= as_at), None)


def contribution_versions(agreement: Agreement, year: int) -> list[ContributionVersion]:
    """Every version of a year's contributions, the newest first."""
    return kept_list(
        "contributions",
        agreement.pk,
        year,
        of=("agreements_contribution",),
        find=lambda: rows_of(_versions(agreement, year)),
    )


def _versions(agreement: Agreement, year: int) -> QuerySet[ContributionVersion]:
    return ContributionVersion.objects.filter(agreement=agreement, year=year).order_by("-version")


def amounts(version: ContributionVersion) -> list[Contribution]:
    """A version's amounts with their pools, partners and risk groups."""

    def find() -> QuerySet[Contribution]:
        found = Contribution.objects.filter(version=version)
        return found.select_related("pool", "partner", "risk_group")

    return kept_list("amounts", version.pk, of=GIVEN, find=find)


def items(version: ContributionVersion) -> list[Item]:
    """A version's amounts as the rules take them, parts of an element together."""
    return _items(amounts(version))


def _items(found: Iterable[Contribution]) -> list[Item]:
    return [Item(c.pool.code, c.element, c.partner.code, c.kind, c.pence) for c in found]


def differences(first: ContributionVersion, second: ContributionVersion) -> tuple[Change, ...]:
    """Line by line, what the second version has that the first has not."""
    return compare(items(first), items(second))


def misprinted(
    version: ContributionVersion, given: Iterable[Contribution] | None = None
) -> tuple[Misprint, ...]:
    """The printed totals of a version that its parts do not come to.

    `given` are its amounts with their pools and partners, where they are read already.
    """
    printed = {
        (total.pool.code, total.partner.code, total.what): total.pence
        for total in kept_list(
            "printed",
            version.pk,
            of=GIVEN,
            find=lambda: version.printed.select_related("pool", "partner"),
        )
    }
    return misprints(items(version) if given is None else _items(given), printed)


def terms_versions(agreement: Agreement) -> list[TermsVersion]:
    """Every version of the terms, the newest first."""

    return kept_list(
        "versions of terms",
        agreement.pk,
        of=("agreements_terms",),
        find=lambda: rows_of(_terms(agreement)),
    )


def _terms(agreement: Agreement) -> QuerySet[TermsVersion]:
    return TermsVersion.objects.filter(agreement=agreement).order_by("-version")


def asked(agreement: Agreement, year: int) -> list[QuerySet]:
    """What the reads of a year ask here, but for what this process knows (`audit.ahead`)."""
    both, of_year = (agreement.pk, year), (agreement, year)
    return [
        *unknown("partners", agreement.pk, asks=_partners(agreement)),
        *unknown("lines", *both, asks=_lines(*of_year)),
        *unknown("contributions", *both, asks=_versions(*of_year)),
        *unknown("versions of terms", agreement.pk, asks=_terms(agreement)),
    ]


def partners_to_agree(terms: TermsVersion) -> set[int]:
    """The ids of the partners that must agree: those of the agreement that are there when it starts."""
    signed = terms.agreement.signatories.exclude(partner__ends__lt=terms.starts)
    return set(signed.values_list("partner", flat=True))


def maker_of(terms: TermsVersion) -> str:
    """Who wrote a version, by the record."""
    made = Event.objects.filter(table="agreements_termsversion", row=str(terms.pk))
    return made.order_by("id").values_list("by", flat=True).first() or ""
