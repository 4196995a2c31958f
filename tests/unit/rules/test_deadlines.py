"""By when a month's steps are due: working days, holidays, and what is said of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules import deadlines
from poolbook.rules.calendar import Month, Year
from poolbook.rules.deadlines import Timetable

OCTOBER = Month(Year(2026), 7)  # ends on Saturday 31 October 2026
DECEMBER = Month(Year(2026), 9)  # 1 January 2027 is a Friday


def test_working_days_leave_out_weekends():
    known = Timetable({"import": 1, "sign": 5, "issue": 6})
    assert known.due(OCTOBER, "import") == date(2026, 11, 2)  # Monday
    assert known.due(OCTOBER, "sign") == date(2026, 11, 6)  # Friday
    assert known.due(OCTOBER, "issue") == date(2026, 11, 9)  # over the weekend


def test_a_bank_holiday_moves_what_follows_it():
    plain, known = (
        Timetable({"import": 1}),
        Timetable({"import": 1}, True, frozenset({date(2027, 1, 1)})),
    )
    assert plain.due(DECEMBER, "import") == date(2027, 1, 1)
    assert known.due(DECEMBER, "import") == date(2027, 1, 4)


def test_days_count_every_day():
    known = Timetable({"import": 1}, False, frozenset({date(2026, 11, 1)}))
    assert known.due(OCTOBER, "import") == date(2026, 11, 1)


def test_a_step_without_a_day_and_a_closing_period_have_no_date():
    known = Timetable({"import": 1})
    assert known.due(OCTOBER, "sign") is None
    assert known.due(Month(Year(2026), 13), "import") is None
    assert Timetable().due(OCTOBER, "import") is None


@given(
    st.integers(1, 60),
    st.integers(1, 12),
    st.sets(st.dates(date(2026, 4, 1), date(2027, 8, 1)), max_size=30),
)
def test_so_many_working_days_lie_between(days: int, number: int, holidays: set[date]):
    month = Month(Year(2026), number)
    known = Timetable({"sign": days}, True, frozenset(holidays))
    due = known.due(month, "sign")
    assert due is not None and known.is_working(due)
    between = [month.last + timedelta(days=n) for n in range(1, (due - month.last).days + 1)]
    assert sum(map(known.is_working, between)) == days


@pytest.mark.parametrize(
    ("today", "said", "late"),
    [
        (date(2026, 11, 2), "due Thursday 12 November 2026", 0),
        (date(2026, 11, 11), "due tomorrow", 0),
        (date(2026, 11, 12), "due today", 0),
        (date(2026, 11, 13), "overdue by 1 day", 1),
        (date(2026, 11, 22), "overdue by 10 days", 10),
    ],
)
def test_what_is_said_of_a_date(today: date, said: str, late: int):
    due = date(2026, 11, 12)
    assert deadlines.told(due, today) == said
    assert deadlines.days_late(due, today) == late


def test_a_step_is_not_due_before_one_that_it_follows():
    assert deadlines.faults({"import": 3, "forecast": 5, "issue": 5}) == []
    (found,) = deadlines.faults({"import": 5, "sign": 4, "issue": 9})
    assert "Signed by every partner" in found and "day 5" in found
    assert len(deadlines.faults({"import": 0, "issue": 400})) == 2
