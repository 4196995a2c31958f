"""What a control chart is made from: a series of points over time, and the settings it is judged by.

Two profiles: Making Data Count (`mdc`, NHS England's SQL rules 2.5), which is the default, and
NHSRplotthedots 0.2.2 (`nhsr`). docs/rules/spc.md says what differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

USUAL_RUN = range(6, 9)  # run lengths that both references take without a warning
MINIMUM_POINTS = 15  # points with a value below which Making Data Count shows a run chart
MINIMUM_PARTITION = {"mdc": 12, "nhsr": 13}  # points below which limits are on trial
LEAST_BASELINE = 12  # NHSRplotthedots refuses a shorter baseline


class Profile(StrEnum):
    """Whose rules."""

    MDC = "mdc"
    NHSR = "nhsr"


class Improvement(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"

    @property
    def sign(self) -> int:
        """+1 where higher is better, −1 where lower is, 0 where neither is."""
        return {"up": 1, "down": -1}.get(self.value, 0)


class Conflict(StrEnum):
    """What a point is shown as that meets a rule of improvement and one of concern."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    PRECEDENCE = "precedence"  # the first rule of: astronomical, trend, two in three, shift


@dataclass(frozen=True)
class Settings:
    """How series are judged. None means what the profile says."""

    profile: Profile = Profile.MDC
    screening: bool | None = None  # moving ranges that are too large are left out; mdc off, nhsr on
    shift_points: int = 7
    trend_points: int = 7
    minimum_points: int | None = None  # 0: none; mdc 15, nhsr none
    conflict: Conflict | None = None  # mdc improvement, nhsr precedence
    include_astronomical: bool = False  # points beyond three sigma count for the two-in-three rule

    def __post_init__(self) -> None:
        if min(self.shift_points, self.trend_points) < 2:
            raise ValueError("a run has at least two points")
        if self.minimum_points is not None and self.minimum_points < 0:
            raise ValueError("the minimum of points is zero or more")

    @property
    def nhsr(self) -> bool:
        """Whether NHSRplotthedots is followed."""
        return self.profile is Profile.NHSR

    @property
    def screens(self) -> bool:
        """Whether large moving ranges are screened out."""
        return self.nhsr if self.screening is None else self.screening

    @property
    def minimum(self) -> int:
        """The fewest points with a value that make a control chart; 0 for none."""
        default = 0 if self.nhsr else MINIMUM_POINTS
        return default if self.minimum_points is None else self.minimum_points

    @property
    def rule_of_conflict(self) -> Conflict:
        """The conflict rule in force."""
        default = Conflict.PRECEDENCE if self.nhsr else Conflict.IMPROVEMENT
        return self.conflict or default


@dataclass(frozen=True)
class Target:
    """A target for a stretch of time; both days included, None without a bound."""

    value: float
    start: date | None = None
    end: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether it is in force on the day; a point without a date has the undated target only."""
        if day is None:
            return self.start is None and self.end is None
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def targets_on(days: Sequence[date | None], targets: Sequence[Target]) -> tuple[float | None, ...]:
    """The target in force at each point: the first that holds, as in Making Data Count's SQL."""
    return tuple(next((t.value for t in targets if t.holds(day)), None) for day in days)


@dataclass(frozen=True)
class Series:
    """Points over time, by date; each list is as long as `values`, or empty where nothing is said.

    A value of None is missing. `recalculate` marks points where limits start afresh; a ghosted
    point is shown and judged by nothing. A point without a date comes last.
    """

    values: Sequence[float | None]
    dates: Sequence[date | None] = ()
    name: str = ""
    improvement: Improvement = Improvement.UP
    targets: Sequence[float | None] = ()
    ghosts: Sequence[bool] = ()
    recalculate: Sequence[bool] = ()
    notes: Sequence[str] = ()
    baseline_points: int | None = None
    baseline_date: date | None = None
    facet: str | None = None
    said: Sequence[str] = field(default=())  # warnings that the reader of the series has already

    def __post_init__(self) -> None:
        lists = (self.dates, self.targets, self.ghosts, self.recalculate, self.notes)
        if any(part and len(part) != len(self.values) for part in lists):
            raise ValueError(f"series “{self.name}”: its lists are not of one length")
        known = [day for day in self.dates if day is not None]
        if any(later <= earlier for earlier, later in pairwise(known)):
            raise ValueError(f"series “{self.name}”: its dates do not rise")
        if None in self.dates[: len(known)]:
            raise ValueError(f"series “{self.name}”: a point without a date does not come last")

    def __len__(self) -> int:
        return len(self.values)
