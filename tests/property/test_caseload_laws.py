"""Laws of the caseload: bridges sum exactly, forecasts add up, and more of anything is never less."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.caseload import activity, bridging, forecast, market, reconciling, scenarios
from poolbook.rules.caseload.ages import fit
from poolbook.rules.caseload.bridging import Share
from poolbook.rules.caseload.codes import BANDS, birthday, day_number, day_of
from poolbook.rules.caseload.facts import BAND, FitSums, gather

pence = st.integers(0, 5_000_000)
units = st.integers(0, 1_000_000)
shares = st.builds(
    Share, pence, pence, units, units, st.booleans(), st.booleans(), st.just(True), st.just(True)
)
someone = st.one_of(
    shares,
    st.builds(lambda p: Share(0, p, 0, 1, False, True, False, True), pence),
    st.builds(lambda p: Share(p, 0, 1, 0, True, False, True, False), pence),
)
lines = st.lists(
    st.tuples(
        st.tuples(st.integers(1, 2), st.integers(1, 3), st.just(1), st.integers(0, 2)),
        st.tuples(st.just(1), st.integers(0, 10**12)),
    ),
    max_size=8,
)
MAPPED = {(group, service, 1): f"L{service}" for group in (1,) for service in (1, 2)}


def of_lines(found):
    return gather(("lines", key, sums) for key, sums in found)


@given(st.lists(someone, max_size=20))
def test_a_bridge_sums_to_the_change(found: list[Share]) -> None:
    sums = bridging.total(bridging.split(each) for each in found)
    facts = gather([("bridge", (1,), tuple(sums))])
    bridge = bridging.weekly(facts)
    assert bridge.unexplained == 0
    assert bridge.end == sum(each.after for each in found)


@given(st.lists(someone, max_size=20), st.integers(-9, 9), st.integers(-(10**6), 10**6))
def test_a_yearly_bridge_sums_to_the_penny(
    found: list[Share], rounding: int, expected: int
) -> None:
    sums = bridging.total(bridging.split(each) for each in found)
    facts = gather([("bridge", (1,), tuple(sums))])
    before, after = bridging.pence(sums.before), bridging.pence(sums.after) + expected + rounding
    bridge = bridging.yearly(facts, before, after, {"expected": expected})
    assert (bridge.start, bridge.end, bridge.unexplained) == (before, after, 0)
    price = next((step.pence for step in bridge.steps if step.key == "price"), 0)
    exact = Fraction(sums.price, 7) + rounding
    assert abs(price - exact) <= 2


@given(shares)
def test_the_same_price_a_unit_is_volume_alone(share: Share) -> None:
    if share.units_before and share.units_after and share.had and share.has:
        new = share.before * share.units_after // share.units_before
        parts = bridging.split(
            Share(share.before, new, share.units_before, share.units_after, *[True] * 4)
        )
        assert (parts.volume, parts.price) == (new - share.before, 0)


@given(lines, st.fractions(0, 1))
def test_a_forecast_adds_up_and_no_package_is_lost(found, part: Fraction) -> None:
    facts = of_lines(found)
    uplift = forecast.Uplift(2, part)
    made = forecast.forecast(facts, 1, MAPPED, [uplift])
    days = sum(sums.pence_days for sums in facts.lines.values())
    raised = sum(sums.pence_days for key, sums in facts.lines.items() if key.segment == 2)
    exact = Fraction(days, 7) + raised * part / 7
    assert abs(sum(each.year for each in made) - exact) <= Fraction(len(made), 2)
    for each in made:
        assert each.year == each.actual + each.committed + each.uplift + each.expected.middle
        assert min(each.actual, each.committed, each.uplift) >= 0


@given(lines, st.fractions(0, 1), st.fractions(0, 1))
def test_a_higher_uplift_never_costs_less(found, a: Fraction, b: Fraction) -> None:
    facts = of_lines(found)
    low, high = (
        sum(e.year for e in forecast.forecast(facts, 1, MAPPED, [forecast.Uplift(1, part)]))
        for part in sorted((a, b))
    )
    assert low <= high


@given(
    st.lists(st.builds(forecast.Month, pence, pence), max_size=12),
    st.lists(st.integers(0, 365), max_size=12),
)
def test_the_range_holds_what_is_expected(months, days) -> None:
    found = forecast.expected(months, days)
    assert found.low <= found.middle <= found.high
    assert (found.high - found.middle) == (found.middle - found.low)
    if len(set(months)) <= 1:
        assert found.low == found.high


@given(st.lists(st.integers(1, 10**6), min_size=1))
def test_the_median_has_as_many_below_as_above(costs: list[int]) -> None:
    middle = activity.median(np.array(costs, np.int64))
    assert middle is not None
    below = sum(1 for value in costs if value < middle)
    above = sum(1 for value in costs if value > middle)
    assert 2 * max(below, above) <= len(costs)


people = st.lists(st.tuples(st.integers(1, 40_000), st.integers(1, 10**6)), min_size=2)


@given(people)
def test_r_squared_is_a_part_and_the_line_passes_the_means(found) -> None:
    n = len(found)
    sums = FitSums(
        n, sum(x for x, _ in found), sum(y for _, y in found), sum(x * x for x, _ in found),
        sum(x * y for x, y in found), sum(y * y for _, y in found),
    )  # fmt: skip
    line = fit(sums)
    if line is None:
        assert len({x for x, _ in found}) == 1
        return
    assert 0 <= line.r_squared <= 1
    assert line.intercept + line.slope * Fraction(sums.x, n) == Fraction(sums.y, n)


@given(st.lists(pence))
def test_concentration_lies_between_even_and_one(sizes: list[int]) -> None:
    found = market.concentration(sizes)
    if found.hhi is not None:
        assert Fraction(1, found.providers) <= found.hhi <= found.largest <= found.first_five <= 1


@given(lines, st.dictionaries(st.sampled_from(["L1", "L2", "L9"]), st.integers(-(10**9), 10**9)))
def test_a_reconciliation_loses_nothing(found, ledger: dict[str, int]) -> None:
    made = forecast.forecast(of_lines(found), 1, MAPPED)
    rows = reconciling.reconcile(made, ledger)
    assert sum(row.ledger for row in rows) == sum(ledger.values())
    assert sum(row.packages for row in rows) == sum(each.actual for each in made)
    assert all(row.words for row in rows)


@given(
    st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 10**6)), st.integers(1, 9)),
    st.dictionaries(st.integers(1, 5), st.fractions(0, 1)),
    st.fractions(0, 1),
)
def test_growth_and_uplift_never_lower_demand(costs, growth, uplift: Fraction) -> None:
    facts = gather(("costs", (0, BAND, band, cost), (n,)) for (band, cost), n in costs.items())
    plain = scenarios.demand(facts, 0, scenarios.Scenario())
    assert plain.then == plain.now == sum(cost * n for (_, cost), n in costs.items())
    grown = scenarios.demand(facts, 0, scenarios.Scenario(growth=growth, uplift=uplift))
    assert grown.then >= grown.now == plain.now
    assert min(grown.population, grown.prices) >= 0


@given(st.dates(min_value=day_of(0), max_value=day_of(30_000)), st.integers(0, 100))
def test_a_birthday_is_the_last_day_that_is_old_enough(day, years: int) -> None:
    if day.year - years < 1:
        return
    last = birthday(day_number(day), years)

    def age(born) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    assert age(day_of(last)) == years
    assert age(day_of(last + 1)) == years - 1
    assert list(BANDS) == sorted(BANDS)
