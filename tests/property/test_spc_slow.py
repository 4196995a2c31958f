"""The arrays say what the rules say point by point, on generated series, and a broken one is caught."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings

from poolbook.rules.spc import Chart, Rule, Series, Settings, chart, patterns
from tests.property import spc_slow
from tests.property.test_spc_laws import a_series, all_settings


def differences(made: Chart, series: Series, how: Settings) -> list[str]:
    """What the chart says otherwise than the slow rules."""
    found = []
    for slow in spc_slow.judge(series, how):
        fast = made.points[slow.at]
        if set(fast.rules) != slow.rules:
            found.append(f"{slow.at}: {fast.rules} and {slow.rules}")
        for name, figure in (
            ("mean", slow.mean), ("amr", slow.amr), ("upl", slow.limit(3)), ("lpl", slow.limit(-3)),
            ("near_upl", slow.limit(2)), ("near_lpl", slow.limit(-2)),
        ):  # fmt: skip
            ours = getattr(fast, name)
            same = ours is figure or (
                ours is not None
                and figure is not None
                and math.isclose(ours, figure, rel_tol=1e-9, abs_tol=1e-9)
            )
            if not same:
                found.append(f"{slow.at} {name}: {ours} and {figure}")
        if fast.partition != slow.part or fast.baseline != slow.baseline:
            found.append(f"{slow.at} partition: {fast.partition} and {slow.part}")
        if fast.winner is not None and not how.nhsr and fast.winner not in slow.rules:
            found.append(f"{slow.at} winner: {fast.winner}")
    return found


@settings(max_examples=1_500, deadline=None)
@given(a_series(), all_settings)
def test_arrays_and_plain_rules_agree(one: Series, how: Settings) -> None:
    how = replace(how, minimum_points=0)
    assert differences(chart(one, how), one, how) == []


@settings(max_examples=400, deadline=None)
@given(a_series(), all_settings)
def test_a_point_shows_the_side_that_its_conflict_rule_wants(one: Series, how: Settings) -> None:
    how = replace(how, minimum_points=0)
    sign = one.improvement.sign
    for point in chart(one, how).points:
        high = {rule for rule in point.rules if rule.value.endswith(("high", "rising"))}
        low = set(point.rules) - high
        assert (point.winner is None) == (not point.rules)
        assert point.conflict == bool(high and low and sign)
        if how.nhsr or not point.rules:
            continue
        wanted = low if (sign < 0 and low) or not high else high
        assert point.winner == min(wanted, key=list(Rule).index)


def test_a_rule_that_is_broken_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shift of one point too few: the plain rules disagree."""
    one = Series([1.0] * 6 + [-1.0] * 6, ghosts=[False] * 12)
    how = Settings(minimum_points=0)
    assert differences(chart(one, how), one, how) == []
    right = patterns._shifts
    monkeypatch.setattr(patterns, "_shifts", lambda side, at, least: right(side, at, least - 1))
    assert differences(chart(one, how), one, how)
