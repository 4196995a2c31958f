"""What state of a period may follow what."""

import pytest

from poolbook.rules.workflow import FOLLOWS, FROZEN, STATES, may_follow

ALLOWED = {
    ("open", "checked"), ("checked", "signed"), ("checked", "open"), ("signed", "closed"),
    ("signed", "open"), ("closed", "issued"),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("following", STATES)
def test_only_these_steps_are_allowed(state: str, following: str):
    assert may_follow(state, following) == ((state, following) in ALLOWED)


def test_every_state_is_reached_and_the_last_ones_are_for_good():
    reached = {"open"}
    for _ in STATES:
        reached |= {following for state in reached for following in FOLLOWS[state]}
    assert reached == set(STATES) == set(FOLLOWS)
    for state in FROZEN:
        assert not any(may_follow(state, back) for back in STATES if back not in FROZEN)
