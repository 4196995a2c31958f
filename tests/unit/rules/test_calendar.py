"""The financial calendar: periods, years, and parts of a year."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.calendar import Month, Year, month_of, parse_month, parse_year

YEARS = st.integers(1990, 2090).map(Year)
DAYS = st.dates(date(1990, 4, 1), date(2091, 3, 31))


@pytest.mark.parametrize(
    ("number", "name", "first", "last", "elapsed"),
    [
        (1, "April 2019", date(2019, 4, 1), date(2019, 4, 30), 1),
        (9, "December 2019", date(2019, 12, 1), date(2019, 12, 31), 9),
        (10, "January 2020", date(2020, 1, 1), date(2020, 1, 31), 10),
        (11, "February 2020", date(2020, 2, 1), date(2020, 2, 29), 11),
        (12, "March 2020", date(2020, 3, 1), date(2020, 3, 31), 12),
        (13, "Closing period of 2019/20", date(2020, 3, 1), date(2020, 3, 31), 12),
    ],
)
def test_a_period(number: int, name: str, first: date, last: date, elapsed: int):
    month = Month(Year(2019), number)
    assert (month.name, month.first, month.last, month.elapsed) == (name, first, last, elapsed)
    assert str(month) == f"2019-20/P{number}"


@pytest.mark.parametrize("number", [0, 14, -1])
def test_there_is_no_such_period(number: int):
    with pytest.raises(ValueError, match=f"period {number} is not one of 1 to 13"):
        Month(Year(2020), number)


def test_the_century_turns():
    assert str(Year(1999)) == "1999/00"
    assert str(Month(Year(1999), 1)) == "1999-00/P1"
    assert parse_year("1999/00") == Year(1999)


@given(DAYS)
def test_every_day_falls_in_the_period_that_holds_it(day: date):
    month = month_of(day)
    assert month.first <= day <= month.last
    assert month.year.first <= day <= month.year.last


@given(YEARS)
def test_twelve_periods_tile_the_year(year: Year):
    months = [Month(year, number) for number in range(1, 13)]
    assert months[0].first == year.first
    assert months[-1].last == year.last
    for one, following in itertools.pairwise(months):
        assert one.last + timedelta(days=1) == following.first
        assert following.before() == one
    assert months[0].before() is None
    assert sum((m.last - m.first).days + 1 for m in months) == year.days


@given(YEARS, st.integers(1, 13))
def test_a_period_is_read_as_it_is_written(year: Year, number: int):
    month = Month(year, number)
    assert parse_month(str(month)) == month
    assert parse_month(f" {year} P{number} ") == month
    assert parse_month(f"{year}/{number}") == month
    assert parse_year(str(year)) == parse_year(str(year.start)) == year


@pytest.mark.parametrize("text", ["", "P7", "2020", "2020-22/P1", "2020-21/P", "2020-21/P14", "x"])
def test_what_is_not_a_period(text: str):
    with pytest.raises(ValueError, match="is not"):
        parse_month(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20/21", "“20/21” is not a financial year such as 2020/21"),
        ("2020/22", "“2020/22” is not one year: 2020 is followed by 2021"),
    ],
)
def test_what_is_not_a_year(text: str, said: str):
    with pytest.raises(ValueError, match=said):
        parse_year(text)


def test_part_of_a_leap_year_by_days_and_weeks():
    year = Year(2019)
    assert year.days == 366
    assert year.part_by_days(date(2020, 3, 1), date(2021, 1, 1)) == Fraction(31, 366)
    assert year.weeks(date(2019, 4, 1), date(2019, 4, 10)) == Fraction(10, 7)


@given(YEARS, DAYS, DAYS)
def test_parts_of_a_year_lie_between_nothing_and_all_of_it(year: Year, one: date, other: date):
    part = year.part_by_days(one, other)
    assert 0 <= part <= 1
    assert year.weeks(one, other) * 7 == part * year.days
    assert year.part_by_days(year.first, year.last) == 1
    if one > other:
        assert part == 0


@given(YEARS, st.integers(0, 363))
def test_parts_on_either_side_of_a_day_make_the_whole(year: Year, at: int):
    day = year.first + timedelta(days=at)
    after = day + timedelta(days=1)
    assert year.part_by_days(year.first, day) + year.part_by_days(after, year.last) == 1
