"""A measure's areas beside each other in one period: values, intervals, ranks with ties, the funnel."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection

from poolbook.performance.models import Area, Definition, Measure
from poolbook.performance.queries import beside
from poolbook.performance.queries.series import Point
from poolbook.rules.comparing import places
from poolbook.rules.indicators import funnel_axis, funnels
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time

WIDE = ("country", "region")  # areas that hold others: compared with, not ranked
_AT = """
    SELECT DISTINCT ON (o.area_id) o.area_id, o.id, o.load_id, o.status, o.value, o.numerator,
        o.denominator, o.count, o.note
    FROM performance_observation o JOIN performance_load l ON l.id = o.load_id
    WHERE o.measure_id = %s AND o.starts = %s AND o.ends = %s
      AND (l.withdrawn_at IS NULL OR l.withdrawn_at > %s::timestamptz) AND l.at <= %s::timestamptz
    ORDER BY o.area_id, o.id DESC
"""
_TIMES = """
    SELECT DISTINCT o.ends, o.starts
    FROM performance_observation o JOIN performance_load l ON l.id = o.load_id
    WHERE o.measure_id = %s AND l.withdrawn_at IS NULL
    ORDER BY o.ends DESC, o.starts DESC LIMIT 60
"""


@dataclass(frozen=True)
class Beside:
    """An area's value with its intervals (95% and 99.8%), its rank, and how it stands to the comparator.

    `outside` is where it lies against the funnel: "", "95%" or "99.8%".
    """

    area: Area
    point: Point
    interval: tuple[beside.Interval, beside.Interval] | None
    rank: places.Rank
    than: beside.Than
    outside: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a funnel: (denominator, value) from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Funnel:
    """The average of all areas, and the limits about it along their sizes."""

    average: float
    lines: Sequence[Line]


def times(measure: Measure) -> list[Time]:
    """The periods that a measure has values in, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, [measure.pk])
        return [Time(starts, ends) for ends, starts in cursor.fetchall()]


def at(measure: Measure, time: Time, as_at: datetime | None = None) -> dict[Area, Point]:
    """Every area's point of exactly that time, as known at a moment."""
    known = as_at or "infinity"
    with connection.cursor() as cursor:
        cursor.execute(_AT, [measure.pk, time.starts, time.ends, known, known])
        rows = {area: Point(key, load, time, *rest) for area, key, load, *rest in cursor.fetchall()}
    return {area: rows[area.pk] for area in Area.objects.filter(pk__in=rows).order_by("name")}


def ranked(
    definition: Definition, found: dict[Area, Point], comparator: Area | None
) -> list[Beside]:
    """The areas that have a value, the best first; countries and regions are no places to rank."""
    chosen = [
        (area, point)
        for area, point in found.items()
        if point.status == VALUE and area != comparator and area.kind not in WIDE
    ]
    points = [point for _, point in chosen]
    theirs = found[comparator].value if comparator in found else None
    ranks = places.ranks(
        [float(p.value or 0) for p in points], beside.POLARITIES[definition.polarity]
    )
    intervals = beside.limits(definition, points)
    outside = _outside(definition, points)
    rows = [
        Beside(area, point, interval, rank, beside.than(definition, point, theirs), where)
        for (area, point), interval, rank, where in zip(
            chosen, intervals, ranks, outside, strict=True
        )
    ]
    return sorted(rows, key=lambda row: (row.rank.rank or 0, row.area.name))


def funnel(definition: Definition, rows: Sequence[Beside]) -> Funnel | None:
    """The funnel of a proportion or rate; None where fewer than three areas have their counts."""
    counted = [row.point for row in rows if row.interval]
    if len(counted) < 3:
        return None
    counts, sizes = _counts(counted)
    average = funnels.average(counts, sizes)
    if not math.isfinite(average) or average <= 0:
        return None
    start, end = funnel_axis.bounds(sizes)
    axis = np.array(funnel_axis.points(max(start, 1.0), end), dtype=np.float64)
    if definition.unit == "percent":
        lines = funnels.proportion_lines(average, axis, 100, 100)
        per = 100
    else:
        per = definition.per
        expected = np.unique(np.maximum(1, np.round(axis * average)))
        lines = funnels.event_lines(expected)
    found = []
    for name, line in zip(("95%", "99.8%"), lines, strict=True):
        for side, levels, sizes_at in (
            ("lower", line.lower, line.lower_at),
            ("upper", line.upper, line.upper_at),
        ):
            if definition.unit != "percent":
                levels, sizes_at = levels * average * per, sizes_at / average
            points = [
                (float(x), float(y))
                for x, y in zip(sizes_at, levels, strict=True)
                if math.isfinite(x) and math.isfinite(y) and x <= end
            ]
            found.append(Line(f"{name}, {side}", points))
    return Funnel(average * per, found)


def _outside(definition: Definition, points: Sequence[Point]) -> list[str]:
    """Where each lies against the funnel of all that have counts."""
    limits = beside.limits(definition, points)
    counted = [at for at, each in enumerate(limits) if each]
    found = [""] * len(points)
    if len(counted) < 3:
        return found
    counts, sizes = _counts([points[at] for at in counted])
    if definition.unit == "percent":
        words = funnels.outside_proportion(counts, sizes)
    else:
        words = funnels.outside_events(counts, sizes, funnels.average(counts, sizes))
    for at, word in zip(counted, words, strict=True):
        if word and "0.001" in word:
            found[at] = "99.8%"
        elif word and "0.025" in word:
            found[at] = "95%"
    return found


def _counts(points: Sequence[Point]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([float(p.numerator or 0) for p in points]),
        np.array([float(p.denominator or 0) for p in points]),
    )
