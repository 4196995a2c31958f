"""Comparison with a goal: a single one by the value or by its interval, or a range."""

from poolbook.rules.comparing.england import Number
from poolbook.rules.comparing.words import LOW, NONE, Compared, judged, not_compared, written


def goal(value: Number, wanted: Number, polarity: str) -> Compared:
    """Better where the value meets the goal (reaching it is enough), else worse."""
    if polarity == NONE:
        return not_compared("The measure has no goal to compare with.")
    if value is None or wanted is None:
        return not_compared("A value and a goal are needed.")
    met = value <= wanted if polarity == LOW else value >= wanted
    step = (1 if met else -1) * (-1 if polarity == LOW else 1)
    said = "meets" if met else "does not meet"
    return judged(step, polarity, f"{written(value)} {said} the goal of {written(wanted)}.")


def goal_by_interval(
    value: Number, lower: Number, upper: Number, wanted: Number, polarity: str
) -> Compared:
    """Above where the whole interval is at or above the goal, below where it is all below."""
    if polarity == NONE:
        return not_compared("The measure has no goal to compare with.")
    if value is None or lower is None or upper is None or wanted is None:
        return not_compared("A value with an interval and a goal are needed.")
    interval = f"the interval {written(lower)} to {written(upper)}"
    if lower >= wanted:
        return judged(1, polarity, f"All of {interval} is at or above {written(wanted)}.")
    if upper < wanted:
        return judged(-1, polarity, f"All of {interval} is below {written(wanted)}.")
    return judged(0, polarity, f"{written(wanted)} lies within {interval}.")


def goal_range(value: Number, lower: Number, upper: Number, polarity: str) -> Compared:
    """Below the range, within it (its lower end too), or from its upper end on."""
    if polarity == NONE:
        return not_compared("The measure has no goal to compare with.")
    if value is None or lower is None or upper is None:
        return not_compared("A value and both ends of the range are needed.")
    ends = f"the range from {written(lower)} to below {written(upper)}"
    if value < lower:
        return judged(-1, polarity, f"{written(value)} lies below {ends}.")
    if value >= upper:
        return judged(1, polarity, f"{written(value)} lies above {ends}.")
    return judged(0, polarity, f"{written(value)} lies within {ends}.")
