"""Forecast methods: exact cases, and what holds for every line."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.forecasting import METHODS, Basis, expected_to_date, forecast

MONTHS = [100, 200, 300, 400, 500, 600, 0, 0, 0, 0, 0, 0]
PENCE = st.integers(-(10**11), 10**11)
ACTUALS = st.lists(PENCE, min_size=12, max_size=12)
ELAPSED = st.integers(1, 12)
PROFILE = st.lists(st.integers(1, 100), min_size=12, max_size=12)
COMPUTED = [method for method in METHODS if method not in ("manual", "packages")]


@pytest.mark.parametrize(
    ("method", "pence", "words"),
    [
        ("block", 9_999, "block: the budget, £99.99"),
        ("straight line", 4_200, "straight line: £21 in 6 months, times 12 ÷ 6"),
        ("profile", 3_150, "profile: £21 is 67% of the year's pattern"),
        (
            "run rate", 5_100,
            "run rate: £21 to date, then £5 a month (average of the last 3) for 6 months",
        ),
    ],
)  # fmt: skip
def test_each_method(method: str, pence: int, words: str):
    made = forecast(method, Basis(9_999, MONTHS, 6, [2] * 6 + [1] * 6))
    assert (made.pence, made.words) == (pence, words)


def test_a_tie_goes_away_from_zero():
    assert forecast("straight line", Basis(0, [0] * 7 + [1], 8)).pence == 2  # 1 × 12 ÷ 8 = 1.5
    assert forecast("straight line", Basis(0, [0] * 7 + [-1], 8)).pence == -2


def test_a_run_rate_takes_only_the_months_there_are():
    made = forecast("run rate", Basis(0, [60], 1))
    assert made.pence == 720
    assert "average of the last 1" in made.words
    assert forecast("run rate", Basis(0, MONTHS, 6, last=1)).pence == 2_100 + 6 * 600
    assert forecast("run rate", Basis(0, MONTHS, 6, last=0)).pence == 2_100 + 6 * 600


@pytest.mark.parametrize("method", ["manual", "magic", ""])
def test_what_does_not_compute(method: str):
    with pytest.raises(ValueError, match="is not a method that computes; known are block"):
        forecast(method, Basis(0, MONTHS, 6))


@pytest.mark.parametrize("elapsed", [0, 13, -1])
@pytest.mark.parametrize("method", COMPUTED)
def test_months_gone_are_one_to_twelve(method: str, elapsed: int):
    with pytest.raises(ValueError, match="between 1 and 12 months gone"):
        forecast(method, Basis(0, MONTHS, elapsed))


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ((), "needs twelve parts"),
        ([1] * 11, "needs twelve parts"),
        ([1] * 11 + [-1], "needs twelve parts of zero or more"),
        ([0] * 6 + [1] * 6, "none of the year so far"),
        ([0] * 12, "none of the year so far"),
    ],
)
def test_what_is_not_a_profile(profile, said: str):
    with pytest.raises(ValueError, match=said):
        forecast("profile", Basis(0, MONTHS, 6, profile))


@given(PENCE, ACTUALS, ELAPSED, PROFILE)
def test_a_block_is_the_budget_whatever_was_spent(budget, actuals, elapsed, profile):
    assert forecast("block", Basis(budget, actuals, elapsed, profile)).pence == budget


@given(PENCE, ACTUALS, PROFILE)
def test_at_the_year_end_every_other_method_is_what_was_spent(budget, actuals, profile):
    basis = Basis(budget, actuals, 12, profile)
    for method in ("straight line", "profile", "run rate"):
        assert forecast(method, basis).pence == sum(actuals)


@given(PENCE, ELAPSED)
def test_even_spending_goes_on_evenly_by_every_method(month, elapsed):
    basis = Basis(0, [month] * 12, elapsed, [Fraction(1, 12)] * 12)
    for method in ("straight line", "profile", "run rate"):
        assert forecast(method, basis).pence == 12 * month


@given(ACTUALS, ELAPSED, PROFILE, st.sampled_from(["straight line", "profile", "run rate"]))
def test_signs_turn_with_the_money_and_later_months_do_not_count(actuals, elapsed, profile, method):
    made = forecast(method, Basis(0, actuals, elapsed, profile)).pence
    turned = [-pence for pence in actuals]
    assert forecast(method, Basis(0, turned, elapsed, profile)).pence == -made
    cut = actuals[:elapsed] + [7] * (12 - elapsed)
    assert forecast(method, Basis(0, cut, elapsed, profile)).pence == made


@given(ACTUALS, ELAPSED, PROFILE, st.integers(1, 50))
def test_the_scale_of_a_profile_does_not_matter(actuals, elapsed, profile, scale):
    one = forecast("profile", Basis(0, actuals, elapsed, profile))
    assert one == forecast("profile", Basis(0, actuals, elapsed, [p * scale for p in profile]))


@pytest.mark.parametrize(
    ("method", "profile", "expected"),
    [
        ("manual", (3, 1) + (0,) * 9 + (4,), 600),  # half of last year was gone after two months
        ("manual", (3, -5) + (0,) * 9 + (3,), 600),  # a month below nothing counts as nothing
        ("block", (), 200),
        ("block", (0,) * 12, 200),
        ("manual", (), None),
        ("run rate", (1,) * 11, None),
    ],
)
def test_what_would_be_spent_by_now(method: str, profile: tuple[int, ...], expected: int | None):
    found = expected_to_date(method, Basis(1_200, (), 2, profile))
    assert (found.pence if found else None) == expected
