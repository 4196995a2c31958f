"""A rule's drawing goes through its points exactly, and its names and amounts do not meet."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.reports.charts import share_curve
from poolbook.reports.charts.share_curve import Kink, Mark, Share, ShareCurve
from tests.unit.reports.charts import pictures

K = 100_000
COUNCIL = Share(
    "County Council", ((-400 * K, -200 * K), (0, 0), (200 * K, 200 * K), (1000 * K, 600 * K)), "CC"
)
GROUP = Share(
    "Clinical Commissioning Group",
    ((-400 * K, -200 * K), (0, 0), (200 * K, 0), (1000 * K, 400 * K)),
)
NOW = Mark("P7", 64_498_000, (42_249_000, 22_249_000))
BEFORE = Mark("P6", 51_000_000, (35_500_000, 15_500_000))
CHART = ShareCurve(
    "Autism outside the contract",
    (COUNCIL, GROUP),
    (Kink(200 * K, "half each above the first £200k"), Kink(0, "half each below budget")),
    NOW,
    BEFORE,
)


def lines(svg):
    """The points of each partner's line, in px."""
    groups = [
        g for g in pictures.parsed(svg).iter(f"{pictures.NAME}g") if "data-partner" in g.attrib
    ]
    flat = [pictures.numbers(group[1].attrib["points"]) for group in groups]
    return [list(zip(line[::2], line[1::2], strict=True)) for line in flat]


def markers(svg, kind):
    """The middle of each marker of a shape, in px."""
    return [node for node in pictures.parsed(svg).iter(f"{pictures.NAME}{kind}")]


def test_a_share_between_points_is_exact():
    assert COUNCIL.at(64_498_000) == 42_249_000
    assert GROUP.at(64_498_000) == 22_249_000
    assert COUNCIL.at(-1) == Fraction(-1, 2)
    assert COUNCIL.at(1200 * K) == 700 * K and COUNCIL.at(-500 * K) == -250 * K


def test_lines_kink_where_the_rule_does_and_the_marker_lies_on_its_line():
    svg = share_curve.draw(CHART, "c")
    council, group = lines(svg)
    assert [x for x, _ in council] == [x for x, _ in group]
    zero = council[1]
    a_pound = (council[3][0] - zero[0]) / 1000
    assert council[2][0] - zero[0] == pytest.approx(200 * a_pound, abs=0.02)
    assert group[1][1] == group[2][1] == zero[1]
    x = zero[0] + 644.98 * a_pound
    y = zero[1] + (council[3][1] - zero[1]) * 422.49 / 600
    circles = [
        (float(node.attrib["cx"]), float(node.attrib["cy"])) for node in markers(svg, "circle")
    ]
    assert any(
        cx == pytest.approx(x, abs=0.02) and cy == pytest.approx(y, abs=0.02) for cx, cy in circles
    )


def test_partners_differ_by_dash_and_name_and_not_only_by_colour():
    svg = share_curve.draw(CHART, "c")
    groups = [
        g for g in pictures.parsed(svg).iter(f"{pictures.NAME}g") if "data-partner" in g.attrib
    ]
    assert [group[1].attrib.get("stroke-dasharray") for group in groups] == [None, "8 4"]
    words = pictures.words(svg)
    assert {"County Council", "Clinical", "Commissioning", "Group"} <= set(words)
    assert "CC" in pictures.words(share_curve.draw(CHART, "c", "narrow"))


def test_now_before_and_the_clauses_are_said_in_words():
    words = pictures.words(share_curve.draw(CHART, "c"))
    assert "P7: £645k over" in words and "P6: £510k over" in words
    assert "£422k" in words and "£222k" in words
    assert "County Council: £422k (P6: £355k)" in words
    assert words[words.index("On budget: half each below budget") - 1] == "1"
    assert words[words.index("At £200k over: half each above the first £200k") - 1] == "2"
    assert "P7: £645k over. County Council £422k; Clinical Commissioning Group £222k." in (
        share_curve.describe(CHART)
    )


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_marks_and_kinks_close_together_are_still_read(layout):
    near = tuple(Kink(at * K, f"clause {at}") for at in (200, 203, 206, 209))
    chart = ShareCurve(
        "Close", (COUNCIL, GROUP), near,
        Mark("P7", 205 * K, (20_250_000, 250_000)), Mark("P6", 204 * K, (20_200_000, 200_000)),
    )  # fmt: skip
    svg = share_curve.draw(chart, "c", layout)
    assert pictures.collisions(svg) == [] and pictures.outside(svg) == []


@st.composite
def curves(draw):
    """Any rule of up to six partners, with marks on it or not."""
    size = draw(st.sampled_from((10**3, 10**8, 10**13)))
    pence = st.integers(-size, size)
    xs = sorted(draw(st.sets(pence, min_size=2, max_size=6)))
    shares = []
    for _ in range(draw(st.integers(1, 6))):
        points = tuple((x, draw(pence)) for x in xs)
        shares.append(Share(draw(st.text(max_size=40)), points, draw(st.text(max_size=8))))
    marks = [None, None]
    for at, label in enumerate(("P7", "P6")):
        if draw(st.booleans()):
            x = draw(pence)
            marks[at] = Mark(label, x, tuple(draw(pence) for _ in shares))
    kinks = tuple(Kink(x, draw(st.text(max_size=90))) for x in xs[:4])
    return ShareCurve(draw(st.text(max_size=30)), tuple(shares), kinks, *marks)


@settings(max_examples=150, deadline=None)
@given(curves(), st.sampled_from(("wide", "narrow")))
def test_any_rule_is_drawn_within_the_picture_and_no_text_lies_on_another(chart, layout):
    svg = share_curve.draw(chart, "c", layout)
    assert pictures.outside(svg) == []
    assert pictures.collisions(svg) == []


def test_the_table_has_marks_kinks_and_ends():
    table = share_curve.data_table(CHART)
    assert [row.key for row in table.rows] == ["now", "before", "kink-1", "kink-2", "from", "to"]
    assert table.cell("now", "share-1").value == 42_249_000
    assert table.cell("kink-2", "share-1").value == 200 * K
    assert table.cell("to", "share-2").value == 400 * K
    assert all(
        row.cells["variation"].value == sum(row.cells[f"share-{at}"].value for at in (1, 2))
        for row in table.rows
    )


def test_a_curve_without_lines_is_refused():
    with pytest.raises(ValueError, match="needs a line for each partner"):
        share_curve.draw(ShareCurve("Empty", ()), "c")
    with pytest.raises(ValueError, match="needs a line for each partner"):
        share_curve.draw(ShareCurve("Empty", (Share("A", ()),)), "c")
