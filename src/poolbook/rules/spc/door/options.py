"""The options of a chart as written: our names, and those of the two references for the same thing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from poolbook.rules.fields import Fault, shown
from poolbook.rules.spc.door import cells
from poolbook.rules.spc.given import Conflict, Improvement, Profile, Target

Targets = Mapping[str | None, tuple[Target, ...]]  # by facet or series; None for all
Days = Mapping[str | None, tuple[date, ...]]

NAMES = {
    "profile": "profile",
    "improvement": "improvement",
    "improvement_direction": "improvement",
    "direction": "improvement",
    "target": "target",
    "targets": "target",
    "rebase": "rebase",
    "recalculate": "rebase",
    "recalc": "rebase",
    "baseline_points": "baseline_points",
    "fix_after_n_points": "baseline_points",
    "baseline_date": "baseline_date",
    "screening": "screening",
    "screen_outliers": "screening",
    "exclude_moving_range_outliers": "screening",
    "shift_points": "shift_points",
    "trend_points": "trend_points",
    "minimum_points": "minimum_points",
    "conflict_rule": "conflict_rule",
    "include_astronomical": "include_astronomical",
}
_PROFILES = {
    "mdc": Profile.MDC,
    "making_data_count": Profile.MDC,
    "nhsr": Profile.NHSR,
    "nhsrplotthedots": Profile.NHSR,
}
_WAYS = {
    "up": Improvement.UP,
    "increase": Improvement.UP,
    "high": Improvement.UP,
    "higher": Improvement.UP,
    "down": Improvement.DOWN,
    "decrease": Improvement.DOWN,
    "low": Improvement.DOWN,
    "lower": Improvement.DOWN,
    "neither": Improvement.NEITHER,
    "neutral": Improvement.NEITHER,
}
_CONFLICTS = {one.value: one for one in Conflict}
_ON_OFF = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}


@dataclass(frozen=True)
class Options:
    """What was written; None where nothing was."""

    profile: Profile | None = None
    improvement: Improvement | None = None
    target: Targets | None = None
    rebase: Days | None = None
    baseline_points: int | None = None
    baseline_date: date | None = None
    screening: bool | None = None
    shift_points: int | None = None
    trend_points: int | None = None
    minimum_points: int | None = None
    conflict_rule: Conflict | None = None
    include_astronomical: bool | None = None
    places: Mapping[str, str] = field(default_factory=dict)  # where each option is written

    def under(self, above: "Options") -> "Options":
        """These, with what the other says on top."""
        said = {one.name: getattr(above, one.name) for one in fields(self)}
        mine = {one.name: getattr(self, one.name) for one in fields(self)}
        both = mine | {name: v for name, v in said.items() if v is not None}
        return Options(**(both | {"places": {**self.places, **above.places}}))


def read_options(data: Mapping[str, Any], where: str, faults: list[Fault]) -> Options:
    """The options among the fields of a table; null is as good as not written."""
    found: dict[str, Any] = {}
    wrote: dict[str, str] = {}
    places: dict[str, str] = {}
    for written, value in data.items():
        name = NAMES.get(str(written).lower())
        if name is None or value is None:
            continue
        place = f"{where}.{written}" if where and not where.startswith("-") else where or written
        if name in wrote:
            faults.append(Fault(place, f"says again what “{wrote[name]}” says; write one of them"))
            continue
        wrote[name], places[name] = written, place
        try:
            found[name] = _READERS[name](value)
        except ValueError as wrong:
            faults.append(Fault(place, str(wrong)))
    return Options(**found, places=places)


def _word(table: Mapping[str, Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        word = str(value).strip().lower().replace(" ", "_")
        if word not in table:
            raise ValueError(f"should be one of {', '.join(table)}, not {shown(value)}")
        return table[word]

    return read


def _count(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        found = cells.number(value)
        if found is None or found < least:
            raise ValueError(f"should be a number of points, {least} or more, not {shown(value)}")
        return int(min(found, 1e9))  # as R does, a part of a point is dropped

    return read


def _length(value: Any) -> int:
    found = cells.number(value)
    if found is None or found != int(found) or not 2 <= found <= 1000:
        raise ValueError(f"should be a whole number of points, 2 or more, not {shown(value)}")
    return int(found)


def _minimum(value: Any) -> int:
    """A number of points; 0, false or off for none."""
    if value is False or str(value).strip().lower() in ("off", "false", "none"):
        return 0
    return _count(0)(value)


def _day(value: Any) -> date:
    found = cells.day(value)
    if found is None:
        raise ValueError("should be a date such as 2020-04-30, and is empty")
    return found


def _targets(value: Any) -> Targets:
    """A number; dated targets; or either for each facet (or series) by name."""
    if isinstance(value, Mapping) and not {"value", "target"} & set(value):
        if not value:
            raise ValueError("names no facet; leave it out where there is no target")
        return {str(name): tuple(_some_targets(part)) for name, part in value.items()}
    return {None: tuple(_some_targets(value))}


def _some_targets(value: Any) -> Iterator[Target]:
    parts = value if isinstance(value, list | tuple) else [value]
    if len(parts) > 1 and not all(isinstance(part, Mapping) for part in parts):
        raise ValueError('has several targets; give each with its dates: {"value": 95, "from": …}')
    for part in parts:
        if not isinstance(part, Mapping):
            found = cells.number(part)
            if found is not None:
                yield Target(found)
            continue
        unknown = set(part) - {"value", "target", "from", "to", "start", "end"}
        if unknown:
            raise ValueError(f"has “{min(unknown)}”; a dated target has value, from and to")
        amount = cells.number(part.get("value", part.get("target")))
        if amount is None:
            raise ValueError("has a dated target without a value")
        start = cells.day(part.get("from", part.get("start")))
        end = cells.day(part.get("to", part.get("end")))
        if start and end and end < start:
            raise ValueError(f"has a target that ends ({end}) before it starts ({start})")
        yield Target(amount, start, end)


def _days(value: Any) -> Days:
    """A date, a list of dates, or either for each facet (or series) by name."""
    if isinstance(value, Mapping):
        return {str(name): _some_days(part) for name, part in value.items()}
    return {None: _some_days(value)}


def _some_days(value: Any) -> tuple[date, ...]:
    return tuple(_day(part) for part in (value if isinstance(value, list | tuple) else [value]))


_READERS: dict[str, Callable[[Any], Any]] = {
    "profile": _word(_PROFILES),
    "improvement": _word(_WAYS),
    "target": _targets,
    "rebase": _days,
    "baseline_points": _count(1),
    "baseline_date": _day,
    "screening": _word(_ON_OFF),
    "shift_points": _length,
    "trend_points": _length,
    "minimum_points": _minimum,
    "conflict_rule": _word(_CONFLICTS),
    "include_astronomical": _word(_ON_OFF),
}
