"""Bridges: steps that sum to the change."""

from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.bridges import Bridge, Step, change_by_line

FIGURES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-(10**12), 10**12))


def test_lines_that_moved_in_order_and_no_others():
    bridge = change_by_line({"a": 5, "gone": 3, "same": 1}, {"new": 4, "same": 1, "a": 7})
    assert bridge.steps == (Step("new", 4), Step("a", 2), Step("gone", -3))
    assert (bridge.start, bridge.end, bridge.unexplained) == (9, 12, 0)


def test_what_no_step_explains_is_said():
    assert Bridge(100, 150, (Step("pay award", 30, "agreed"),)).unexplained == 20
    assert Bridge(100, 100, ()).unexplained == 0


@given(FIGURES, FIGURES)
def test_a_bridge_by_line_explains_everything(before, after):
    bridge = change_by_line(before, after)
    assert bridge.unexplained == 0
    assert bridge.end - bridge.start == sum(step.pence for step in bridge.steps)
    assert all(step.pence for step in bridge.steps)
    assert len({step.key for step in bridge.steps}) == len(bridge.steps)


@given(FIGURES, FIGURES)
def test_the_way_back_is_the_way_there_turned(before, after):
    there = {step.key: step.pence for step in change_by_line(before, after).steps}
    back = {step.key: -step.pence for step in change_by_line(after, before).steps}
    assert there == back


@given(FIGURES)
def test_nothing_moved_is_no_steps(figures):
    assert change_by_line(figures, figures).steps == ()
