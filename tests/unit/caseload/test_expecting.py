"""What is expected of a service is shared over its lines, to the penny."""

from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.caseload.expecting import Moving, share
from poolbook.rules.caseload.forecast import Expected, Month, expected

pence = st.integers(0, 10**7)
months = st.lists(st.builds(Month, pence, pence), min_size=3, max_size=3)
committed = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 10**9), max_size=4)


def test_by_hand() -> None:
    history = [Month(700, 0), Month(1_400, 0)]  # £10.50 more a week each month
    found = share([Moving(history, {"A": 2, "B": 1})], [14, 7])
    assert expected(history, [14, 7]).middle == 3_150
    assert (found["A"].middle, found["B"].middle) == (2_100, 1_050)
    assert found["A"].low < 2_100 < found["A"].high


def test_one_line_gets_all_of_it_with_its_range() -> None:
    history = [Month(900, 100), Month(0, 300)]
    assert share([Moving(history, {"A": 5})], [100]) == {"A": expected(history, [100])}


def test_nothing_committed_is_shared_with_nobody() -> None:
    assert share([Moving([Month(1, 0)], {"A": 0})], [30]) == {}


@given(
    st.lists(st.tuples(months, committed), max_size=4), st.lists(st.integers(1, 200), max_size=6)
)
def test_the_lines_sum_to_the_services(given_: list, days: list[int]) -> None:
    movings = [Moving(history, weights) for history, weights in given_]
    found = share(movings, days)
    counted = [each for each in movings if any(each.committed.values())]
    assert sum(each.middle for each in found.values()) == sum(
        expected(each.months, days).middle for each in counted
    )
    assert all(each.low <= each.middle <= each.high for each in found.values())
    assert all(isinstance(each, Expected) for each in found.values())
