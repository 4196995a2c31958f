"""What the API's operations on measures take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from poolbook.api.fields import Day, Moment, Said
from poolbook.api.places import OfAgreement, OfPeriod
from poolbook.performance.actions import judging
from poolbook.rules.measures.kinds import RAGS, STATUSES

Ref = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=80)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[^\x00/]+$", max_length=40)]
Figure = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,8})?$",
        description="An exact decimal in the measure’s unit, as text.",
    ),
]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=judging.LONGEST)]


class MeasureOut(Schema):
    """A measure by its newest definition."""

    ref: str
    name: str
    short_name: str
    unit: str
    per: int
    decimals: int
    polarity: str
    frequency: str
    cumulative: bool
    numerator: str
    denominator: str
    source: str
    owner: str
    version: int
    starts: date
    ended: date | None


class PointOut(Schema):
    """A value of a series. Exact figures are text; limits are numbers, null where there are none."""

    starts: date
    ends: date
    status: str
    value: str | None
    numerator: str | None
    denominator: str | None
    count: int | None
    note: str
    mean: float | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    target: float | None = None
    rules: list[str] = Field(default_factory=list)
    judgement: str | None = None
    ghosted: bool = False


class StretchOut(Schema):
    """A series between two breaks: `kind` is xmr (with limits) or run; icons are "" where none."""

    kind: str
    began: str
    variation: str
    assurance: str
    warnings: list[str]
    points: list[PointOut]


class SeriesOut(Schema):
    """A measure of an area, as known; the newest stretch first."""

    ref: str
    area: str
    stretches: list[StretchOut]


class ScorecardOut(Schema):
    """A scorecard, without its figures."""

    code: str
    name: str
    body: str
    area: str
    comparator: str | None
    in_pack: bool


class RowOut(Schema):
    """A measure of a scorecard in words, as its page and pack say it; `exact` is the value."""

    ref: str
    area: str
    name: str
    value: str
    exact: str | None
    count: str
    period: str
    target: str
    rag: str
    why: str
    direction: str
    variation: str
    assurance: str
    comparator: str
    compared: str
    rank: str
    comment: str
    doubts: list[str]


class HeadingOut(Schema):
    """A heading with its rows; its colour is only ever given by hand."""

    code: str
    name: str
    rag: str
    comment: str
    rows: list[RowOut]


class CardOut(ScorecardOut):
    """A scorecard in a month, as known."""

    until: date
    headings: list[HeadingOut]


class ValueIn(Schema):
    """A value to take in; without a value, the status says why there is none."""

    model_config = ConfigDict(extra="forbid")

    measure: Ref
    area: AreaCode
    starts: Day
    ends: Day
    status: Literal[STATUSES] = "value"  # type: ignore[valid-type]
    value: Figure | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None
    count: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] | None = None
    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)] = ""


class ValuesIn(Schema):
    """Values of an agreement’s measures: all are taken in, or none."""

    model_config = ConfigDict(extra="forbid")

    values: list[ValueIn] = Field(min_length=1, max_length=50_000)
    provenance: Said = ""


class TakenIn(Schema):
    """How many values were new, were another figure, and were known already."""

    new: int
    changed: int
    same: int


class JudgementIn(Schema):
    """A colour by hand with its reason, or a comment alone."""

    model_config = ConfigDict(extra="forbid")

    area: AreaCode
    starts: Day
    ends: Day
    rag: Literal[("", *RAGS)] = ""  # type: ignore[valid-type]
    reason: Text = ""
    comment: Text = ""


class JudgementOut(Schema):
    """A judgement as kept."""

    id: int
    rag: str
    reason: str
    comment: str
    by: str
    at: datetime


class OfMeasure(OfAgreement):
    """A measure of an agreement."""

    ref: Ref


class OfCard(OfPeriod):
    """A scorecard in a period."""

    card: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=40)]


class Which(Schema):
    """Which area’s series (empty: the measure’s first), and as known at which moment."""

    area: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)] = ""
    as_at: Moment | None = None


class At(Schema):
    """The moment as at which figures are wanted."""

    as_at: Moment | None = None
