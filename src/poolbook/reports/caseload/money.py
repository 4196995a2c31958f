"""Money of packages: the year's forecast, packages to ledger, and demand under what is supposed."""

from collections.abc import Mapping
from fractions import Fraction

from poolbook.agreements import queries as agreements
from poolbook.caseload import forecasts, queries
from poolbook.caseload.forecasts import Price
from poolbook.caseload.landing import Standing, standing
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import figures
from poolbook.reports.build.caseload import forecasting, supposed
from poolbook.reports.build.caseload import ledger as of_ledger
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.inputs import Inputs
from poolbook.reports.model import Table
from poolbook.rules.caseload.codes import BANDS
from poolbook.rules.caseload.facts import Facts
from poolbook.rules.caseload.market import county
from poolbook.rules.caseload.reconciling import Reconciled
from poolbook.rules.caseload.scenarios import Demand, Scenario
from poolbook.rules.caseload.scenarios import demand as weekly

MOST_MOVED = 10_000  # placements
MOST_PENCE = 5_000_000  # pence a week
ALL_BANDS = range(len(BANDS) + 1)


def forecast(asked: Asked, query: Mapping[str, str]) -> list[Table]:
    """The table, with the rise of prices that is supposed: money alone, the same for everybody."""
    made = standing(asked.period, asked.every, asked.known, prices(Inputs(query), asked.period))
    return [forecast_table(asked, made)]


def forecast_table(asked: Asked, made: Standing) -> Table:
    pools = {pool.pk: pool.code for pool in agreements.pools(asked.period.agreement)}
    return forecasting.table(made, asked.period, pools)


def prices(inputs: Inputs, period: Period) -> list[Price]:
    """The rise of prices that is supposed of a period's year. Raises Refusal."""
    part, start = inputs.part("uplift"), inputs.day("from")
    year = period.month.year
    if part and start is None and not inputs.faults:
        inputs.faults.append("from: say from which day prices rise")
    if start and not year.first <= start <= year.last:
        inputs.faults.append("from: give a day of the year of this period")
    inputs.refuse()
    return [(start, part, None)] if start and part else []


def ledger(asked: Asked) -> list[Table]:
    """The table of packages to ledger: it is of money alone, and the same for everybody."""
    return [reconciled(asked)[1]]


def reconciled(asked: Asked) -> tuple[list[Reconciled], Table]:
    """Line by line, and the table of it."""
    period = asked.period
    items = figures(period, asked.known)
    found = forecasts.reconciliation(period, asked.every, items, asked.known)
    pools = {pool.pk: pool.code for pool in agreements.pools(period.agreement)}
    lines = {each.line.code: (pools[each.line.pool_id], each.line.name) for each in items}
    return found, of_ledger.table(found, period, lines)


def demand(asked: Asked, query: Mapping[str, str]) -> list[Table]:
    """The table of a scenario, as the reader may see it."""
    return [supposed.table(suppose(asked, Inputs(query))[0])]


def suppose(asked: Asked, inputs: Inputs) -> tuple[Demand, bool]:
    """What the people of the last day would cost, and whether that tells of few. Raises Refusal."""
    areas = asked.areas if asked.exact else asked.every
    groups = asked.groups if asked.exact else ()
    question = queries.question((asked.day,), medians=(0,), groups=groups)
    facts = queries.answer(areas, question, asked.known).facts
    suppose, narrow = _scenario(inputs, facts, asked.exact)
    inputs.refuse()
    return weekly(facts, 0, suppose), narrow or bool(groups) or areas != asked.every


def _scenario(inputs: Inputs, facts: Facts, exact: bool) -> tuple[Scenario, bool]:
    """What is supposed, and whether it is of age bands; a band's growth comes on top of everybody's."""
    everybody = inputs.part("people")
    growth, narrow = dict.fromkeys(ALL_BANDS, everybody), False
    for band in ALL_BANDS:
        if inputs.query.get(f"band-{band}", "").strip():
            if not exact:
                inputs.faults.append("band: numbers as published are of every age together")
                break
            growth[band] = (1 + everybody) * (1 + inputs.part(f"band-{band}")) - 1
            narrow = True
    uplift, moved = inputs.part("uplift"), inputs.count("moved", MOST_MOVED)
    home, away = inputs.pence("home", MOST_PENCE), inputs.pence("away", MOST_PENCE)
    means = _means(facts) if exact else None
    if moved and (home is None or away is None):
        if means is None:
            inputs.faults.append("moved: say what a placement costs a week at home and away")
        else:
            narrow = True  # these means are of packages that may be few
            home = means[0] if home is None else home
            away = means[1] if away is None else away
    return Scenario(growth, uplift, moved, Fraction(home or 0), Fraction(away or 0)), narrow


def _means(facts: Facts) -> tuple[Fraction, Fraction] | None:
    """What like packages cost a week in pence in county and out; None where none are alike."""
    found = county(facts, 0)
    if not found.packages:
        return None
    return found.inside / found.packages, Fraction(found.outside, found.packages)
