"""People, what they cost by age, and who provides for them: the tables, exact or as published."""

from dataclasses import replace

from poolbook.reports.build.caseload import activity as of_activity
from poolbook.reports.build.caseload import ages as of_ages
from poolbook.reports.build.caseload import market as of_market
from poolbook.reports.build.caseload.snapshots import HIGH
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.gathered import SHOWN, Gathered, facts_of, gathered, high_of
from poolbook.reports.model import Table
from poolbook.rules.caseload.facts import COUNTY, FUNDER, SERVICE


def activity(asked: Asked) -> list[Table]:
    """People supported, what they cost a week, and new admissions, as the reader may see them."""
    return activity_tables(gathered(asked, SHOWN), asked.exact)


def ages(asked: Asked) -> list[Table]:
    """What people cost by age, by condition and over a life of services, as the reader may see it."""
    return ages_tables(gathered(asked), asked.exact)


def market(asked: Asked) -> list[Table]:
    """High costs, direct payments, prices in and out of county and providers, as the reader may see them."""
    return market_tables(gathered(asked), asked.exact)


def activity_tables(found: Gathered, exact: bool) -> list[Table]:
    """The tables, in order."""
    asked, numbers = found.asked, found.numbers if exact else found.published
    notes, days = found.notes(exact), asked.days
    made = [
        of_activity.by(numbers, days, SERVICE, True, notes),
        of_activity.settings(numbers, days, notes),
        of_activity.by(numbers, days, FUNDER, False, notes),
        of_activity.by(numbers, days, COUNTY, False, notes),
    ]
    if exact or not asked.group:  # of one group none is published: it would be taken from all
        starts = of_activity.admitted(found.facts, days) if exact else found.pack.starts
        made.append(of_activity.began(starts, days, asked.period.month.year.days, notes))
    return made


def ages_tables(found: Gathered, exact: bool) -> list[Table]:
    """The tables, in order. Of one client group less is published: it would be taken from all."""
    asked, numbers = found.asked, found.numbers if exact else found.published
    notes, at = found.notes(exact), len(asked.days) - 1
    whole = exact or not asked.group
    over = high_of(found, exact) if whole else None
    made = [of_ages.bands(numbers, at, over, HIGH, notes), of_ages.cohorts(numbers, at, notes)]
    if whole:
        facts, lives = (found.facts, None) if exact else (found.everybody, found.pack.lives)
        made.append(of_ages.lifetimes(facts, lives, notes))
    return made


def market_tables(found: Gathered, exact: bool) -> list[Table]:
    """The tables, in order. Of one client group less is published: it would be taken from all."""
    asked, numbers = found.asked, found.numbers if exact else found.published
    at, notes = len(asked.days) - 1, found.notes(exact)
    facts = found.facts if exact else found.everybody
    if not exact and asked.group:
        return [of_market.direct(numbers, facts, at, exact, notes)]
    preset = None if exact else found.preset
    return [
        of_market.high(high_of(found, exact), HIGH, notes),
        of_market.direct(numbers, facts, at, exact, notes),
        of_market.like_for_like(numbers, facts, at, preset, notes),
        of_market.providers(held(asked, exact), preset, notes),
    ]


def held(asked: Asked, exact: bool) -> dict[str, tuple[int, int]]:
    """People and weekly pence of each provider by name."""
    areas = asked.areas if exact else asked.every
    each = ((area, facts_of(replace(asked, areas=(area,)))) for area in areas)
    return of_market.held(each, len(asked.days) - 1)
