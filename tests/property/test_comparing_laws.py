"""Laws of comparisons, ranks, categories and trends, for any numbers."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.comparing import control, england, goals, kinds, places, trend
from poolbook.rules.comparing.cases import answered
from poolbook.rules.comparing.tables import of_table
from poolbook.rules.comparing.words import HIGH, LOW, NEITHER, POLARITIES, Compared

NUMBERS = st.floats(-1e6, 1e6)
VALUES = st.lists(st.one_of(st.none(), st.integers(-30, 30).map(float)), max_size=40)
TURNED = {"Worst": "Best", "Worse": "Better", "Better": "Worse", "Best": "Worst"}


def turned(found: Compared) -> str:
    return TURNED.get(found.significance, found.significance)


@given(NUMBERS, st.floats(0, 1e5), st.floats(0, 1e5), NUMBERS)
def test_polarity_turns_the_judgement_over(
    value: float, down: float, up: float, other: float
) -> None:
    inner, outer = (value - down, value + up), (value - 2 * down, value + 2 * up)
    for compare in (
        lambda p: england.single(value, *inner, other, p),
        lambda p: england.two_levels(value, *inner, *outer, other, p),
        lambda p: england.double(value, *inner, other, other - 1, other + 1, p),
        lambda p: goals.goal_by_interval(value, *inner, other, p),
        lambda p: goals.goal_range(value, other, other + 5, p),
    ):
        assert turned(compare(HIGH)) == compare(LOW).significance
        assert compare(NEITHER).significance == compare(HIGH).significance
        assert compare(NEITHER).label not in ("better", "worse", "best", "worst")


@given(NUMBERS, st.floats(0, 1e5), st.floats(0, 1e5), NUMBERS)
def test_two_levels_only_sharpen_what_one_says(
    value: float, down: float, up: float, other: float
) -> None:
    inner, outer = (value - down, value + up), (value - 2 * down, value + 2 * up)
    one = england.single(value, *inner, other, HIGH).significance
    two = england.two_levels(value, *inner, *outer, other, HIGH).significance
    assert (
        two in {"Same": ("Same",), "Better": ("Better", "Best"), "Worse": ("Worse", "Worst")}[one]
    )


@given(VALUES, st.sampled_from(POLARITIES), st.randoms())
def test_ranks_follow_a_permutation(values: list[float | None], polarity: str, chance: Any) -> None:
    order = list(range(len(values)))
    chance.shuffle(order)
    straight = places.ranks(values, polarity)
    assert places.ranks([values[at] for at in order], polarity) == [straight[at] for at in order]
    for number in (4, 5):
        found = places.categories(values, number, polarity)
        moved = places.categories([values[at] for at in order], number, polarity)
        assert moved == [found[at] for at in order]


@given(VALUES)
def test_a_rank_counts_those_ahead(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    for value, place in zip(values, places.ranks(values, HIGH), strict=True):
        if value is None:
            assert place.rank is None and str(place) == "no value, so no rank"
            continue
        assert place.rank == 1 + sum(one > value for one in known)
        assert place.tied == (known.count(value) > 1) and place.of == len(known)
        assert str(place) == f"{place.rank} of {len(known)}" + (", tied" if place.tied else "")


@given(VALUES, st.sampled_from((4, 5)))
def test_equal_shares_are_equal_and_in_order(values: list[float | None], number: int) -> None:
    found = places.shares(values, number)
    known = sorted((v, c) for v, c in zip(values, found, strict=True) if v is not None)
    if len(known) < number:
        assert set(found) <= {0}
        return
    sizes = [found.count(share) for share in range(1, number + 1)]
    assert max(sizes) - min(sizes) <= 1 and sizes == sorted(sizes, reverse=True)
    assert [share for _, share in known] == sorted(share for _, share in known)


@given(st.floats(0, 1e6), st.sampled_from((0.025, 0.001)))
def test_poisson_limits_surround_whole_numbers_and_widen(expected: float, tail: float) -> None:
    low, high = control.poisson_limits(expected, tail)
    wider = control.poisson_limits(expected, tail / 2)
    assert 0 <= low < high and wider[0] <= low and high <= wider[1]
    assert low <= expected + 1 and expected <= high


POINTS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(501, 900), st.floats(0.5, 5)), min_size=5, max_size=8
)


@given(POINTS, st.sampled_from(trend.METHODS))
def test_a_trend_backwards_is_the_other_way_round(
    rows: list[tuple[int, int, float]], method: str
) -> None:
    def found(some: list[tuple[int, int, float]]) -> trend.Trend:
        points = [
            trend.Point(2000 + at, x, n, 100 * x / n, 100 * x / n - wide, 100 * x / n + wide)
            for at, (x, n, wide) in enumerate(some)
        ]
        return trend.recent_trend(points, method=method)

    last = rows[-5:]
    forward, backward = found(last), found(last[::-1])
    other = {"Increasing": "Decreasing", "Decreasing": "Increasing"}
    if abs((forward.chi_square or 0) - trend.SIGNIFICANT) > 1e-6:
        flat = "NoChange" in (forward.marker, backward.marker)  # a slope of 0 counts as rising
        assert flat or backward.marker == other.get(forward.marker, forward.marker)
    assert found(rows).marker == forward.marker  # older years do not matter


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(-(10**400), 10**400), st.text(max_size=5)
)
FIELDS = (
    *("value", "lower95", "upper95", "lower99_8", "upper99_8", "comparator", "denominator"),
    *("comparator_lower95", "comparator_upper95", "unit", "z", "tail_probability", "goal"),
    *("use_ci", "lower_limit", "upper_limit", "values", "expected", "missing", "points"),
)
NUMBERLIKE = st.one_of(ANYTHING, st.floats(-1e300, 1e300), st.sampled_from((0, 1, 5e-324, 1e308)))


@given(
    st.sampled_from(list(kinds.KINDS)),
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(FIELDS, st.one_of(NUMBERLIKE, st.lists(NUMBERLIKE)))
    ),
    st.sampled_from(POLARITIES),
)
def test_never_a_nan_and_never_a_trace(kind: str, fields: dict[str, Any], polarity: str) -> None:
    asked = {"use_ci": fields.get("use_ci")} if kind == "goal" else {}
    (found,), _ = answered(fields | asked | {"kind": kind, "polarity": polarity})
    assert bool(found.faults) != bool(found.answer)
    json.dumps(found.answer, allow_nan=False)


@given(
    st.sampled_from([kind for kind in kinds.KINDS if kind not in kinds.OF_LISTS]),
    st.fixed_dictionaries(dict.fromkeys(FIELDS[:12], st.floats(-1e300, 1e300))),
    st.sampled_from(POLARITIES),
)
def test_extreme_numbers_are_answered_or_refused(
    kind: str, fields: dict[str, float], polarity: str
) -> None:
    more = {"goal": 5.0, "expected": 3.0, "lower_limit": 1, "upper_limit": 2}
    columns = {name: [value] for name, value in (fields | more).items()}
    (found,) = of_table(columns, kind, {"polarity": polarity}, 2)
    assert bool(found.faults) != bool(found.answer)
    json.dumps(found.answer, allow_nan=False)
    assert not {"nan", "inf"} & set(str(found.answer.get("why")).split())


@given(st.lists(st.tuples(*[st.floats(-1e300, 1e300)] * 5), min_size=5, max_size=6))
def test_extreme_trends_are_answered(rows: list[tuple[float, ...]]) -> None:
    names = ("count", "denominator", "value", "lower95", "upper95")
    points = [{"year": at} | dict(zip(names, row, strict=True)) for at, row in enumerate(rows)]
    for method in trend.METHODS:
        for way in trend.IMPLEMENTATIONS:
            case = {"kind": "recent-trend", "points": points}
            (found,), _ = answered(case | {"implementation": way, "method": method})
            json.dumps(found.answer, allow_nan=False)
