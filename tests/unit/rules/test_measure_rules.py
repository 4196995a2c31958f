"""Times, figures, colours, direction and data quality of measures."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.measures.direction import direction
from poolbook.rules.measures.figures import FigureError, figure, ratio, show
from poolbook.rules.measures.periods import Time, month, time_of
from poolbook.rules.measures.quality import Known, expected, findings
from poolbook.rules.measures.rag import Aim, Case, judge, pro_rata

D = Decimal


@pytest.mark.parametrize(
    ("text", "starts", "ends", "name"),
    [
        ("2020-10", "2020-10-01", "2020-10-31", "October 2020"),
        ("Oct-20", "2020-10-01", "2020-10-31", "October 2020"),
        ("Sept-20", "2020-09-01", "2020-09-30", "September 2020"),
        ("february 2020", "2020-02-01", "2020-02-29", "February 2020"),
        ("Q1 2017/18", "2017-04-01", "2017-06-30", "Q1 2017/18"),
        ("2017-18 Q4", "2018-01-01", "2018-03-31", "Q4 2017/18"),
        ("2016/17", "2016-04-01", "2017-03-31", "2016/17"),
        ("2020-21", "2020-04-01", "2021-03-31", "2020/21"),
        ("12 months to Sept 2020", "2019-10-01", "2020-09-30", "12 months to September 2020"),
        ("1 November 2020", "2020-11-01", "2020-11-01", "1 November 2020"),
        ("01/04/2020", "2020-04-01", "2020-04-01", "1 April 2020"),
        ("2019-04-01 to 2019-09-30", "2019-04-01", "2019-09-30", "April to September 2019"),
        ("calendar 2019", "2019-01-01", "2019-12-31", "12 months to December 2019"),
    ],
)
def test_times_are_understood_and_named(text: str, starts: str, ends: str, name: str) -> None:
    found = time_of(text)
    assert (found.starts.isoformat(), found.ends.isoformat(), str(found)) == (starts, ends, name)


@pytest.mark.parametrize(
    "text", ["", "Octagon 2020", "2020", "31 February 2020", "2016-19", "Q5 2020/21"]
)
def test_what_is_no_time_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time such as 2020-10"):
        time_of(text)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_the_name_of_a_month_is_read_back(day: date) -> None:
    time = month(day.year, day.month)
    assert time_of(str(time)) == time


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        ("61,006", "value", D(61006)),
        ("79.8%", "value", D("79.8")),
        ("£23.22", "value", D("23.22")),
        ("−3", "value", D(-3)),
        ("1.2k", "value", D(1200)),
        (8, "value", D(8)),
        (0.1, "value", D("0.1")),
        ("", "not available", None),
        ("n/a", "not available", None),
        ("[x]", "not available", None),
        ("*", "suppressed", None),
        ("[c]", "suppressed", None),
        (None, "not available", None),
    ],
)
def test_figures_as_sources_write_them(text: object, status: str, value: Decimal | None) -> None:
    found = figure(text)  # type: ignore[arg-type]
    assert (found.status, found.value) == (status, value)


@pytest.mark.parametrize(
    "text", ["abc", "1,23", "12 34", "--3", "9" * 14, float("nan"), float("inf"), "85% (JR)"]
)
def test_what_is_no_figure_is_refused(text: object) -> None:
    with pytest.raises(FigureError):
        figure(text)  # type: ignore[arg-type]


def test_showing() -> None:
    assert show(D("61006"), "count") == "61,006"
    assert show(D("79.85"), "percent", 1) == "79.9%"
    assert show(D("-0.5"), "days", 0) == "−1"
    assert show(None, "count") == "–"
    assert ratio(D(1), D(0), 100) is None
    assert ratio(D(1), D(3), 100) == D("33.33333333")


AT_LEAST_74 = Aim("at least", D(74), tolerance=D(10), tolerance_percent=True)


def colour(value: str | None, aim: Aim | None, **more: object) -> str:
    case = {
        "status": "value",
        "value": D(value) if value else None,
        "ends": date(2020, 10, 31),
        "unit": "percent",
    }
    return judge(Case(**(case | more)), aim).rag  # type: ignore[arg-type]


def test_colours_by_target_and_tolerance() -> None:
    assert colour("74", AT_LEAST_74) == "G"
    assert colour("66.6", AT_LEAST_74) == "A"  # the tolerance is 7.4 points: 66.6 is just within
    assert colour("66.5", AT_LEAST_74) == "R"
    assert colour("39", Aim("below", D(39))) == "R"
    assert colour("39", Aim("at most", D(39))) == "G"
    assert colour("39", Aim("below", D(39), tolerance=D(1))) == "A"
    assert colour("50", Aim("within", D(40), D(60))) == "G"
    assert colour("38", Aim("within", D(40), D(60), tolerance=D(2))) == "A"
    assert colour("63", Aim("within", D(40), D(60), tolerance=D(2))) == "R"


def test_no_colour_where_none_is_due_and_it_says_why() -> None:
    assert colour(None, AT_LEAST_74) == "NR"
    assert colour("74", None) == "NR"
    assert colour("74", AT_LEAST_74, polarity="neutral") == "NR"
    case = Case("value", D(69), date(2020, 2, 29), unit="percent", sample=13, least=30)
    assert judge(case, AT_LEAST_74).why == "rests on 13 only; 30 are needed to judge it"
    full_year = Aim("at least", D(60), judged="year end")
    assert colour("22", full_year) == "NR"
    assert colour("22", full_year, ends=date(2021, 3, 31)) == "R"


def test_the_sentence_says_value_target_and_tolerance() -> None:
    case = Case("value", D(70), date(2020, 2, 29), unit="percent")
    assert judge(case, AT_LEAST_74).why == (
        "70% misses the target, at least 74%, by no more than the tolerance of 10% of it"
    )
    assert judge(
        Case("value", D("16.8"), date(2020, 2, 29), unit="percent"), Aim("at least", D("16.75"))
    ).why == ("17% meets the target, at least 16.75%")


@given(
    st.decimals(-1000, 1000, places=2),
    st.decimals(-1000, 1000, places=2),
    st.decimals(0, 100, places=2),
)
def test_polarity_is_a_mirror(value: Decimal, target: Decimal, tolerance: Decimal) -> None:
    up = judge(
        Case("value", value, date(2020, 1, 31)), Aim("at least", target, tolerance=tolerance)
    )
    down = judge(
        Case("value", -value, date(2020, 1, 31)), Aim("at most", -target, tolerance=tolerance)
    )
    assert up.rag == down.rag


@given(
    st.lists(st.decimals(-1000, 1000, places=2), min_size=2, max_size=2),
    st.decimals(-500, 500, places=1),
)
def test_a_better_value_is_never_a_worse_colour(values: list[Decimal], target: Decimal) -> None:
    order = {"R": 0, "A": 1, "G": 2}
    aim = Aim("at least", target, tolerance=D(5))
    low, high = (judge(Case("value", v, date(2020, 1, 31)), aim).rag for v in sorted(values))
    assert order[low] <= order[high]


def test_twelve_people_by_october_are_21_in_the_year() -> None:
    assert round(pro_rata(D(12), 7)) == 21
    with pytest.raises(ValueError, match="13"):
        pro_rata(D(1), 13)


def test_direction_is_read_at_the_precision_shown() -> None:
    common = {"unit": "percent", "decimals": 0}
    assert direction(D(70), D(64), polarity="higher", **common).words == "up 6 points, better"
    assert direction(D(70), D(64), polarity="lower", **common).better is False
    assert direction(D("70.2"), D("69.8"), polarity="higher", **common).words == "no change"
    assert direction(D(70), None, polarity="higher", **common).way == "none"


def known(values: list[str | None], first: int = 4) -> list[Known]:
    return [
        Known(month(2020, first + at), "value" if v else "not available", D(v) if v else None)
        for at, v in enumerate(values)
    ]


def found(values: list[str | None], today: date = date(2020, 11, 15), **more: object) -> list[str]:
    how = {"unit": "percent", "decimals": 1, "frequency": "month", "lag": 30} | more
    return [f"{f.kind}: {f.words}" for f in findings(known(values), today=today, **how)]  # type: ignore[arg-type]


def test_an_accommodation_figure_out_of_line_is_seen_before_a_board_sees_it() -> None:
    said = found(["94.9", "15.7", "95.2", "15.7", "95.9", "94.4", "95.3"], frequency="once")
    assert said == [
        "outlier: 15.7% in May 2020, where the others lie between 94.4% and 95.9%",
        "outlier: 15.7% in July 2020, where the others lie between 94.4% and 95.9%",
    ]


def test_a_series_that_swings_is_not_all_outliers() -> None:
    assert found(["84.6", "100", "58.8", "83.3", "33.3", "100", "81.8"]) == []


def test_late_missing_and_impossible() -> None:
    assert found(["90", None, "91"], today=date(2020, 9, 10)) == [
        "late: July 2020 was due by 30 August 2020; the newest is June 2020",
        "missing: May 2020 is not available",
    ]
    assert found(["90", "105"], frequency="once") == [
        "impossible: 105.0% in May 2020 is no percentage"
    ]
    gap = [known(["1"])[0], known(["1"], first=7)[0]]
    said = findings(
        gap, unit="count", decimals=0, frequency="month", lag=30, today=date(2020, 8, 1)
    )
    assert [f.words for f in said] == ["no value for 1 May 2020 to 30 June 2020"]


@pytest.mark.parametrize(
    ("frequency", "lag", "today", "ends"),
    [
        ("month", 30, date(2020, 11, 29), date(2020, 9, 30)),
        ("month", 30, date(2020, 11, 30), date(2020, 10, 31)),
        ("quarter", 0, date(2020, 9, 30), date(2020, 9, 30)),
        ("quarter", 45, date(2020, 11, 13), date(2020, 6, 30)),
        ("year", 0, date(2021, 3, 30), date(2020, 3, 31)),
        ("rolling", 0, date(2020, 5, 31), date(2020, 5, 31)),
    ],
)
def test_what_is_due(frequency: str, lag: int, today: date, ends: date) -> None:
    time = expected(frequency, lag, today)
    assert time is not None
    assert time.ends == ends
    assert expected("once", 0, today) is None


def test_a_time_runs_forward() -> None:
    with pytest.raises(ValueError, match="before"):
        Time(date(2020, 2, 1), date(2020, 1, 1))
