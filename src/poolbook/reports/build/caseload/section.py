"""The caseload's section of a pack: people as they may be published, and what the packages will cost.

What earlier packs told of people is attacked together with this one; a pack that was issued is made
again from the files that it names.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from poolbook.audit.kept import kept, moment
from poolbook.caseload import forecasts, queries
from poolbook.caseload.forecasts import Cut
from poolbook.caseload.landing import Landable, Standing
from poolbook.caseload.models import CaseArea
from poolbook.finance.models import Period
from poolbook.reports.build import areas
from poolbook.reports.build.caseload import (
    activity,
    ages,
    forecasting,
    ledger,
    market,
    moved,
    supposed,
)
from poolbook.reports.build.caseload.issued import packed
from poolbook.reports.build.caseload.packed import Packed
from poolbook.reports.build.caseload.snapshots import HIGH
from poolbook.reports.build.facts import Facts
from poolbook.reports.model import Section, Table
from poolbook.reports.packs.sections import SECTIONS
from poolbook.rules.caseload import few
from poolbook.rules.caseload.bridging import total
from poolbook.rules.caseload.reconciling import Reconciled
from poolbook.rules.disclosure import Preset
from poolbook.rules.disclosure.notes import notes
from poolbook.rules.refusal import Refusal
from poolbook.rules.saying import day, listed
from poolbook.rules.saying import moment as said

MADE_UP = "The people of these tables are made up: nobody is real."


def section(facts: Facts) -> Section | None:
    """The section; None where the agreement has no packages that were known at the report's moment."""
    chosen = areas.of(facts.period)
    if not chosen:
        return None
    try:
        made = packed(facts.period, facts.as_at, chosen)
    except Refusal as refused:  # never a number that is not protected
        why = f"The tables of people are not printed. {refused.message}"
        return Section("caseload", SECTIONS["caseload"], (why, *refused.details))
    if made is None:
        return None
    tables = [*_people(made, facts, chosen), *_costs(facts, chosen, made.preset)]
    named = tuple(replace(table, key=f"caseload-{table.key}") for table in tables)
    return Section("caseload", SECTIONS["caseload"], _words(made), tables=named)


def _words(made: Packed) -> tuple[str, ...]:
    known = forecasts.moment_of(made.answer.question.known)
    files = listed([file.sha256[:12] for file in made.answer.files], 6)
    found = [f"Made of packages known since {said(known)} UTC, files {files}."]
    if made.answer.synthetic:
        found.insert(0, MADE_UP)
    return (*found, *ages.words(made.answer.facts, 1, exact=False))


def _people(made: Packed, facts: Facts, chosen: Sequence[CaseArea]) -> list[Table]:
    """The tables of people, every one as published."""
    numbers, days, everybody = made.numbers, made.days, made.answer.facts
    of_year = facts.period.month.year.days
    counts, averages = (
        notes(numbers.days[1].counts, made.preset, averages=with_them)
        for with_them in (False, True)
    )
    like = market.like_for_like(numbers, everybody, 1, made.preset, counts)
    found = [
        activity.by(numbers, days, activity.SERVICE, True, averages),
        activity.settings(numbers, days, averages),
        activity.by(numbers, days, activity.FUNDER, False, averages),
        activity.by(numbers, days, activity.COUNTY, False, averages),
        activity.began(made.starts, days, of_year, counts),
        ages.bands(numbers, 1, made.over, HIGH, averages),
        market.high(made.over, HIGH, counts),
        ages.cohorts(numbers, 1, averages),
        market.direct(numbers, everybody, 1, False, averages),
        like,
        market.providers(_held(made, facts, chosen), made.preset, counts),
        ages.lifetimes(everybody, made.lives, counts),
        supposed.sensitivity(numbers, 1, like, of_year, averages),
    ]
    mark = (MADE_UP,) if made.answer.synthetic else ()
    return [replace(table, notes=(*mark, *table.notes)) for table in found if table.rows]


def _held(made: Packed, facts: Facts, chosen: Sequence[CaseArea]) -> dict[str, tuple[int, int]]:
    """What providers hold on the period's last day."""
    asked = queries.question((made.days[1],))
    known = moment(facts.as_at)
    each = ((area, queries.answer([area], asked, known).facts) for area in chosen)
    return market.held(each, 0)


def _costs(facts: Facts, chosen: Sequence[CaseArea], preset: Preset) -> list[Table]:
    """What packages will cost by budget line of the pool, and what moved the whole since last period."""
    period, known = facts.period, moment(facts.as_at)
    end = Cut(period.month.last, known)
    key = (period.pk, known.isoformat() if known else "")
    of = ("caseload_", "agreements_", "finance_period")
    year = kept(
        "packages’ year", *key, of=of,
        make=lambda: forecasts.of_year(period.agreement, chosen, period.year, end),
    )  # fmt: skip
    items = {item.line.code: item for item in facts.every_figure}
    mine = [
        Landable(made, items.get(made.line), False)
        for made in year.lines
        if made.line not in items or items[made.line].line.pool_id == facts.pool.pk
    ]
    pools = {facts.pool.pk: facts.pool.code}
    found = [forecasting.table(Standing(year, end, tuple(mine)), period, pools)] if mine else []
    if against := _ledger(facts, chosen, known):
        lines = {each.line.code: (facts.pool.code, each.line.name) for each in items.values()}
        found.append(ledger.table(against, period, lines))
    if before := facts.previous:
        found.append(
            kept(
                "packages’ bridge", *key, preset, of=of,
                make=lambda: _bridge(chosen, before, period, end, preset),
            )
        )  # fmt: skip
    return found


def _ledger(facts: Facts, chosen: Sequence[CaseArea], known: datetime | None) -> list[Reconciled]:
    """Packages to ledger, of the pool's lines and of packages that belong to none."""
    pool = {item.line.code: item.line.pool_id for item in facts.every_figure}
    found = forecasts.reconciliation(facts.period, chosen, facts.every_figure, known)
    return [each for each in found if pool.get(each.line, facts.pool.pk) == facts.pool.pk]


def _bridge(
    chosen: Sequence[CaseArea], before: Period, period: Period, end: Cut, preset: Preset
) -> Table:
    """What moved the year's forecast since the period before, as it was known when that was closed."""
    start = forecasts.since(period, before, chosen, end.known)
    made = forecasts.of_bridge(period.agreement, chosen, period.year, start, end)
    sums = total(made.moved.facts.bridge.values())
    steps = few.steps(made.bridge, sums.joined, sums.left, preset)
    return moved.table(steps, moved.YEAR, day(before.month.last), day(period.month.last))
