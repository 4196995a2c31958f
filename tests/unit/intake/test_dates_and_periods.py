"""Dates in their forms, day or month first by evidence, and the names of periods."""

import datetime

import pytest

from poolbook.intake.reading.dates import looks_like_date, read_dates
from poolbook.intake.reading.periods import month_of_cell, month_of_heading

DAY = datetime.date(2020, 4, 13)


@pytest.mark.parametrize(
    "written",
    [
        "2020-04-13",
        "2020-04-13 10:03:00",
        "2020/04/13",
        "13/04/2020",
        "13-04-2020",
        "13.04.20",
        "13-Apr-20",
        "13 April 2020",
        "13th April 2020",
        "Monday 13 April 2020",
        "20200413",
        "13/04/2020 00:00",
        43934.0,
        "43934",
        20200413.0,
    ],
)
def test_one_day_in_many_forms(written: object) -> None:
    assert read_dates([written]).dates[written] == DAY


def test_a_month_alone_is_its_first_day() -> None:
    assert read_dates(["Oct-20"]).dates["Oct-20"] == datetime.date(2020, 10, 1)


def test_order_by_evidence() -> None:
    american = read_dates(["7/31/2020", "7/1/2020"])
    assert american.order == "mdy"
    assert american.dates["7/1/2020"] == datetime.date(2020, 7, 1)
    british = read_dates(["31/7/2020", "7/1/2020"])
    assert british.order == "dmy"
    assert british.dates["7/1/2020"] == datetime.date(2020, 1, 7)
    assert not british.ambiguous and not british.clash


def test_no_evidence_is_day_first_and_ambiguous_unless_settled() -> None:
    column = read_dates(["1/4/2020"])
    assert column.ambiguous
    assert column.dates["1/4/2020"] == datetime.date(2020, 4, 1)
    settled = read_dates(["1/4/2020"], "mdy")
    assert not settled.ambiguous
    assert settled.dates["1/4/2020"] == datetime.date(2020, 1, 4)


def test_evidence_of_both_is_a_clash_of_the_fewer() -> None:
    assert read_dates(["31/7/2020", "30/7/2020", "7/31/2020"]).clash == {"7/31/2020"}


@pytest.mark.parametrize("written", ["31/02/2020", "01/01/1900", "soon", 12.0, "2020-13-01"])
def test_not_dates_of_a_ledger(written: object) -> None:
    assert written in read_dates([written]).bad


def test_blank_and_time_only_are_no_date() -> None:
    column = read_dates(["", "00:00:00"])
    assert column.dates == {"": None, "00:00:00": None}
    assert column.time_only == {"00:00:00"}


def test_looks_like_date() -> None:
    assert looks_like_date("1/4/20") and looks_like_date("13 April 2020")
    assert not looks_like_date("1.50") and not looks_like_date(43934.0)
    assert not looks_like_date("12 Maple 2020")


@pytest.mark.parametrize(
    ("heading", "month", "rest"),
    [
        ("Apr", 1, ""),
        ("Apr-20", 1, ""),
        ("April 2020", 1, ""),
        ("Mar-21", 12, ""),
        ("Sept", 6, ""),
        ("M01", 1, ""),
        ("M12", 12, ""),
        ("P7", 7, ""),
        ("Period 1", 1, ""),
        ("Period 13", 13, ""),
        ("Actual Apr-20", 1, "actual"),
        ("2020/21 Budget P3", 3, "budget"),
        ("2020-04-01", 1, ""),
    ],
)
def test_headings_of_periods(heading: str, month: int, rest: str) -> None:
    assert month_of_heading(heading) == (month, rest)


@pytest.mark.parametrize("heading", ["Amount", "Marital status", "Period", "P14", "Map", "2020"])
def test_headings_that_are_not_periods(heading: str) -> None:
    assert month_of_heading(heading) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (7.0, (7, "number")),
        ("07", (7, "number")),
        ("13", (13, "number")),
        ("202007", (7, "year and number")),
        ("07/2020", (7, "year and number")),
        ("Oct-20", (7, "month")),
        ("2020-10-01", (7, "month")),
        ("P7", (7, "month")),
        ("Q1", None),
        ("14", None),
    ],
)
def test_cells_of_a_period_column(cell: object, expected: tuple[int, str] | None) -> None:
    assert month_of_cell(cell) == expected
