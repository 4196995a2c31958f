"""The drawn shape of a rule is the rule: its points are the engine's, its bends are the terms' limits."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.rules.risk_share import share
from poolbook.rules.risk_share.curve import curve, varied
from tests.unit.rules.risk_share.made import line, position, terms

HALVES = {"use": "fixed", "split": {"a": 50, "b": 50}}


def bands(limit: int) -> dict:
    """Below nothing: halves; up to the limit (pounds): a; above it: halves."""
    return {
        "use": "bands",
        "on": "variation",
        "bands": [
            {"below": 0, "split": {"a": 50, "b": 50}},
            {"above": 0, "below": limit, "partner": "a"},
            {"above": limit, "split": {"a": 50, "b": 50}},
        ],
    }


@settings(deadline=None)
@given(st.integers(130, 860), st.integers(-400, 1_400))
def test_bends_are_where_the_terms_say(limit: int, now: int) -> None:
    found = curve(terms(bands(limit)), position(line(now)), "g", -50_000, 100_000)
    assert [bend.variation for bend in found.bends] == [0, limit * 100]


@settings(deadline=None)
@given(st.integers(130, 860), st.integers(-500, 1_000))
def test_between_points_the_line_is_the_engines(limit: int, at: int) -> None:
    made, where = terms(bands(limit)), position(line(0))
    found = curve(made, where, "g", -50_000, 100_000)
    group = share(made, varied(where, "g", at * 100)).groups[0]
    for who, points in found.points.items():
        (x0, y0), (x1, y1) = next(pair for pair in pairwise(points) if at * 100 <= pair[1][0])
        drawn = y0 + (y1 - y0) * (at * 100 - x0) / (x1 - x0)
        assert abs(drawn - group.shares[who]) <= 2
        assert sum(shares[0][1] for shares in found.points.values()) == -50_000


def test_a_rule_without_limits_has_no_bend() -> None:
    found = curve(terms(HALVES), position(line(7)), "g", -10_000, 10_000)
    assert found.bends == ()
    assert found.points["a"] == ((-10_000, -5_000), (0, 0), (10_000, 5_000))


def test_what_varies_is_the_largest_line() -> None:
    where = position(
        line(5, id="small", budget=10), line(6, id="large", budget=90), line(1, group="h")
    )
    moved = {item.id: item.variance for item in varied(where, "g", 5_000).lines}
    assert moved == {"small": 500, "large": 4_500, "h1": 100}


def test_a_group_without_lines_has_no_curve() -> None:
    with pytest.raises(ValueError, match="has no line"):
        varied(position(line(5)), "h", 0)
