"""When a movement is large, and when it has its reason."""

import pytest

from poolbook.rules.explaining import is_large, is_told


@pytest.mark.parametrize(
    ("change", "large"), [(None, False), (0, False), (99, False), (100, True), (-100, True)]
)
def test_a_movement_is_large_from_the_threshold_either_way(change: int | None, large: bool):
    assert is_large(change, 100) is large


@pytest.mark.parametrize(
    ("noted", "reason", "told"),
    [(False, None, False), (False, "", False), (True, None, True), (False, "beds", True)],
)
def test_a_note_or_the_forecasts_own_reason_tells(noted: bool, reason: str | None, told: bool):
    assert is_told(noted, reason) is told
