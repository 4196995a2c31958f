"""Laws of intervals, rates, quantiles and funnels, for any numbers."""

import itertools
import json
import math
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from poolbook.rules.indicators import funnels, intervals, simple
from poolbook.rules.indicators.cases import answered
from poolbook.rules.indicators.funnel_axis import bounds, points
from poolbook.rules.indicators.groups import groups
from poolbook.rules.indicators.names import METHODS
from poolbook.rules.indicators.quantiles import quantiles
from poolbook.rules.indicators.standardised import direct

LEVELS = st.sampled_from((0.9, 0.95, 0.98, 0.99, 0.998, 0.9999, 1.0))
COUNTS = st.integers(0, 10**7)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from((0, 1, 9, 10, -1, 1e300, 1e-300, "1,234", "NA")),
)


@given(COUNTS, COUNTS, LEVELS)
@example(0, 1, 0.95)
@example(10**7, 0, 0.998)
def test_wilson_holds_its_share_within_0_and_1(count: int, others: int, level: float) -> None:
    total = count + others + 1
    lower, upper = intervals.wilson(np.array([float(count)]), np.array([float(total)]), level)
    assert 0 <= lower[0] <= count / total <= upper[0] <= 1


@given(COUNTS, COUNTS, LEVELS)
def test_wilson_is_the_same_from_the_other_side(count: int, others: int, level: float) -> None:
    total = np.array([float(count + others + 1)])
    lower, upper = intervals.wilson(np.array([float(count)]), total, level)
    other_lower, other_upper = intervals.wilson(total - count, total, level)
    assert math.isclose(lower[0], 1 - other_upper[0], rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(upper[0], 1 - other_lower[0], rel_tol=1e-9, abs_tol=1e-9)


@given(st.integers(0, 100_000), st.sampled_from((0.9, 0.95, 0.998)))
def test_limits_of_a_count_surround_it_and_rise_with_it(count: int, level: float) -> None:
    numbers = np.array([float(count), float(count + 1)])
    lower, upper = intervals.of_count(numbers, level)
    assert np.all(lower <= numbers) and np.all(numbers < upper)
    assert lower[0] < lower[1] and upper[0] < upper[1]


@given(st.floats(0, 9.999), st.sampled_from((0.95, 0.998)))
def test_parts_of_an_event_agree_with_the_table_of_whole_ones(count: float, level: float) -> None:
    mixed = intervals.of_count(np.array([count, 3.0, 25.0]), level)
    whole = intervals.of_count(np.array([math.floor(count), 3.0, 25.0]), level)
    assert mixed[0][1] == whole[0][1] and mixed[1][2] == whole[1][2]
    assert whole[0][0] <= mixed[0][0] and whole[1][0] <= mixed[1][0]


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(1, 9999)), min_size=1, max_size=20))
def test_grouped_is_the_same_as_summed(rows: list[tuple[int, int]]) -> None:
    data = {"area": ["A"] * len(rows), "x": [x for x, _ in rows], "n": [x + n for x, n in rows]}
    summed = {"x": [sum(data["x"])], "n": [sum(data["n"])]}
    for method in ("proportion", "rate"):
        (grouped,), _ = answered({"method": method, "data": data, "groups": "area"})
        (whole,), _ = answered({"method": method, "data": summed})
        assert {n: v for n, v in grouped.output.items() if n != "area"} == whole.output


@given(
    st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=1, max_size=60),
    st.integers(2, 10),
    st.booleans(),
    st.randoms(),
)
def test_quantiles_follow_the_order_and_no_order_of_rows(
    values: list[int | None], number: int, inverted: bool, chance: Any
) -> None:
    def found(some: list[int | None]) -> list[float]:
        as_floats = np.array([math.nan if one is None else float(one) for one in some])
        one_group = groups((), (), len(some))
        return quantiles(as_floats, one_group, number, np.full(len(some), inverted))[0].tolist()

    order = list(range(len(values)))
    chance.shuffle(order)
    straight, shuffled = found(values), found([values[at] for at in order])
    assert repr(shuffled) == repr([straight[at] for at in order])
    known = sorted((v, q) for v, q in zip(values, straight, strict=True) if v is not None)
    if len(known) < number:
        assert all(math.isnan(one) for one in straight)
        return
    assert all(1 <= q <= number for _, q in known)
    for (low, of_low), (high, of_high) in itertools.pairwise(known):
        assert (
            of_low == of_high
            if low == high
            else (of_low >= of_high) == inverted or of_low == of_high
        )


@given(st.lists(st.floats(0.5, 5e6), min_size=1, max_size=30))
def test_the_axis_covers_all_sizes_and_rises(sizes: list[float]) -> None:
    start, end = bounds(np.array(sizes))
    assert start <= min(sizes) and max(sizes) <= end
    axis = points(start, end)
    assert len(axis) == 100 and axis[0] >= 1
    assert all(before < after for before, after in itertools.pairwise(axis))


@given(st.floats(0.01, 0.99))
def test_lines_of_a_funnel_draw_together(average: float) -> None:
    sizes = np.array([10.0, 100.0, 1e4, 1e6])
    inner, outer = funnels.proportion_lines(average, sizes, 100, 100)
    for line in (inner, outer):
        assert np.all(np.diff(line.upper) <= 0) and np.all(np.diff(line.lower) >= 0)
    assert np.all(outer.lower <= inner.lower) and np.all(inner.upper <= outer.upper)
    for line in funnels.event_lines(np.arange(1.0, 101.0)):
        assert np.all(np.diff(line.upper) < 0) and np.all(np.diff(line.lower) > 0)


@given(st.floats(0.001, 1000), st.integers(10, 10**5))
def test_a_rate_scales_with_its_multiplier(scale: float, count: int) -> None:
    x, n = np.array([float(count)]), np.array([1e6])
    one, more = simple.rate(x, n, (0.95,), 1), simple.rate(x, n, (0.95,), scale)
    for plain, scaled in (
        (one.value, more.value),
        *zip(one.limits[0], more.limits[0], strict=True),
    ):
        assert math.isclose(plain[0] * scale, scaled[0], rel_tol=1e-12)


@given(st.lists(st.tuples(st.integers(5, 500), st.integers(1000, 9999)), min_size=2, max_size=19))
def test_standardising_to_itself_is_the_crude_rate(bands: list[tuple[int, int]]) -> None:
    x = np.array([float(a) for a, _ in bands])
    n = np.array([float(b) for _, b in bands])
    found = direct(x, n, n, groups((), (), len(bands)), (0.95,))
    crude = simple.rate(np.array([x.sum()]), np.array([n.sum()]), (0.95,))
    assert math.isclose(found.estimate.value[0], crude.value[0], rel_tol=1e-9)
    for ours, theirs in zip(found.estimate.limits[0], crude.limits[0], strict=True):
        assert math.isclose(ours[0], theirs[0], rel_tol=1e-6)


@given(
    st.sampled_from(list(METHODS)),
    st.lists(st.tuples(ANYTHING, ANYTHING, ANYTHING), min_size=1, max_size=8),
    st.dictionaries(
        st.sampled_from(
            ("confidence", "multiplier", "statistic", "rate_type", "ratio_type", "years", "groups")
        ),
        st.one_of(
            ANYTHING, st.sampled_from(("rate", "proportion", "ratio", "crude", "dsr", "isr"))
        ),
    ),
)
def test_never_a_nan_and_never_a_trace(
    method: str, rows: list[tuple[Any, ...]], given_args: dict[str, Any]
) -> None:
    """Whatever stands in the cells: an answer that is JSON, or faults that say where."""
    names = ("x", "n", "rate")
    data: dict[str, Any] = {n: [row[at] for row in rows] for at, n in enumerate(names)}
    columns = {
        "standard_population": "n",
        "reference_numerator": "x",
        "reference_denominator": "n",
        "values": "x",
    }
    arguments = given_args | {n: c for n, c in columns.items() if n in _asks(method)}
    (found,), _ = answered({"method": method, "data": data, "arguments": arguments})
    assert bool(found.faults) != bool(found.output)
    json.dumps(found.output, allow_nan=False)


def _asks(method: str) -> tuple[str, ...]:
    reference = ("reference_numerator", "reference_denominator")
    asked = {"dsr": ("standard_population",), "israte": reference, "isratio": reference}
    return asked.get(method, ("values",) if method in ("mean", "quantile") else ())


@given(
    st.sampled_from(("proportion", "rate", "count", "mean", "quantile", "funnel-points", "dsr")),
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(0, 1e300)),
            st.floats(1e-300, 1e300),
            st.one_of(st.none(), st.floats(0, 1e300)),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_extreme_numbers_give_null_at_worst(method: str, rows: list[tuple[Any, ...]]) -> None:
    data = {n: [row[at] for row in rows] for at, n in enumerate(("x", "n", "rate"))}
    arguments: dict[str, Any] = {"values": "x"} if method in ("mean", "quantile") else {}
    if method == "funnel-points":
        arguments = {"rate": "rate", "rate_type": "crude", "years": 3, "multiplier": 1e5}
    if method == "dsr":
        arguments = {"stdpop": "n"}
    (found,), _ = answered({"method": method, "data": data, "arguments": arguments})
    if method != "proportion":  # whose counts may be more than the whole
        assert found.faults == ()
    json.dumps(found.output, allow_nan=False)
