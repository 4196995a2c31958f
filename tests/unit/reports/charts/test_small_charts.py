"""Sparklines break at gaps and mark the last point; bars are true to their amounts, all from zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.reports.charts import bars, sparkline
from poolbook.reports.charts.bars import Bars, Group
from poolbook.reports.charts.sparkline import Point, Sparkline
from tests.unit.reports.charts import pictures


def months(*values):
    """A sparkline of values, None for a gap."""
    return Sparkline(
        "Delayed discharge", tuple(Point(f"M{at}", v, str(v)) for at, v in enumerate(values))
    )


def drawn(chart):
    """Its lines as lists of numbers, and its circles as attributes."""
    root = pictures.parsed(sparkline.draw(chart, "s"))
    lines = [pictures.numbers(n.attrib["points"]) for n in root.iter(f"{pictures.NAME}polyline")]
    return lines, [node.attrib for node in root.iter(f"{pictures.NAME}circle")]


def test_a_sparkline_breaks_at_gaps_and_marks_the_last_point():
    lines, circles = drawn(months(*range(10), None, 4, None, *range(11)))
    assert [len(line) // 2 for line in lines] == [10, 11]
    alone, last = circles
    assert alone["r"] == "1.5"
    assert [float(last["cx"]), float(last["cy"])] == lines[-1][-2:]
    assert last["fill"] == last["stroke"]
    assert float(last["cx"]) == sparkline.WIDTH - sparkline.EDGE


def test_a_last_month_without_a_value_leaves_the_dot_hollow_where_the_line_stopped():
    lines, (last,) = drawn(months(1, 2, 3, None))
    assert last["fill"] == "#ffffff" and float(last["cx"]) == lines[-1][-2]
    assert float(last["cx"]) < sparkline.WIDTH - sparkline.EDGE


def test_a_target_is_drawn_to_the_same_scale():
    chart = Sparkline("x", (Point("a", 0), Point("b", Decimal("10"))), Fraction(5), "5%")
    svg = sparkline.draw(chart, "s")
    (line,) = pictures.parsed(svg).iter(f"{pictures.NAME}line")
    assert float(line.attrib["y1"]) == sparkline.HEIGHT / 2
    assert "Target 5% as a dashed line" in sparkline.describe(chart)


def test_a_sparkline_says_its_story_and_lists_its_values():
    chart = months(5, None, 9, 2)
    assert sparkline.describe(chart) == (
        "From 5 in M0 to 2 in M3; lowest 2 in M3, highest 9 in M2. 1 without a value."
    )
    table = sparkline.data_table(chart)
    assert [row.cells["value"].value for row in table.rows] == ["5", None, "9", "2"]
    assert sparkline.describe(months(None, None)) == "No values."


@settings(deadline=None)
@given(st.lists(st.none() | st.decimals(-(10**9), 10**9, allow_nan=False), max_size=30))
def test_any_series_stays_in_its_picture(values):
    assert pictures.outside(sparkline.draw(months(*values), "s")) == []


BUDGETS = Bars(
    "Budget and forecast",
    ("Budget", "Forecast"),
    (Group("Care homes", (2_605_300_000, 2_578_400_000)), Group("Income", (-427_749_000, None))),
)


def rectangles(svg):
    """Each bar as (pence, px from its zero end, signed)."""
    groups = [g for g in pictures.parsed(svg).iter(f"{pictures.NAME}g") if "data-value" in g.attrib]
    return [
        (int(g.attrib["data-value"]), float(g[1].attrib["x"]), float(g[1].attrib["width"]))
        for g in groups
    ]


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_bars_start_at_zero_and_are_as_long_as_their_amounts(layout):
    (budget, zero, wide), (forecast, left, less), (income, back, minus) = rectangles(
        bars.draw(BUDGETS, "b", layout)
    )
    assert left == zero and back + minus == pytest.approx(zero, abs=0.02)
    assert less / wide == pytest.approx(forecast / budget, abs=0.001)
    assert minus / wide == pytest.approx(-income / budget, abs=0.001)


def test_series_differ_by_hatch_and_what_is_missing_is_said():
    svg = bars.draw(BUDGETS, "b")
    patterns = [node.attrib["id"] for node in pictures.parsed(svg).iter(f"{pictures.NAME}pattern")]
    assert patterns == ["b-hatch0"]
    assert svg.count('fill="url(#b-hatch0)"') == 2  # in the key, and on its one bar
    assert "no data" in pictures.words(svg)
    table = bars.data_table(BUDGETS)
    assert table.cell("group-2", "series-2").value is None
    assert table.cell("group-2", "series-2").missing == "no data"


def test_variations_are_said_as_over_and_under():
    chart = Bars("Shares", ("P7",), (Group("CC", (-8_347_000,)), Group("CCG", (19_400_000,))), True)
    assert {"£83k under", "£194k over"} <= set(pictures.words(bars.draw(chart, "b")))
    assert bars.data_table(chart).columns[0].over


@st.composite
def any_bars(draw):
    """Up to six series and eight groups of any amounts."""
    series = draw(st.lists(st.text(max_size=70), min_size=1, max_size=6))
    value = st.none() | st.integers(-(10**15), 10**15)
    values = st.tuples(*[value] * len(series))
    groups = draw(st.lists(st.builds(Group, st.text(max_size=80), values), max_size=8))
    return Bars(draw(st.text(max_size=9)), tuple(series), tuple(groups), draw(st.booleans()))


@settings(max_examples=100, deadline=None)
@given(any_bars(), st.sampled_from(("wide", "narrow")))
def test_any_bars_stay_in_the_picture_and_no_text_lies_on_another(chart, layout):
    svg = bars.draw(chart, "b", layout)
    assert pictures.outside(svg) == [] and pictures.collisions(svg) == []
