"""Series as known at a moment, with the definition and target that hold at each point.

A series is cut where a definition breaks it: what lies before is another series, on another chart.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet

from poolbook.audit.ahead import rows_of
from poolbook.performance.models import ChartStep, Definition, Target
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time
from poolbook.rules.measures.rag import Aim

Pair = tuple[int, int]  # the keys of a measure and an area

_SERIES = """
    SELECT DISTINCT ON (o.measure_id, o.area_id, o.ends, o.starts)
        o.id, o.load_id, o.measure_id, o.area_id, o.starts, o.ends, o.status, o.value, o.numerator,
        o.denominator, o.count, o.note
    FROM performance_observation o JOIN performance_load l ON l.id = o.load_id
    WHERE (o.measure_id, o.area_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
      AND (l.withdrawn_at IS NULL OR l.withdrawn_at > %s::timestamptz)
      AND l.at <= %s::timestamptz
      AND o.ends <= %s{only}
    ORDER BY o.measure_id, o.area_id, o.ends, o.starts, o.id DESC
"""
_AT_TIMES = """
      AND (o.measure_id, o.starts, o.ends)
          IN (SELECT * FROM unnest(%s::bigint[], %s::date[], %s::date[]))"""


@dataclass(frozen=True)
class Point:
    """A value of a series as known: figures in the measure's unit, the load it came with."""

    id: int
    load: int
    time: Time
    status: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    count: int | None
    note: str

    @property
    def sample(self) -> int | None:
        """How many people or answers it rests on: its count, or else its denominator."""
        if self.count is not None:
            return self.count
        return int(self.denominator) if self.denominator is not None else None


def series(
    pairs: Iterable[Pair],
    *,
    until: date = date.max,
    as_at: datetime | None = None,
    times: Iterable[tuple[int, Time]] | None = None,
) -> dict[Pair, list[Point]]:
    """The points of many series in the order of time, as known at a moment (None: now). One query.

    `times`: of each measure only the values of exactly these times, where no history is wanted.
    """
    wanted = sorted(set(pairs))
    found: dict[Pair, list[Point]] = {pair: [] for pair in wanted}
    if not wanted:
        return found
    moment = as_at or "infinity"
    given: list[object] = [[m for m, _ in wanted], [a for _, a in wanted], moment, moment, until]
    if times is not None:
        only = list(times)
        given += [[m for m, _ in only], [t.starts for _, t in only], [t.ends for _, t in only]]
    same: dict[tuple[date, date], Time] = {}  # most series are of the same months
    with connection.cursor() as cursor:
        cursor.execute(_SERIES.format(only="" if times is None else _AT_TIMES), given)
        for key, load, measure, area, starts, ends, *rest in cursor.fetchall():
            time = same.get((starts, ends)) or same.setdefault((starts, ends), Time(starts, ends))
            found[(measure, area)].append(Point(key, load, time, *rest))
    return found


def definitions(
    measures: Iterable[int], as_at: datetime | None = None
) -> dict[int, list[Definition]]:
    """The definitions of measures by their key, in the order of versions, as known at a moment.

    The first is always there: a card read for a moment before it has its name, and no value.
    """
    found: dict[int, list[Definition]] = defaultdict(list)
    for each in rows_of(definitions_asked(measures, as_at)):
        found[each.measure_id].append(each)
    return found


def definitions_asked(
    measures: Iterable[int], as_at: datetime | None = None
) -> QuerySet[Definition]:
    """What `definitions` asks of the database (`audit.ahead`)."""
    rows = Definition.objects.filter(measure__in=sorted(measures)).order_by("measure", "version")
    return rows.filter(Q(at__lte=as_at) | Q(version=1)) if as_at else rows


def meant(versions: Sequence[Definition], day: date) -> Definition:
    """What a measure meant on a day: the newest version that had begun; else its first."""
    begun = [each for each in versions if each.starts <= day]
    return begun[-1] if begun else versions[0]


def parts(points: Sequence[Point], versions: Sequence[Definition]) -> list[list[Point]]:
    """A series cut where a definition breaks it; the newest part last, and none of them empty."""
    breaks = sorted(each.starts for each in versions if each.breaks)
    found: list[list[Point]] = [[] for _ in range(len(breaks) + 1)]
    for point in points:
        found[sum(point.time.ends >= day for day in breaks)].append(point)
    return [part for part in found if part]


@dataclass(frozen=True)
class Targets:
    """The targets, trajectories and baselines of measures, as known at a moment."""

    rows: dict[int, list[Target]] = field(default_factory=dict)

    def on(self, measure: int, area: int, day: date, kind: str = "target") -> Target | None:
        """The newest that holds on a day: one for the area before one for all."""
        fit = [
            each
            for each in self.rows.get(measure, ())
            if each.kind == kind
            and each.area_id in (None, area)
            and each.starts <= day
            and (each.ends is None or day <= each.ends)
        ]
        return max(
            fit, key=lambda each: (each.area_id is not None, each.starts, each.pk), default=None
        )

    def compared_with(self) -> set[int]:
        """The areas whose own values some targets are."""
        return {t.comparator_id for rows in self.rows.values() for t in rows if t.comparator_id}


def targets(measures: Iterable[int], as_at: datetime | None = None) -> Targets:
    """All targets of measures that were not withdrawn at a moment. One query."""
    found: dict[int, list[Target]] = defaultdict(list)
    for each in rows_of(targets_asked(measures)):
        if as_at and each.at > as_at:
            continue
        if each.withdrawn_at and (as_at is None or each.withdrawn_at <= as_at):
            continue
        found[each.measure_id].append(each)
    return Targets(found)


def targets_asked(measures: Iterable[int]) -> QuerySet[Target]:
    """What `targets` asks of the database (`audit.ahead`)."""
    rows = Target.objects.filter(measure__in=sorted(measures)).select_related("comparator")
    return rows.order_by("measure", "starts", "id")


def aim_of(target: Target | None, theirs: Decimal | None = None) -> Aim | None:
    """A target as the rule of colours takes it; `theirs` is the comparator's own value, where known."""
    if target is None:
        return None
    value = theirs if target.comparator_id and theirs is not None else target.value
    return Aim(
        aim=target.aim,
        value=value,
        value_to=target.value_to,
        tolerance=target.tolerance,
        tolerance_percent=target.tolerance_percent,
        judged=target.judged,
        words=target.words,
    )


def value_at(points: Sequence[Point], time: Time) -> Decimal | None:
    """The value of exactly that time."""
    return next((p.value for p in points if p.time == time and p.status == VALUE), None)


def aims_at(
    points: Sequence[Point],
    measure: int,
    area: int,
    known: Targets,
    others: dict[Pair, list[Point]],
) -> list[Decimal | None]:
    """The target at each point as one figure; None where none holds, or it is a range or words.

    `others` holds the series of areas whose own values are targets.
    """
    found: list[Decimal | None] = []
    theirs: dict[int, dict[Time, Decimal | None]] = {}
    for point in points:
        target = known.on(measure, area, point.time.ends)
        if target is None or target.aim == "within":
            found.append(None)
            continue
        value = target.value
        if target.comparator_id:
            if target.comparator_id not in theirs:
                there = others.get((measure, target.comparator_id), ())
                theirs[target.comparator_id] = {p.time: p.value for p in there}
            value = theirs[target.comparator_id].get(point.time) or value
        found.append(value)
    return found


def steps(pairs: Iterable[Pair], as_at: datetime | None = None) -> dict[Pair, list[ChartStep]]:
    """The steps put by hand on the charts of series, as known at a moment."""
    found: dict[Pair, list[ChartStep]] = defaultdict(list)
    for each in rows_of(steps_asked(set(pairs))):
        gone = each.withdrawn_at and (as_at is None or each.withdrawn_at <= as_at)
        if gone or (as_at and each.at > as_at):
            continue
        found[(each.measure_id, each.area_id)].append(each)
    return found


def steps_asked(pairs: set[Pair]) -> QuerySet[ChartStep]:
    """What `steps` asks of the database (`audit.ahead`)."""
    measures, areas = sorted({m for m, _ in pairs}), sorted({a for _, a in pairs})
    return ChartStep.objects.filter(measure__in=measures, area__in=areas).order_by("day", "id")
