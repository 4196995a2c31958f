"""Money: exact rounding and apportionment, and amounts as they are shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules import money


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (0, 0),
        (7, 7),
        (-7, -7),
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(5, 2), 3),
        (Fraction(-49, 100), 0),
        (Fraction(149, 100), 1),
        (Fraction(10**30 + 1, 2), 5 * 10**29 + 1),
    ],
)
def test_rounding_is_half_up_away_from_zero(value: Fraction | int, whole: int):
    assert money.round_half_up(value) == whole


def test_pounds_and_pence():
    assert money.pence("1200.50") == 120_050
    assert money.pence(-3) == -300
    assert str(money.pounds(-8_347_000)) == "-83470.00"
    with pytest.raises(ValueError, match="part of a penny"):
        money.pence("0.001")


def test_largest_remainder_gives_the_missing_pennies_to_who_lost_most():
    parts = {"a": Fraction(1, 10), "b": Fraction(15, 10), "c": Fraction(14, 10)}
    assert money.round_shares(parts, ("a", "b", "c")) == {"a": 0, "b": 2, "c": 1}


def test_ties_go_by_the_order_and_negated_parts_give_the_negated_result():
    halves = {"b": Fraction(1, 2), "a": Fraction(1, 2)}
    assert money.round_shares(halves, ("a", "b")) == {"b": 0, "a": 1}
    assert money.round_shares({k: -v for k, v in halves.items()}, ("a", "b")) == {"b": 0, "a": -1}


def test_whole_parts_never_move_and_signs_may_differ():
    parts = {"a": Fraction(5), "b": Fraction(-7, 3), "c": Fraction(1, 3)}
    assert money.round_shares(parts, ("a", "b", "c")) == {"a": 5, "b": -2, "c": 0}


def test_parts_that_do_not_sum_to_pence_are_refused():
    with pytest.raises(ValueError, match="do not sum"):
        money.round_shares({"a": Fraction(1, 2)}, ("a",))


def test_apportioning():
    assert money.apportion(100, {"a": 1, "b": 1, "c": 1}, ("c", "b", "a")) == {
        "a": 33,
        "b": 33,
        "c": 34,
    }
    assert money.apportion(0, {"a": 0}, ("a",)) == {"a": 0}
    with pytest.raises(ValueError, match="negative"):
        money.apportion(1, {"a": -1}, ("a",))
    with pytest.raises(ValueError, match="nobody"):
        money.apportion(1, {"a": 0}, ("a",))


def test_the_alabama_penny():
    weights = {"a": 6, "b": 6, "c": 2}
    assert money.apportion(10, weights, "abc") == {"a": 4, "b": 4, "c": 2}
    assert money.apportion(11, weights, "abc") == {"a": 5, "b": 5, "c": 1}


@given(st.integers(-(10**18), 10**18), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_parts_sum_to_the_whole_and_lie_within_a_penny(total: int, weights: list[int]):
    if not sum(weights):
        return
    found = money.apportion(total, dict(enumerate(weights)), range(len(weights)))
    assert sum(found.values()) == total
    for at, weight in enumerate(weights):
        assert abs(found[at] - Fraction(total * weight, sum(weights))) < 1


@pytest.mark.parametrize(
    ("amount", "thousands", "pounds", "short"),
    [
        (0, "0", "£0", "£0"),
        (-8_347_000, "−83", "−£83,470", "−£83,470"),
        (164_450_000, "1,645", "£1,644,500", "£1,644.5k"),
        (-49_999, "0", "−£499.99", "−£499.99"),
        (-50_000, "−1", "−£500", "−£500"),
        (120_000_000, "1,200", "£1,200,000", "£1.2m"),
        (100_000_000, "1,000", "£1,000,000", "£1m"),
        (20_000_000, "200", "£200,000", "£200k"),
        (-123_456, "−1", "−£1,234.56", "−£1,234.56"),
    ],
)
def test_amounts_as_shown(amount: int, thousands: str, pounds: str, short: str):
    assert money.show_thousands(amount) == thousands
    assert money.show_pounds(amount) == pounds
    assert money.show_short(amount) == short


def test_ratios_and_percentages():
    assert money.ratio(1, 0) is None
    assert money.ratio(-83, 110) == Fraction(-83, 110)
    assert money.show_percent(None) == "n/a"
    assert money.show_percent(Fraction(-7539, 10_000), 2) == "−75.39%"
    assert money.show_percent(Fraction(1, 2)) == "50%"
    assert money.show_percent(Fraction(12)) == "1,200%"
