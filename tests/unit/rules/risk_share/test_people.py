"""Who stands in whose place, and on which days."""

from datetime import date

import pytest

from poolbook.rules.risk_share.people import UNALLOCATED, Partner, circular, places, within

JUNE, JULY = date(2022, 6, 30), date(2022, 7, 1)


def partner(
    who: str, *succeeds: str, starts: date | None = None, ends: date | None = None
) -> Partner:
    return Partner(who, who, "nhs", starts, ends, succeeds, None)


@pytest.mark.parametrize(
    ("starts", "ends", "on", "found"),
    [
        (None, None, None, True),
        (JULY, None, None, True),
        (JULY, None, JUNE, False),
        (JULY, JULY, JULY, True),
        (None, JUNE, JULY, False),
        (None, JUNE, JUNE, True),
    ],
)
def test_both_days_are_included(
    starts: date | None, ends: date | None, on: date | None, found: bool
):
    assert within(starts, ends, on) is found


def test_several_can_be_succeeded_by_one_and_one_after_another():
    chain = (
        partner("a", ends=JUNE),
        partner("b"),
        partner("c", "a", "b", starts=JULY),
        partner("d", "c", starts=date(2026, 1, 1)),
    )
    assert places(chain, JUNE) == {"a": "a", "b": "b", "c": UNALLOCATED, "d": UNALLOCATED}
    assert places(chain, JULY) == {"a": "c", "b": "c", "c": "c", "d": UNALLOCATED}
    assert set(places(chain, date(2026, 1, 1)).values()) == {"d"}
    assert places(chain, None) == {who: who for who in "abcd"}


def test_a_gap_between_two_leaves_the_place_to_nobody():
    gap = (partner("a", ends=JUNE), partner("b", "a", starts=date(2022, 9, 1)))
    assert places(gap, JULY) == {"a": UNALLOCATED, "b": UNALLOCATED}


def test_circles_are_found():
    assert circular((partner("a", "b"), partner("b", "a"))) == "a"
    assert circular((partner("a", "a"),)) == "a"
    assert circular((partner("a"), partner("b", "a"), partner("c", "b"))) == ""
