"""The risk share of a period: its position under the terms in force."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Contribution, TermsVersion
from poolbook.audit.ahead import rows_of, unknown
from poolbook.audit.kept import again, kept, kept_list, made, moment
from poolbook.finance.models import Period, ReserveMovement, Saving, SavingUpdate, ShareRun
from poolbook.finance.queries.figures import STEADIER, Figures, figures
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share import Position, Result, Terms, read_terms, share
from poolbook.rules.risk_share import position as parts
from poolbook.rules.risk_share.engine import ShareError
from poolbook.rules.workflow import FROZEN

# The tables that a share is made of.
BUT_FORECASTS = (
    *agreements.STRUCTURE,
    *STEADIER,
    "finance_outturn",
    "finance_period",
    "finance_reservemovement",
    "finance_saving",
    "finance_share",
)
SHARED = (*BUT_FORECASTS, "finance_forecast")


def terms_of(version: TermsVersion) -> Terms:
    """A stored version as the rules take it; it was checked when it was added."""

    def read() -> Terms:
        terms, faults = read_terms(version.body)
        if terms is None:
            raise Refusal(f"{version} cannot be read", [str(fault) for fault in faults])
        return terms

    return kept("terms", version.pk, of=("agreements_terms",), make=read) if version.pk else read()


def terms_for(period: Period) -> TermsVersion:
    """The terms that a closed period was closed on; else the newest in force on its last day.

    Raises Refusal where there are none.
    """
    if period.state in FROZEN:
        of = ("agreements_terms", "finance_sharerun")
        for final in kept_list(
            "final share", period.pk, of=of, find=lambda: rows_of(_final_asked(period))
        ):
            return final.terms
    version = agreements.terms_on(period.agreement, period.month.last)
    if version is None:
        raise Refusal(f"no terms of risk share are in force on {period.month.last:%-d %B %Y}")
    return version


def _final_asked(period: Period) -> QuerySet[ShareRun]:
    return period.share_runs.filter(final=True).select_related("terms")[:1]


def asked(period: Period) -> list[QuerySet]:
    """What a share asks here, but for what this process knows (`audit.ahead`)."""
    found = unknown("savings", period.pk, asks=_savings_asked(period))
    if period.state in FROZEN:
        found += unknown("final share", period.pk, asks=_final_asked(period))
    return found


def run(
    period: Period, version: TermsVersion | None = None, as_at: datetime | None = None
) -> Result:
    """The share of a period under the terms given, or those in force. Raises Refusal."""
    terms, as_at = version or terms_for(period), moment(as_at)
    if as_at:
        return share_lines(figures(period, as_at), period, terms, as_at)
    return of_period(period, terms, lambda: figures(period))


def of_period(
    period: Period,
    terms: TermsVersion,
    lines: Callable[[], Iterable[Figures]],
    given: Callable[[], Iterable[Contribution] | None] = lambda: None,
) -> Result:
    """The share of all lines of a period as they are now: `lines()` are its figures, all of them."""
    return kept(
        "share",
        period.pk,
        terms.pk,
        of=SHARED,
        make=lambda: share_lines(lines(), period, terms, given=given()),
    )


def share_lines(
    lines: Iterable[Figures],
    period: Period,
    version: TermsVersion,
    as_at: datetime | None = None,
    given: Iterable[Contribution] | None = None,
    saved: Iterable[Saving] | None = None,
) -> Result:
    """The share of these lines alone, at this period. `given` are the year's contributions with
    their partners and `saved` its savings (`savings`), where they are read already."""
    terms = terms_of(version)
    try:
        return share(terms, position(lines, period, terms, as_at, given, saved))
    except ShareError as error:
        raise Refusal("the period does not fit the terms", [str(f) for f in error.faults]) from None


def position(
    lines: Iterable[Figures],
    period: Period,
    terms: Terms,
    as_at: datetime | None = None,
    given: Iterable[Contribution] | None = None,
    saved: Iterable[Saving] | None = None,
) -> Position:
    """A period's lines as the engine takes them. Lines in view, or in no group of the terms, are
    not shared; a line with no forecast yet counts as on budget."""
    groups = {group.id for group in terms.groups}
    shared = [item for item in lines if _group(item) in groups]
    known = made("lines of a share", period.pk, of=agreements.STRUCTURE)
    return Position(
        lines=tuple(again(known, item.id, [item], partial(_line, item)) for item in shared),
        date=period.month.last,
        contributions=_contributions(_given(period, as_at) if given is None else given),
        savings=_savings(
            savings(period) if saved is None else saved, {item.line.pk for item in shared}
        ),
        funds=_funds(period, terms),
        label=str(period),
    )


def _group(item: Figures) -> str:
    line = item.line
    return line.risk_group.code if line.risk_group and line.kind != "in view" else ""


def _line(item: Figures) -> parts.Line:
    line = item.line
    return parts.Line(
        id=line.code,
        group=_group(item),
        budget=item.budget,
        variance=item.variance or 0,
        name=line.name,
        owner=line.owner.code if line.owner else "",
        marks={"kind": line.kind, "grade": line.risk_grade, "pool": line.pool.code},
    )


def contributions(period: Period, as_at: datetime | None = None) -> list[Contribution]:
    """The amounts of the year's newest version, for those who share more than once."""
    return list(_given(period, as_at))


def _given(period: Period, as_at: datetime | None) -> Iterable[Contribution]:
    """The amounts of the year's newest version; none where there is no version."""
    version = agreements.contribution_version(period.agreement, period.year, as_at)
    return agreements.amounts(version) if version else []


def _contributions(given: Iterable[Contribution]) -> tuple[parts.Contribution, ...]:
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for item in given:
        amounts = sums.setdefault((item.partner.code, item.element), {"gross": 0, "net": 0})
        amounts["net"] += item.pence
        if item.kind == "gross":
            amounts["gross"] += item.pence
    return tuple(parts.Contribution(*key, amounts) for key, amounts in sums.items())


def savings(period: Period) -> list[Saving]:
    """The year's savings as at a period: `newest` is what each will deliver, None where not said."""
    of = (*agreements.LINES, "finance_saving")
    return kept_list("savings", period.pk, of=of, find=lambda: rows_of(_savings_asked(period)))


def _savings_asked(period: Period) -> QuerySet[Saving]:
    updates = SavingUpdate.objects.filter(
        saving=OuterRef("pk"), period__year=period.year, period__number__lte=period.number
    )
    newest = Subquery(updates.order_by("-period__number").values("forecast")[:1])
    found = Saving.objects.filter(line__pool__agreement=period.agreement, year=period.year)
    return found.annotate(newest=newest).select_related("line", "partner")


def _savings(saved: Iterable[Saving], lines: set[int]) -> tuple[parts.Saving, ...]:
    return tuple(
        parts.Saving(
            s.line.code,
            s.partner.code,
            s.target,
            s.target if s.newest is None else s.newest,
            s.strategy_agreed,
            s.name,
        )
        for s in saved
        if s.line_id in lines
    )


def _funds(period: Period, terms: Terms) -> dict[str, int]:
    """The balances of reserves that the terms name as funds (never below nothing)."""
    wanted = [fund.id for fund in terms.funds]
    if not wanted:
        return {}
    moved = ReserveMovement.objects.filter(
        reserve__agreement=period.agreement, reserve__code__in=wanted, period__year__lte=period.year
    ).exclude(period__year=period.year, period__number__gt=period.number)
    sums = moved.order_by().values_list("reserve__code").annotate(total=Sum("pence"))
    return {code: max(0, total) for code, total in sums}
