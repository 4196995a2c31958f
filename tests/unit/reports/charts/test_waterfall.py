"""A waterfall ends where it should, says what it hides, and nothing on it lies on anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.reports.charts import waterfall
from poolbook.reports.charts.waterfall import Step, Waterfall
from poolbook.reports.model import Sum
from tests.unit.reports.charts import pictures

AUTISM = 64_498_000
LABELS = st.text(max_size=60)
PENCE = st.one_of(
    st.integers(-(10**15), 10**15), st.integers(-(10**8), 10**8), st.sampled_from((0, 1, -1))
)
STEPS = st.lists(st.builds(Step, LABELS, PENCE), max_size=25)
LAYOUTS = st.sampled_from(("wide", "narrow"))


def bridge(start, *steps, end=None, kind="variation"):
    """A waterfall from `start` by (label, pence) to its own sum, or to another end."""
    made = tuple(Step(label, pence) for label, pence in steps)
    sums = start + sum(step.pence for step in made)
    last = sums if end is None else end
    return Waterfall("Bridge", "Variation at P6", start, made, "Variation at P7", last, kind)


@st.composite
def bridges(draw):
    """Any waterfall; one in a few leaves something unexplained, many lie far from zero."""
    far = draw(st.sampled_from((0, 0, 10**12, -(10**12))))
    start, steps, rest = draw(PENCE) + far, draw(STEPS), draw(st.sampled_from((0, 0, 1, -(10**7))))
    end = start + sum(step.pence for step in steps) + rest
    kind = draw(st.sampled_from(("variation", "amount")))
    return Waterfall(draw(LABELS), draw(LABELS), start, tuple(steps), draw(LABELS), end, kind)


def placed(rows):
    """The px a penny and the px of zero, from the two levels furthest apart; None where all are one."""
    points = [(begin, x) for role, begin, _, x, _ in rows if role not in ("start", "end")]
    points += [(finish, x) for *_, finish, _, x in rows]
    (low, left), (high, right) = min(points), max(points)
    return (
        None if low == high else lambda pence: left + (pence - low) * (right - left) / (high - low)
    )


@settings(max_examples=150, deadline=None)
@given(bridges(), LAYOUTS)
def test_every_step_begins_where_the_last_ended_and_the_last_bar_is_the_sum(chart, layout):
    rows = pictures.bars(waterfall.draw(chart, "c", layout))
    assert rows[0][2] == chart.start and rows[-1][2] == chart.end
    levels = [rows[0][2], *(finish for _, _, finish, _, _ in rows[1:-1])]
    begins = [begin for _, begin, _, _, _ in rows[1:-1]]
    assert begins == levels[:-1] and levels[-1] == chart.end
    scale = placed(rows)
    for role, begin, finish, left, right in rows if scale else []:
        assert right == pytest.approx(scale(finish), abs=0.03)
        if role not in ("start", "end"):
            assert left == pytest.approx(scale(begin), abs=0.03)


@settings(max_examples=150, deadline=None)
@given(bridges(), LAYOUTS)
def test_all_is_within_the_picture_and_no_text_lies_on_another(chart, layout):
    svg = waterfall.draw(chart, "c", layout)
    assert pictures.outside(svg) == []
    assert pictures.collisions(svg) == []
    assert "nan" not in svg.lower().replace(" ", "") or "nan" in repr(chart).lower()


@settings(max_examples=100, deadline=None)
@given(bridges(), LAYOUTS)
def test_the_axis_starts_at_zero_or_says_that_it_does_not(chart, layout):
    svg = waterfall.draw(chart, "c", layout)
    rows = pictures.bars(svg)
    said = "The axis is broken" in " ".join(pictures.words(svg))
    assert said == ("The axis is broken" in pictures.parsed(svg)[1].text)
    scale = placed(rows)
    if scale and not said:
        for role, _, _, left, _ in rows:
            if role in ("start", "end"):
                assert left == pytest.approx(scale(0), abs=0.05)


def test_the_demonstration_bridge_says_its_amounts_in_words():
    chart = bridge(-8_347_000, ("Autism", AUTISM), ("CHC", -9_300_000), ("Advocacy", 0))
    words = pictures.words(waterfall.draw(chart, "c"))
    assert [word for word in words if "£" in word and "00k" not in word] == [
        "£0", "£83k", "+£645k", "−£93k", "£0", "£469k",
    ]  # fmt: skip
    assert words[words.index("£83k") + 1] == "under" and words[words.index("£469k") + 1] == "over"
    assert waterfall.describe(chart) == (
        "From Variation at P6 (£83k under) to Variation at P7 (£469k over). 2 movements, the "
        "largest: Autism +£645k; CHC −£93k. The table beside it has every figure."
    )


def test_steps_too_small_to_see_break_the_axis_in_words():
    far = bridge(14_300_000_000, ("Virement", 61_200_000), kind="amount")
    near = bridge(100_000_000, ("Virement", 61_200_000), kind="amount")
    below = bridge(-14_300_000_000, ("Virement", 61_200_000), kind="amount")
    said = " ".join(pictures.words(waterfall.draw(far, "c")))
    assert (
        "it starts at £142.6m, not at zero. Compare the steps, not the first and last bar" in said
    )
    assert "broken" not in waterfall.draw(near, "c")
    assert "it ends at −£142m, not at zero" in " ".join(pictures.words(waterfall.draw(below, "c")))


def test_up_and_down_differ_by_shape_and_not_only_by_colour():
    svg = waterfall.draw(bridge(0, ("Up", AUTISM), ("Down", -AUTISM // 2)), "c")
    arrows = [
        node.attrib["points"] for node in pictures.parsed(svg).iter(f"{pictures.NAME}polygon")
    ]
    up, down = (pictures.numbers(points)[::2] for points in arrows[:2])
    assert up[2] == max(up) and up[1] < up[2]
    assert down[2] == min(down) and down[1] > down[2]


def test_what_no_step_explains_is_drawn_and_named():
    chart = bridge(0, ("Autism", AUTISM), end=AUTISM + 12_345)
    assert chart.unexplained == 12_345
    words = pictures.words(waterfall.draw(chart, "c"))
    assert words[words.index("Not explained") + 1] == "+£123"
    assert "not explained by any step" in words
    assert "Not explained" not in waterfall.draw(bridge(0, ("Autism", AUTISM)), "c")


@pytest.mark.parametrize("layout", ["wide", "narrow"])
@pytest.mark.parametrize(
    "chart",
    [
        bridge(0),
        bridge(0, ("Nothing", 0)),
        bridge(5, ("Tiny", -5)),
        bridge(-AUTISM, ("Across zero", 2 * AUTISM)),
        bridge(9 * 10**18, ("Largest", -(10**18))),
    ],
)
def test_unusual_bridges_are_drawn_whole(chart, layout):
    svg = waterfall.draw(chart, "c", layout)
    assert pictures.outside(svg) == [] and pictures.collisions(svg) == []


def test_narrow_is_narrow_and_has_the_same_amounts():
    chart = bridge(0, ("A long name of a budget line, which must be put on two lines", AUTISM))
    wide, narrow = (waterfall.draw(chart, "c", layout) for layout in ("wide", "narrow"))
    assert pictures.parsed(narrow).attrib["viewBox"].startswith("0 0 360 ")
    assert [row[:3] for row in pictures.bars(wide)] == [row[:3] for row in pictures.bars(narrow)]


@given(st.lists(st.builds(Step, LABELS, PENCE), max_size=60), st.integers(1, 24))
def test_grouping_the_smaller_steps_keeps_the_sum_and_the_order(steps, most):
    kept = waterfall.largest(steps, most)
    assert sum(step.pence for step in kept) == sum(step.pence for step in steps)
    assert len(kept) <= most + 1
    if len(steps) > most + 1:
        assert kept[-1].label == f"{len(steps) - most} smaller movements"
        order = iter(steps)
        assert all(step in order for step in kept[:-1])
        dropped = sorted((abs(step.pence) for step in steps), reverse=True)[most:]
        assert min(abs(step.pence) for step in kept[:-1]) >= max(dropped)


def test_the_table_has_every_row_and_its_sum():
    chart = bridge(-8_347_049, ("Autism", AUTISM), ("CHC", -9_300_000), end=50_000_000)
    table = waterfall.data_table(chart)
    assert [row.label for row in table.rows] == [
        "Variation at P6", "Autism", "CHC", "Not explained", "Variation at P7",
    ]  # fmt: skip
    last = table.cell("end", "amount")
    assert isinstance(last.formula, Sum)
    assert sum(table.cell(key, "amount").value for key in last.formula.rows) == last.value
    assert table.columns[0].over
    assert not waterfall.data_table(bridge(0, kind="amount")).columns[0].over
