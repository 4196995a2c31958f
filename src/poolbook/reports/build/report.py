"""The report of one pool in one period: its sections in the order chosen for its pack."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib import import_module

from django.db.models import QuerySet

from poolbook.agreements.models import Pool
from poolbook.audit import queries as audit
from poolbook.audit.ahead import ask
from poolbook.finance.models import Period
from poolbook.reports.build import areas, closing, funding, lines, outcomes, risk
from poolbook.reports.build.facts import Facts
from poolbook.reports.model import Report, Section, Table
from poolbook.reports.packs import queries as packs
from poolbook.reports.packs.sections import SECTIONS
from poolbook.rules import money
from poolbook.rules.workflow import STATES

READING = (
    "Amounts are £000, rounded half-up from pounds and pence for show; a total is the rounded total.",
    "A variation is forecast less budget: positive is over budget, negative (−) is under.",
    "“no data” means that nothing was posted or entered; 0 is a figure; n/a means that a percentage "
    "or comparison has no meaning there.",
)


def build(period: Period, pool: Pool, as_at: datetime) -> Report:
    """The report as the book was at a moment; the same moment always gives the same report."""
    facts = Facts(period, pool, as_at)
    ask(lambda: _asked(facts))
    return _build(facts)


def _asked(facts: Facts) -> list[QuerySet]:
    """What the sections ask of the database, to be asked together."""
    own = (lines.subsets_asked(facts), audit.head_asked(facts.as_at))
    of_pack = packs.asked(facts.period, facts.pool, facts.as_at)
    own = (*own, *areas.asked(facts.period))
    return [*facts.asked(), *funding.asked(facts), *closing.asked(facts), *of_pack, *own]


def _build(facts: Facts) -> Report:
    period, pool, as_at = facts.period, facts.pool, facts.as_at
    sections = (
        _commented(chosen, BUILDERS[chosen.key](facts))
        for chosen in packs.contents(period, pool, as_at)
        if chosen.shown
    )
    return Report(
        title="Outcomes, outputs and cost report: finance",
        agreement=period.agreement.name,
        pool=pool.name,
        year=str(period.month.year),
        period=period.month.said,
        state=_state(period, as_at),
        as_at=as_at,
        head=audit.head(as_at),
        sections=tuple(section for section in sections if section),
        reading=READING,
        sources=_sources(facts),
    )


def _commented(chosen: packs.Chosen, section: Section | None) -> Section | None:
    """The section with the comment on it, which stands alone where there is nothing else to print."""
    if not chosen.words:
        return section
    section = section or Section(chosen.key, chosen.title)
    return replace(section, paragraphs=(*chosen.words, *section.paragraphs))


def _section(key: str, *tables: Table | None) -> Section | None:
    found = tuple(table for table in tables if table)
    return Section(key, SECTIONS[key], tables=found) if found else None


def _state(period: Period, as_at: datetime) -> str:
    if period.closed_at and period.closed_at <= as_at:
        return "closed"
    return "open" if period.closed_at else STATES[period.state]


def _summary_words(facts: Facts) -> tuple[str, ...]:
    sums = facts.sums(facts.lines)
    if sums.variance is None:
        return ("No line has a forecast yet.",)
    over = "over" if sums.variance > 0 else "under"
    amount = money.show_pounds(abs(sums.variance)) if sums.variance else ""
    said = (
        f"The forecast for the year is {amount} {over} budget"
        if amount
        else "The forecast is on budget"
    )
    changed = ""
    if facts.previous and sums.change:
        way = "up" if sums.change > 0 else "down"
        changed = f", {way} {money.show_pounds(abs(sums.change))} since {facts.previous.month.name}"
    groups = risk.groups_of(facts)
    net = {who: sum(g.shares.get(who, 0) for g in groups) for who in facts.share.partners}
    shares = "; ".join(
        f"{name} {money.show_pounds(abs(net[who]))} {'over' if net[who] > 0 else 'under'}"
        for who, name in facts.share.partners.items()
        if net[who]
    )
    paragraphs = [f"{said}{changed}."]
    if shares:
        paragraphs.append(f"By the risk share that is: {shares}.")
    return tuple(paragraphs)


def _risk(facts: Facts) -> Section:
    paragraphs = [f"Terms: {facts.share.status}."]
    left = risk.unshared(facts.share)
    if left:
        paragraphs.append(left)
    if facts.share.overall:  # they may span pools, so that no one pool's table can hold them
        paragraphs.append(
            "Caps across all groups and pools follow; this paper's shares are before them. "
            + facts.share.overall.sentence()
        )
    return Section(
        "risk-share",
        SECTIONS["risk-share"],
        tuple(paragraphs),
        tuple(risk.words(facts)),
        (risk.table(facts),),
    )


def _details(facts: Facts) -> Section | None:
    tables: list[Table] = []
    for top, detail in zip(
        [line for line in facts.children(None) if facts.children(line)],
        lines.details(facts),
        strict=True,
    ):
        funded = risk.funded(facts, top)
        tables += [detail, funded] if funded else [detail]
    tables += lines.subsets(facts)
    return _section("details", *tables)


def _issues(facts: Facts) -> Section | None:
    notes = [note for note in facts.notes if note.kind in ("issue", "risk", "change")]
    bullets = tuple(f"{note.kind.capitalize()}: {note.text}" for note in notes)
    return Section("issues", SECTIONS["issues"], bullets=bullets) if bullets else None


def _sources(facts: Facts) -> tuple[str, ...]:
    version = facts.contributions
    return (f"Contributions: {version.source}",) if version else ()


def _summary(facts: Facts) -> Section:
    tables = (lines.summary(facts),)
    return Section("summary", SECTIONS["summary"], _summary_words(facts), tables=tables)


def _contributions(facts: Facts) -> Section | None:
    tables = facts.once("section of contributions", lambda: _contributed(facts), of=())
    return _section("contributions", *tables)


def _contributed(facts: Facts) -> tuple[Table | None, ...]:
    return funding.contributions(facts), funding.since_schedule(facts)


def _bridges(facts: Facts) -> Section | None:
    return _section("bridges", funding.forecast_bridge(facts), funding.budget_bridge(facts))


CASH = (
    "finance_instalments", "finance_invoice", "finance_payment", "finance_reserve",
)  # fmt: skip


def _cash(facts: Facts) -> Section | None:
    tables = facts.once(
        "section of cash", lambda: (closing.cash(facts), closing.reserves(facts)), of=CASH
    )
    return _section("cash", *tables)


def _caseload(facts: Facts) -> Section | None:
    """The engines are loaded only where there are packages: they take a second to start."""
    if not areas.of(facts.period):
        return None
    section: Callable[[Facts], Section | None] = import_module(
        "poolbook.reports.build.caseload.section"
    ).section
    return section(facts)


# What makes each section; None where there is nothing to print. Their order is SECTIONS', or chosen.
BUILDERS: dict[str, Callable[[Facts], Section | None]] = {
    "summary": _summary,
    "outcomes": outcomes.section,
    "caseload": _caseload,
    "risk-share": _risk,
    "details": _details,
    "contributions": _contributions,
    "bridges": _bridges,
    "issues": _issues,
    "cash": _cash,
    "memorandum": lambda facts: _section("memorandum", closing.memorandum(facts)),
}
