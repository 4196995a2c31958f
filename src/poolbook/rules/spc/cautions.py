"""What a reader of a chart should know before believing it: short stretches, gaps, odd settings."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from poolbook.rules.saying import day, several
from poolbook.rules.spc.given import MINIMUM_PARTITION, USUAL_RUN, Improvement, Series, Settings
from poolbook.rules.spc.results import Partition, Point


def cautions(
    series: Series,
    settings: Settings,
    points: Sequence[Point],
    partitions: Sequence[Partition],
    last: Point | None,
    run: bool,
) -> tuple[str, ...]:
    """Every warning of one chart, in the order of a reader's questions."""
    found = [*series.said, *_settings(settings), *_missing(series, points, last)]
    if run:
        valued = sum(not p.ghost and p.value is not None for p in points)
        found.append(
            f"{several(valued, 'point')} with a value; a control chart needs "
            f"{settings.minimum}. Shown as a run chart, without limits, rules or icons."
        )
    else:
        found += [*_partitions(partitions, settings), *_no_limits(points)]
        if last and last.conflict:
            found.append(
                "The latest point meets a rule of improvement and one of concern; it is shown as "
                f"{'improvement' if 'improvement' in str(last.judgement) else 'concern'}."
            )
    found += [*_baseline(series, settings, points), *_gaps(series.dates)]
    if series.improvement is Improvement.NEITHER and any(t is not None for t in series.targets):
        found.append("There is a target, but neither way is better: no assurance is given.")
    return tuple(found)


def _settings(settings: Settings) -> Iterator[str]:
    for name, length in (("shift", settings.shift_points), ("trend", settings.trend_points)):
        if length not in USUAL_RUN:
            yield f"A {name} is set to {length} points; {USUAL_RUN[0]} to {USUAL_RUN[-1]} is usual."


def _missing(series: Series, points: Sequence[Point], last: Point | None) -> Iterator[str]:
    missing = sum(p.value is None for p in points)
    if missing:
        yield f"{several(missing, 'point')} without a value: runs and moving ranges stop there."
    shown = [p for p in points if not p.ghost]
    if last and shown and shown[-1] is not last:
        when = f" ({day(last.date)})" if last.date else ""
        yield f"The latest point has no value; the icons are of the last one that has{when}."


def _partitions(partitions: Sequence[Partition], settings: Settings) -> Iterator[str]:
    least = MINIMUM_PARTITION[settings.profile.value]
    for part in partitions:
        follows = part.number == 1 and partitions[0].number == 0 and not settings.nhsr
        if part.n < least and not follows:
            name = "The baseline" if _is_baseline(part, settings) else f"Partition {part.number}"
            yield (
                f"{name} has {several(part.n, 'point')}, fewer than {least}: its limits are on "
                "trial and will move with every new point."
            )


def _is_baseline(part: Partition, settings: Settings) -> bool:
    return part.number == 0 and not settings.nhsr


def _no_limits(points: Sequence[Point]) -> Iterator[str]:
    without = {p.partition for p in points if p.mean is not None and p.upl is None}
    for number in sorted(without):
        yield (
            f"Partition {number} has no limits: there is no moving range to make them from "
            "(one point, or every moving range screened out)."
        )


def _baseline(series: Series, settings: Settings, points: Sequence[Point]) -> Iterator[str]:
    if settings.nhsr:
        return
    asked = series.baseline_date or series.baseline_points
    if asked and not any(p.baseline for p in points):
        if series.baseline_date:
            yield f"No point is dated {day(series.baseline_date)}, so there is no baseline."
        else:
            yield f"There are not {series.baseline_points} points for a baseline, so there is none."
    if any(p.baseline and p.rules for p in points):
        yield "The baseline itself has points that chance does not explain: look at them first."
    if any(p.recalculate and p.baseline for p in points[1:]):
        yield "Limits are recalculated within the baseline; that is not done until it ends."


def _gaps(dates: Sequence[date | None]) -> Iterator[str]:
    """Says where periods are missing: the chart takes its points as following one another."""
    known = [one for one in dates if one is not None]
    steps = [(later - one).days for one, later in pairwise(known)]
    if len(steps) < 3:
        return
    usual = median(steps)
    wide = [at for at, step in enumerate(steps) if step > 1.5 * usual]
    if wide:
        first = f"the first between {day(known[wide[0]])} and {day(known[wide[0] + 1])}"
        yield (
            f"{several(len(wide), 'gap')} in the dates, {first}: "
            "points are taken as following one another."
        )
