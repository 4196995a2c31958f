"""What each kind of comparison answers, as plain data."""

from typing import Any

from poolbook.rules.comparing import control, england, goals, places, trend
from poolbook.rules.comparing.reading import Reading
from poolbook.rules.comparing.words import Compared, not_compared

_SCHEMES = ("bounds", "ntile")


def england_single(case: Reading) -> dict[str, Any]:
    """The area's own interval against the comparator's value."""
    itself = _itself(case)
    value, low, high = (case.number(name) for name in ("value", "lower95", "upper95"))
    other = case.number("comparator")
    _in_order(case, ("lower95", low), ("upper95", high))
    return itself or _said(england.single(value, low, high, other, case.polarity()))


def two_levels(case: Reading) -> dict[str, Any]:
    """As single, with the 99.8 % interval too."""
    itself = _itself(case)
    value, low, high = (case.number(name) for name in ("value", "lower95", "upper95"))
    lowest, highest = case.number("lower99_8"), case.number("upper99_8")
    other, polarity = case.number("comparator"), case.polarity()
    _in_order(case, ("lower95", low), ("upper95", high))
    _in_order(case, ("lower99_8", lowest), ("upper99_8", highest))
    return itself or _said(england.two_levels(value, low, high, lowest, highest, other, polarity))


def double(case: Reading) -> dict[str, Any]:
    """Both intervals."""
    itself = _itself(case)
    value, low, high = (case.number(name) for name in ("value", "lower95", "upper95"))
    other = case.number("comparator")
    down, up = case.number("comparator_lower95"), case.number("comparator_upper95")
    _in_order(case, ("lower95", low), ("upper95", high))
    _in_order(case, ("comparator_lower95", down), ("comparator_upper95", up))
    return itself or _said(england.double(value, low, high, other, down, up, case.polarity()))


def spc_proportion(case: Reading) -> dict[str, Any]:
    """Control limits about the comparator, for shares."""
    itself = _itself(case)
    value, below, other = (case.number(n) for n in ("value", "denominator", "comparator"))
    unit, deviate = case.setting("unit", 100), case.setting("z", 1.96)
    found = control.proportion(value, below, other, case.polarity(), unit, deviate)
    return itself or _said(found)


def spc_dsr(case: Reading) -> dict[str, Any]:
    """Control limits about the comparator, for standardised rates."""
    itself = _itself(case)
    value, below, other = (case.number(n) for n in ("value", "denominator", "comparator"))
    unit, tail = case.setting("unit", 100_000), _tail(case)
    return itself or _said(control.rate(value, below, other, case.polarity(), unit, tail))


def goal(case: Reading) -> dict[str, Any]:
    """A single goal, by the value or (use_ci) by its interval."""
    value, wanted, by_interval = case.number("value"), case.number("goal"), case.flag("use_ci")
    lower, upper = (case.number(n, required=by_interval) for n in ("lower95", "upper95"))
    polarity = case.polarity()
    if by_interval:
        _in_order(case, ("lower95", lower), ("upper95", upper))
        return _said(goals.goal_by_interval(value, lower, upper, wanted, polarity))
    return _said(goals.goal(value, wanted, polarity))


def goal_range(case: Reading) -> dict[str, Any]:
    """A goal from … to below …"""
    value = case.number("value")
    lower, upper = case.number("lower_limit"), case.number("upper_limit")
    _in_order(case, ("lower_limit", lower), ("upper_limit", upper))
    return _said(goals.goal_range(value, lower, upper, case.polarity()))


def quartile(case: Reading) -> dict[str, Any]:
    """Quarters of a list."""
    return _categories(case, 4)


def quintile(case: Reading) -> dict[str, Any]:
    """Fifths of a list."""
    return _categories(case, 5)


def rank(case: Reading) -> dict[str, Any]:
    """Places with their ties."""
    values, polarity = case.values(), case.polarity()
    areas = case.areas(len(values))
    found = places.ranks(values, polarity)
    answer: dict[str, Any] = {"areas": areas} if areas else {}
    return answer | {
        "ranks": [one.rank for one in found],
        "of": sum(value is not None for value in values),
        "tied": [one.tied for one in found],
        "said": [str(one) for one in found],
    }


def recent_trend(case: Reading) -> dict[str, Any]:
    """The last five years."""
    points = case.points()
    way = case.fields.choice("implementation", trend.IMPLEMENTATIONS, trend.OURS)
    method = case.fields.choice("method", trend.METHODS, trend.REGRESSION)
    value_type = case.fields.text("value_type", "proportion")
    years = case.number("year_range", required=False, default=1, above=0)
    polarity = case.polarity() if case.fields.has("polarity") else ""
    found = trend.recent_trend(points, value_type, method, way, 0 if years != 1 else 1)
    return {
        "marker": found.marker,
        "significant": found.significant,
        "chi_square": found.chi_square,
        "message": found.message,
        "judgement": found.judgement(polarity),
        "years": [int(year) if year.is_integer() else year for year in found.years],
        "notes": list(found.notes),
    }


def poisson_limits(case: Reading) -> dict[str, Any]:
    """The limits about an expected number of events."""
    expected, tail = case.number("expected"), _tail(case)
    if expected is None or expected < 0:
        case.fields.fault("expected", "should be a number of 0 or more")
        return {}
    low, high = control.poisson_limits(expected, tail)
    return {"low": low, "high": high}


def _categories(case: Reading, number: int) -> dict[str, Any]:
    values, polarity = case.values(), case.polarity()
    areas = case.areas(len(values))
    scheme = case.fields.choice("scheme", _SCHEMES, "bounds")
    found = (
        places.categories(values, number, polarity)
        if scheme == "bounds"
        else places.shares(values, number)
    )
    return ({"areas": areas} if areas else {}) | {"categories": found}


def _tail(case: Reading) -> float:
    tail = case.setting("tail_probability", 0.025)
    if not 1e-9 <= tail < 0.5:
        said = f"is {tail:g}; it should be from 0.000000001 to below 0.5"
        case.fields.fault("tail_probability", said)
        return 0.025
    return tail


def _in_order(case: Reading, low: tuple[str, float | None], high: tuple[str, float | None]) -> None:
    if low[1] is not None and high[1] is not None and low[1] > high[1]:
        case.fields.fault(low[0], f"is {low[1]:g}, more than {high[0]}, {high[1]:g}")


def _itself(case: Reading) -> dict[str, Any] | None:
    """An area is never compared with itself."""
    case.polarity()
    code, other = case.fields.raw("area_code"), case.fields.raw("comparator_code")
    if code is None or other is None or code != other:
        return None
    return _said(not_compared("An area is not compared with itself."))


def _said(found: Compared) -> dict[str, Any]:
    return {"significance": found.significance, "label": found.label, "why": found.why}
