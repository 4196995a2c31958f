"""Comparisons where a limit is met, where something is missing, and where a case is wrong."""

from typing import Any

import pytest

from poolbook.rules.comparing import control, england, goals, places, trend
from poolbook.rules.comparing.cases import answered
from poolbook.rules.comparing.words import HIGH, LOW, NEITHER, NONE


@pytest.mark.parametrize(
    ("other", "label"),
    [(8, "similar"), (12, "similar"), (7.9, "better"), (12.1, "worse")],
)
def test_a_limit_counts_as_within(other: float, label: str) -> None:
    assert england.single(10, 8, 12, other, HIGH).label == label


def test_at_an_outer_limit_the_milder_label_wins() -> None:
    def two(other: float, polarity: str) -> str:
        return england.two_levels(10, 8, 12, 6, 14, other, polarity).label

    assert [two(one, HIGH) for one in (14.1, 14, 12, 8, 6, 5.9)] == [
        *("worst", "worse", "similar", "similar", "better", "best")
    ]
    assert [two(one, NEITHER) for one in (14.1, 14, 5.9)] == ["lowest", "lower", "highest"]
    assert two(14.1, LOW) == "best"


def test_intervals_that_touch_are_similar() -> None:
    assert england.double(10, 8, 12, 13, 12, 14, HIGH).label == "similar"
    assert england.double(10, 8, 12, 13, 12.1, 14, HIGH).label == "worse"
    assert england.double(10, 8, 12, 13, None, 14, HIGH).label == "not_compared"


def test_the_reason_is_said() -> None:
    found = england.single(10, 8, 12, 12345.6, LOW)
    assert found.why == "12,345.6 lies outside 8 to 12." and found.significance == "Better"
    assert goals.goal(94, 95, HIGH).why == "94 does not meet the goal of 95."
    assert england.single(10, None, 12, 9, HIGH).why == "The area has no interval."
    assert england.single(10, 8, 12, 9, NONE).label == "not_compared"


def test_goals_at_their_ends() -> None:
    assert goals.goal(95, 95, HIGH).label == goals.goal(95, 95, LOW).label == "better"
    assert goals.goal_range(10, 10, 20, HIGH).label == "similar"
    assert goals.goal_range(20, 10, 20, HIGH).label == "better"
    assert goals.goal_range(20, 10, 20, LOW).label == "worse"
    assert goals.goal_by_interval(10, 8, 12, 8, LOW).label == "worse"
    assert goals.goal_by_interval(10, 8, 12, 12, LOW).label == "similar"


def test_control_limits_need_a_denominator_and_a_share() -> None:
    assert control.proportion(50, 0, 40, HIGH).label == "not_compared"
    assert control.proportion(50, None, 40, HIGH).label == "not_compared"
    assert control.proportion(50, 100, 140, HIGH).why == "The comparator 140 is no share of 100."
    assert control.rate(50, 100, -1, HIGH).label == "not_compared"
    assert control.rate(0, 100, 0, HIGH).label == "similar"


def test_a_unit_of_nothing_is_refused() -> None:
    case = {"kind": "spc-proportion", "polarity": HIGH, "value": 5, "denominator": 9, "unit": 0}
    (found,), _ = answered(case | {"comparator": 4})
    assert [str(fault) for fault in found.faults] == ["unit: is 0; it should be more than 0"]


def test_ranks_with_ties() -> None:
    found = places.ranks([5.0, 3.0, None, 3.0], HIGH)
    said = [str(one) for one in found]
    assert said == ["1 of 3", "2 of 3, tied", "no value, so no rank", "2 of 3, tied"]
    assert [one.rank for one in places.ranks([5.0, 3.0, None, 3.0], NEITHER)] == [3, 1, None, 1]


def test_sixteenth_of_sixteen() -> None:
    values = [float(at) for at in range(15)] + [0.0]
    assert str(places.ranks(values, HIGH)[15]) == "15 of 16, tied"
    assert str(places.ranks([float(at) for at in range(16)], HIGH)[0]) == "16 of 16"


def test_fifths_by_bounds_keep_ties_together_and_shares_split_them() -> None:
    values = [1.0, 1.0, 1.0, 1.0, 2.0]
    assert places.categories(values, 5, LOW) == [1, 1, 1, 1, 5]
    assert places.categories(values, 5, HIGH) == [5, 5, 5, 5, 1]
    assert places.shares(values, 5) == [1, 2, 3, 4, 5]
    assert places.categories([1.0, None, 2.0, 3.0], 4, LOW) == [0, 0, 0, 0]


def point(year: int, count: float | None, value: float | None = 0) -> trend.Point:
    shown = count and count / 10 if value == 0 else value
    low, high = (None, None) if shown is None else (shown - 1, shown + 1)
    return trend.Point(year, count, 1000, shown, low, high)


def test_a_gap_ends_the_2020_trend_and_is_skipped_by_the_others() -> None:
    counts = [100, 150, 200, 250, None, 300, 350]
    points = [point(2010 + at, count) for at, count in enumerate(counts)]
    old = trend.recent_trend(points, implementation=trend.OPEN)
    assert (old.marker, old.chi_square) == ("CannotBeCalculated", 0.0)
    for way in (trend.NEXT, trend.OURS):
        found = trend.recent_trend(points, implementation=way)
        assert found.marker == "Increasing" and found.years == (2011, 2012, 2013, 2015, 2016)


@pytest.mark.parametrize(
    ("value_type", "ways"),
    [("proportion", 3), ("crude_rate", 3), ("dsr", 2), ("count", 0), ("ratio", 0)],
)
def test_which_types_have_a_trend(value_type: str, ways: int) -> None:
    points = [point(2010 + at, 100 + 50 * at) for at in range(5)]
    found = [trend.recent_trend(points, value_type, implementation=way) for way in trend.IMPLEMENTATIONS]  # fmt: skip
    assert sum(one.marker == "Increasing" for one in found) == ways


def test_why_there_is_no_trend() -> None:
    points = [point(2010 + at, 100 + 50 * at) for at in range(5)]

    def why(some: list[trend.Point], **asked: Any) -> str:
        found = trend.recent_trend(some, **asked)
        assert (found.marker, found.chi_square) == ("CannotBeCalculated", None)
        return found.message

    assert why(points[:4]) == "Not enough data points to calculate recent trend"
    assert "for this year range" in why(points, year_range=3)
    assert "valid values" in why([*points[:4], trend.Point(2014)])
    flat = [trend.Point(2010 + at, 100, 1000, 10, 10, 10) for at in range(5)]
    assert "an interval has no width" in why(flat)
    none = [point(2010 + at, 10 * at) for at in range(5)]
    assert "a count of 0 has no logit" in why(none, method=trend.PROPORTIONS)
    bare = [trend.Point(2010 + at, 100, 1000, 10) for at in range(5)]
    assert "Not enough data points with an interval" in why(bare)
    whole = [trend.Point(2010 + at, 1000, 1000, 100, 99, 100) for at in range(5)]
    assert why(whole) == "The recent trend cannot be calculated"


def test_polarity_says_whether_that_is_good() -> None:
    points = [point(2010 + at, 100 + 50 * at) for at in range(5)]
    found = trend.recent_trend(points)
    assert found.judgement(HIGH) == "increasing and getting better"
    assert found.judgement(LOW) == "increasing and getting worse"
    assert found.judgement(NEITHER) == "increasing"
    assert trend.recent_trend(points[:3]).judgement(HIGH) == "cannot be calculated"


SINGLE = {"polarity": HIGH, "value": 10, "lower95": 8, "upper95": 12, "comparator": 9}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "sideways"}, "kind: is sideways; it should be one of england-single"),
        ({"polarity": "up"}, "polarity: is “up”; it should be one of high_is_good"),
        ({"value": "ten"}, "value: is ten; it should be a number"),
        ({"lower95": 13}, "lower95: is 13, more than upper95, 12"),
        ({"lower": 8}, "lower: is the same as lower95"),
        ({"valeu": 1}, "valeu: is not a field that is known here"),
        ({"missing": "x"}, "missing: is x; it should be a number"),
    ],
)
def test_faults_say_where(change: dict[str, Any], said: str) -> None:
    (found,), _ = answered({"kind": "england-single"} | SINGLE | change)
    assert found.answer == {} and any(str(fault).startswith(said) for fault in found.faults)


def test_what_is_left_out_is_a_fault_and_what_is_null_is_missing() -> None:
    case = {"kind": "single"} | {n: v for n, v in SINGLE.items() if n != "upper95"}
    (found,), _ = answered(case)
    assert [str(fault) for fault in found.faults] == [
        "upper95: is missing; write null where there is none"
    ]
    (found,), _ = answered(case | {"upper95": None})
    assert found.answer["label"] == "not_compared"


def test_an_area_is_not_compared_with_itself() -> None:
    case = {"kind": "single", "area_code": "E92", "comparator_code": "E92"} | SINGLE
    (found,), _ = answered(case)
    assert found.answer["why"] == "An area is not compared with itself."


def test_the_kind_by_its_other_name_and_for_all_cases() -> None:
    document = {
        "kind": "goal",
        "goal": 95,
        "polarity": HIGH,
        "cases": [{"value": 96}, {"value": 94}],
    }
    found, faults = answered(document)
    assert faults == [] and [one.answer["label"] for one in found] == ["better", "worse"]
    (found_one,), _ = answered({"method": "goal", "goal": 5, "value": 6, "polarity": LOW})
    assert (found_one.kind, found_one.answer["label"]) == ("goal", "worse")


def test_faults_of_years() -> None:
    points = [{"year": 2010}, {"year": 2010}, {"yaer": 2011}, 5, {"year": 2012, "count": "few"}]
    (found,), _ = answered({"kind": "recent-trend", "points": points})
    assert [str(fault) for fault in found.faults] == [
        "points[2].year: is there twice",
        "points[3].yaer: is not known here (known: year, count, denominator, value, lower95, upper95)",
        "points[3].year: is missing",
        "points[4]: should be an object, not 5",
        "points[5].count: is few; it should be a number",
    ]
