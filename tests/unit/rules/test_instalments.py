"""Instalments: twelfths, quarters, years, and money a month ahead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.instalments import due, instalments_due


@pytest.mark.parametrize(
    ("a_year", "elapsed", "ahead", "expected"),
    [
        (12, 7, 0, 7),
        (12, 7, 1, 8),
        (12, 12, 1, 12),
        (4, 1, 0, 1),
        (4, 3, 0, 1),
        (4, 4, 0, 2),
        (4, 3, 1, 2),
        (2, 7, 0, 2),
        (1, 1, 0, 1),
    ],
)
def test_how_many_are_due(a_year: int, elapsed: int, ahead: int, expected: int) -> None:
    assert instalments_due(a_year, elapsed, ahead) == expected


@given(st.integers(0, 10**12), st.sampled_from([12, 4, 2, 1]), st.integers(0, 3))
def test_all_is_due_by_the_end_and_never_more(pence: int, a_year: int, ahead: int) -> None:
    amounts = [due(pence, a_year, month, ahead) for month in range(1, 13)]
    assert amounts == sorted(amounts)
    assert amounts[-1] == pence
