"""What a control chart says: every point's figures and rules, the icons, and what to look out for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from poolbook.rules.spc.given import Series, Settings


class Rule(StrEnum):
    """A rule of special cause and its side; in order of precedence, as the bits of patterns.py."""

    ASTRONOMICAL_HIGH = "astronomical_high"
    ASTRONOMICAL_LOW = "astronomical_low"
    TREND_RISING = "trend_rising"
    TREND_FALLING = "trend_falling"
    TWO_IN_THREE_HIGH = "two_in_three_high"
    TWO_IN_THREE_LOW = "two_in_three_low"
    SHIFT_HIGH = "shift_high"
    SHIFT_LOW = "shift_low"


class Judgement(StrEnum):
    """What a point is, and what the variation icon shows; in the order of judging.py."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEITHER_HIGH = "neither_high"
    NEITHER_LOW = "neither_low"


class Assurance(StrEnum):
    """Whether the target will be met, if nothing changes."""

    PASS = "pass"
    FAIL = "fail"
    HIT_OR_MISS = "hit_or_miss"


class Point(NamedTuple):
    """One point. Figures are in the unit of the values; None where there is none, never NaN."""

    date: date | None
    value: float | None
    ghost: bool
    recalculate: bool
    target: float | None
    note: str
    partition: int
    baseline: bool
    mean: float | None
    lpl: float | None
    upl: float | None
    near_lpl: float | None
    near_upl: float | None
    mr: float | None  # to the point before, across partitions
    mr_within: float | None  # the one that limits are made from
    mr_screened_out: bool
    amr_raw: float | None
    amr: float | None
    outside_limits: bool | None
    close_to_limits: bool | None
    relative_to_mean: int | None
    relative_to_target: int | None
    short_partition: bool
    rules: tuple[Rule, ...]
    winner: Rule | None
    judgement: Judgement | None  # None on a run chart
    conflict: bool


@dataclass(frozen=True)
class Icon:
    """An icon: its code, its name in the reference, a sentence for a page, and why it is so."""

    code: str | None
    label: str | None
    sentence: str
    reason: str


@dataclass(frozen=True)
class Partition:
    """A stretch of points with limits of its own."""

    number: int
    start: date | None
    end: date | None
    n: int  # points that are not ghosted
    mean: float | None
    lpl: float | None
    upl: float | None
    counts: dict[Judgement, int]
    variation: Judgement | None


@dataclass(frozen=True)
class Chart:
    """One series, judged. A run chart has too few points for limits, rules and icons."""

    series: Series
    settings: Settings
    kind: str  # xmr or run
    n: int
    n_not_ghosted: int
    n_with_value: int
    points: tuple[Point, ...]
    partitions: tuple[Partition, ...]
    variation: Icon
    assurance: Icon
    last_at: int | None  # the point that the icons speak of, counted from 0
    warnings: tuple[str, ...]

    @property
    def last(self) -> Point | None:
        """The point that the icons speak of: the last with a value that is not ghosted."""
        return None if self.last_at is None else self.points[self.last_at]
