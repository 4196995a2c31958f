"""Comparison with England or another comparator by confidence intervals."""

from poolbook.rules.comparing.words import NONE, Compared, judged, not_compared, written

Number = float | None


def single(value: Number, lower: Number, upper: Number, other: Number, polarity: str) -> Compared:
    """Whether the comparator lies within the area's own 95 % interval; a limit counts as within."""
    return _levels(value, [(lower, upper)], other, polarity)


def two_levels(
    value: Number,
    lower95: Number,
    upper95: Number,
    lower99_8: Number,
    upper99_8: Number,
    other: Number,
    polarity: str,
) -> Compared:
    """As `single`, and beyond the 99.8 % interval too the label is worst or best."""
    return _levels(value, [(lower95, upper95), (lower99_8, upper99_8)], other, polarity)


def double(
    value: Number,
    lower: Number,
    upper: Number,
    other: Number,
    other_lower: Number,
    other_upper: Number,
    polarity: str,
) -> Compared:
    """Whether the area's and the comparator's intervals touch."""
    if polarity == NONE:
        return not_compared("The measure is not for comparing.")
    if value is None or lower is None or upper is None:
        return not_compared("The area has no value with an interval.")
    if other is None or other_lower is None or other_upper is None:
        return not_compared("The comparator has no value with an interval.")
    if lower <= other_upper and upper >= other_lower:
        return judged(0, polarity, "The two intervals overlap.")
    return judged(-1 if value < other else 1, polarity, "The two intervals do not overlap.")


def _levels(
    value: Number, intervals: list[tuple[Number, Number]], other: Number, polarity: str
) -> Compared:
    if polarity == NONE:
        return not_compared("The measure is not for comparing.")
    if value is None:
        return not_compared("The area has no value.")
    if other is None:
        return not_compared("The comparator has no value.")
    beyond, shown = 0, ""
    for lower, upper in intervals:
        if lower is None or upper is None:
            return not_compared("The area has no interval.")
        shown = f"{written(other)} lies outside {written(lower)} to {written(upper)}."
        if lower <= other <= upper:
            inside = f"{written(other)} lies within {written(lower)} to {written(upper)}."
            return judged(_side(value, other) * beyond, polarity, inside)
        beyond += 1
    return judged(_side(value, other) * beyond, polarity, shown)


def _side(value: float, other: float) -> int:
    return -1 if value < other else 1
