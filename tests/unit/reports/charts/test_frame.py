"""The parts every chart is made of: safe text, widths, axes, colours; and the picture as PNG."""

import itertools
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.reports.charts import axis, bars, colours, raster, share_curve, sparkline, waterfall
from poolbook.reports.charts.bars import Bars, Group
from poolbook.reports.charts.frame import Svg, number
from poolbook.reports.charts.placing import Box, beside, spread
from poolbook.reports.charts.share_curve import Kink, Mark, Share, ShareCurve
from poolbook.reports.charts.sparkline import Point, Sparkline
from poolbook.reports.charts.text import elide, plain, width, wrap
from poolbook.reports.charts.waterfall import Step, Waterfall
from tests.unit.reports.charts import pictures

HOSTILE = (
    "</text><script>alert(1)</script>",
    '"\' onload="alert(1)',
    "]]><!-- & &amp; \x00\x1b\ud800\uffff",
    "\u202etxt.exe",
    "url(http://example.org/x) @import",
)


def charts(text):
    """Every kind of chart, with one text in every place that takes one."""
    share = Share(text, ((-1, 0), (100_000, 50_000)), text)
    return {
        "waterfall": waterfall.draw(
            Waterfall(text, text, 0, (Step(text, 5), Step(text, -9)), text, 1), "a"
        ),
        "narrow": waterfall.draw(Waterfall(text, text, 0, (), text, 0), "a", "narrow"),
        "curve": share_curve.draw(
            ShareCurve(text, (share,), (Kink(0, text),), Mark(text, 5, (3,)), Mark(text, 4, (2,))),
            "a",
        ),
        "sparkline": sparkline.draw(Sparkline(text, (Point(text, 1, text),), 2, text), "a"),
        "bars": bars.draw(Bars(text, (text, text), (Group(text, (1, None)),)), "a"),
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_label_is_only_ever_text(text):
    harmless = charts("plain")
    for name, svg in charts(text).items():
        found = {node.tag for node in pictures.parsed(svg).iter()}
        assert found <= {node.tag for node in pictures.parsed(harmless[name]).iter()}
        for node in pictures.parsed(svg).iter():
            assert not [key for key in node.attrib if key.startswith("on") or key == "style"]
        assert "\u202e" not in svg and "\x00" not in svg


@pytest.mark.parametrize("name", ["waterfall", "narrow", "curve", "sparkline", "bars"])
def test_every_chart_is_an_image_with_title_and_description_and_asks_for_nothing(name):
    svg = charts("Care & support")[name]
    root = pictures.parsed(svg)
    assert root.attrib["role"] == "img"
    title, description = root[0], root[1]
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert (title.tag, title.text) == (f"{pictures.NAME}title", "Care & support")
    assert description.tag == f"{pictures.NAME}desc" and len(description.text) > 10
    paper = next(node for node in root if node.tag == f"{pictures.NAME}rect")
    assert paper.attrib["fill"] == "#ffffff" and paper.attrib["width"] == root.attrib["width"]
    assert "style=" not in svg and "href" not in svg
    assert svg.count("http") == 1  # the name of SVG itself
    assert charts("Care & support")[name] == svg


def test_ids_are_the_callers_and_must_be_ids():
    assert 'id="bridge-7-title"' in Svg("bridge-7", 10, "t", "d").done(10)
    for wrong in ("", "7", "a b", 'a"', "a<"):
        with pytest.raises(ValueError, match="cannot be an id"):
            Svg(wrong, 10, "t", "d")


def test_coordinates_are_short_and_never_a_negative_zero():
    assert [number(v) for v in (12, 12.5, -0.001, 1 / 3, 100.0)] == [
        "12",
        "12.5",
        "0",
        "0.33",
        "100",
    ]


@given(st.text(max_size=200), st.floats(20, 300), st.integers(1, 4), st.booleans())
def test_wrapped_text_fits_its_room_and_loses_nothing_but_its_end(text, room, most, bold):
    lines = wrap(text, room, 13, most, bold)
    assert 1 <= len(lines) <= most
    assert all(width(line, 13, bold) <= room or len(line) <= 1 for line in lines)
    kept = "".join(lines).replace(" ", "")
    whole = plain(text).replace(" ", "")
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_text_is_cut_short_only_where_it_must_be():
    assert elide("Care homes", 100, 13) == "Care homes"
    assert elide("Care homes", 50, 13) == "Care…"


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 9)), max_size=10))
def test_spread_boxes_do_not_overlap_and_stay_within(items):
    centres, sizes = [c for c, _ in items], [s for _, s in items]
    moved = spread(centres, sizes, 0, 100)
    order = sorted(range(len(items)), key=lambda at: (centres[at], at))
    for one, other in itertools.pairwise(order):
        assert moved[other] - moved[one] >= (sizes[one] + sizes[other]) / 2 - 1e-6
    for at in order:
        assert sizes[at] / 2 - 1e-6 <= moved[at] <= 100 - sizes[at] / 2 + 1e-6


def test_a_label_keeps_off_lines_and_off_what_is_taken():
    area = Box(0, 0, 200, 200)
    rising = [(0.0, 200.0), (200.0, 0.0)]
    free, crossed = beside((100, 100), (40, 16), [rising], [], area)
    assert not crossed and area.holds(free)
    assert not free.crossed(*rising)
    other, _ = beside((100, 100), (40, 16), [rising], [free], area)
    assert not other.meets(free)


@given(st.integers(-(10**17), 10**17), st.integers(0, 10**17))
def test_ticks_are_round_even_and_hold_the_figures(low, span):
    made = axis.fitted(low, low + span, 100, 600, 720)
    assert made.low <= low and low + span <= made.high
    steps = {b - a for a, b in itertools.pairwise(made.ticks)}
    assert len(steps) <= 1
    if steps:
        assert re.fullmatch("[125]0*", str(steps.pop()))
        assert len(made.ticks) <= 8
        assert made.at(made.ticks[0]) == 100 and made.at(made.ticks[-1]) == 600


@given(st.integers(-(10**15), 10**15), st.integers(0, 10**15))
def test_a_tight_axis_wastes_nothing_and_its_ticks_stand_within(low, span):
    made = axis.tight(low, low + span, 100, 600, 720)
    assert (made.low, made.at(low)) == (low, 100)
    assert span == 0 or made.at(low + span) == 600
    assert made.ticks and all(low <= tick <= low + span for tick in made.ticks)


@pytest.mark.parametrize(
    ("levels", "broken"),
    [
        ((87, 100), False),
        ((88, 100), True),
        ((-100, -88), True),
        ((-1, 100), False),
        ((9, 9), False),
    ],
)
def test_zero_is_left_out_only_where_differences_fill_less_than_an_eighth(levels, broken):
    low, high, said = axis.bounds(levels)
    assert said is broken
    assert broken or low <= 0 <= high
    assert low <= min(levels) and max(levels) <= high


@pytest.mark.parametrize(
    ("pence", "shown"),
    [
        (0, "£0"), (1, "£0.01"), (-999, "−£9.99"), (1_050, "£11"), (45_678, "£457"),
        (400_000, "£4k"), (-456_700, "−£4.6k"), (64_498_000, "£645k"), (14_321_949_999, "£143,219k"),
        (120_000_000, "£1.2m"), (99_960, "£1k"),
    ],
)  # fmt: skip
def test_amounts_are_said_in_few_letters(pence, shown):
    assert axis.short(pence) == shown


def test_every_colour_of_text_and_bars_reads_on_white():
    inks = (*colours.SERIES, colours.INK, colours.MUTED, colours.TOTAL, colours.MORE, colours.LESS)
    assert min(colours.contrast(ink, colours.PAPER) for ink in inks) >= 4.5
    assert colours.contrast(colours.RULE, colours.PAPER) >= 3
    assert round(colours.contrast("#000000", "#ffffff"), 6) == 21
    assert len(set(colours.DASHES)) == len(set(colours.SHAPES)) == len(set(colours.HATCHES)) == 6


def test_a_png_has_two_dots_a_px_and_is_always_the_same():
    svg = charts("Autism \N{GRINNING FACE} &")["waterfall"]
    root = pictures.parsed(svg)
    made = raster.png(svg)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    size = struct.unpack(">II", made[16:24])
    assert size == (2 * float(root.attrib["width"]), 2 * float(root.attrib["height"]))
    assert raster.png(svg) == made
    assert len(raster.png(svg, scale=1)) < len(made)


def test_what_is_no_chart_is_not_rastered():
    with pytest.raises(ValueError, match="width and height"):
        raster.png("<svg/>")


def test_the_checks_of_these_tests_see_a_fault():
    svg = charts("Care homes")["waterfall"]
    assert pictures.collisions(svg) == [] and pictures.outside(svg) == []
    on_one_line = re.sub(r'(<text x="[\d.]+" y=)"[\d.]+"', r'\1"50"', svg)
    assert pictures.collisions(on_one_line)
    assert pictures.outside(svg.replace('viewBox="0 0 720', 'viewBox="0 0 300'))
