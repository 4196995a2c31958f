"""From the points of a measure to its control chart: the one place that speaks to `rules.spc`.

A definition's `chart` may set the profile, run lengths and minimum of points; steps put by hand
(recalculate, ghost, baseline) are laid on the points whose time holds their day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from poolbook.performance.models import ChartStep, Definition
from poolbook.performance.queries.series import Point
from poolbook.rules import spc
from poolbook.rules.measures.quality import STEP
from poolbook.rules.spc import words

SETTINGS = (
    "profile", "screening", "shift_points", "trend_points", "minimum_points", "conflict",
    "include_astronomical",
)  # fmt: skip
WAYS = {"higher": spc.Improvement.UP, "lower": spc.Improvement.DOWN}
GROWS = "its values add up since 1 April, so they rise by themselves"
SHORT = {
    "common_cause": "Usual variation",
    "improvement_high": "Improving, higher",
    "improvement_low": "Improving, lower",
    "concern_high": "Concerning, higher",
    "concern_low": "Concerning, lower",
    "neither_high": "Changed, higher",
    "neither_low": "Changed, lower",
    "pass": "Passing",
    "fail": "Failing",
    "hit_or_miss": "Hit or miss",
}


@dataclass(frozen=True)
class Asked:
    """A series to chart: its points since the last break, the target at each, and the steps by hand."""

    points: Sequence[Point]
    definition: Definition
    targets: Sequence[Decimal | None] = ()
    steps: Sequence[ChartStep] = ()
    name: str = ""


@dataclass(frozen=True)
class Icon:
    """An icon in words: its code ("" for none), a word or two, a sentence, and why it is so."""

    code: str = ""
    word: str = ""
    sentence: str = ""
    why: str = ""


@dataclass(frozen=True)
class Charted:
    """A series with its chart; None where no chart can be made, for the reason `why`.

    `points` are those drawn: one a day, in the order of the chart's.
    """

    points: Sequence[Point]
    chart: spc.Chart | None
    variation: Icon = field(default_factory=Icon)
    assurance: Icon = field(default_factory=Icon)
    why: str = ""

    @property
    def limited(self) -> bool:
        """Whether it has limits: a control chart, and not a run chart."""
        return self.chart is not None and self.chart.kind == "xmr"


def settings_of(definition: Definition) -> spc.Settings:
    """The settings that a definition asks for; what it does not say, or says wrongly, is as usual."""
    given: dict[str, Any] = {k: v for k, v in (definition.chart or {}).items() if k in SETTINGS}
    try:
        if "profile" in given:
            given["profile"] = spc.Profile(given["profile"])
        if given.get("conflict"):
            given["conflict"] = spc.Conflict(given["conflict"])
        return spc.Settings(**given)
    except (TypeError, ValueError):
        return spc.Settings()


def charted(many: Iterable[Asked]) -> list[Charted]:
    """The chart of each series, all of one setting at once."""
    asked = list(many)
    found: list[Charted | None] = [None] * len(asked)
    alike: dict[spc.Settings, list[int]] = {}
    ready: dict[int, tuple[Sequence[Point], spc.Series]] = {}
    for at, each in enumerate(asked):
        if each.definition.cumulative:
            found[at] = Charted(each.points, None, why=GROWS)
            continue
        ready[at] = _series(each)
        alike.setdefault(settings_of(each.definition), []).append(at)
    for settings, places in alike.items():
        charts = spc.charts([ready[at][1] for at in places], settings)
        for at, chart in zip(places, charts, strict=True):
            found[at] = Charted(ready[at][0], chart, _icon(chart.variation), _icon(chart.assurance))
    return [each for each in found if each is not None]


@dataclass(frozen=True)
class Signals:
    """The two icons of a series, without its chart; `why` there are none."""

    variation: Icon = field(default_factory=Icon)
    assurance: Icon = field(default_factory=Icon)
    why: str = ""


def signals(many: Iterable[Asked]) -> list[Signals]:
    """The icons of each series, all of one setting at once: a tenth of the work of its chart."""
    asked = list(many)
    found = [Signals(why=GROWS)] * len(asked)
    alike: dict[spc.Settings, list[int]] = {}
    for at, each in enumerate(asked):
        if not each.definition.cumulative:
            alike.setdefault(settings_of(each.definition), []).append(at)
    for settings, places in alike.items():
        charts = spc.charts([_series(asked[at])[1] for at in places], settings)
        for place, at in enumerate(places):
            varies, assures = charts.variation(place), charts.assurance(place)
            if varies is None:
                few = f"fewer than {settings.minimum} values" if settings.minimum else "no value"
                found[at] = Signals(why=few)
                continue
            found[at] = Signals(
                Icon(varies.value, SHORT[varies.value], words.variation_sentence(varies)),
                Icon(assures.value, SHORT[assures.value], words.assurance_sentence(assures))
                if assures
                else Icon(),
            )
    return found


def _icon(icon: spc.Icon) -> Icon:
    code = icon.code or ""
    return Icon(code, SHORT.get(code, ""), icon.sentence, icon.reason)


def _series(asked: Asked) -> tuple[Sequence[Point], spc.Series]:
    points, targets = _one_a_day(asked)
    days = [point.time.ends for point in points]
    ghosts, starts = [False] * len(points), [False] * len(points)
    baseline: date | None = None
    for step in asked.steps:
        at = _at(points, step.day, after=step.kind == "recalculate")
        if at is None:
            continue
        if step.kind == "ghost":
            ghosts[at] = True
        elif step.kind == "recalculate":
            starts[at] = True
        else:
            baseline = days[at]
    return points, spc.Series(
        values=[None if p.value is None else float(p.value) for p in points],
        dates=days,
        name=asked.name,
        improvement=WAYS.get(asked.definition.polarity, spc.Improvement.NEITHER),
        targets=[None if t is None else float(t) for t in targets],
        ghosts=ghosts,
        recalculate=starts,
        baseline_date=baseline,
    )


def _one_a_day(asked: Asked) -> tuple[list[Point], list[Decimal | None]]:
    """The points without those that end on the same day as another of the measure's own length."""
    months = STEP.get(asked.definition.frequency)
    targets = asked.targets or [None] * len(asked.points)
    kept: dict[date, tuple[Point, Decimal | None]] = {}
    for point, target in zip(asked.points, targets, strict=True):
        there = kept.get(point.time.ends)
        if there and there[0].time.months == months:
            continue
        kept[point.time.ends] = (point, target)
    return [point for point, _ in kept.values()], [target for _, target in kept.values()]


def _at(points: Sequence[Point], day: date, *, after: bool) -> int | None:
    """The point whose time holds the day; with `after`, else the first that ends after it."""
    for at, point in enumerate(points):
        if point.time.starts <= day <= point.time.ends or (after and point.time.ends >= day):
            return at
    return None
