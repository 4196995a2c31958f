"""A measure against its trajectory, time by time: what was planned, what came, and the gap."""

from dataclasses import dataclass
from decimal import Decimal

from poolbook.performance.models import Area, Measure
from poolbook.performance.queries.series import series, targets, value_at
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time


@dataclass(frozen=True)
class Step:
    """A time's planned and actual figure, in the measure's unit; None where there is none."""

    time: Time
    planned: Decimal | None
    actual: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Actual less planned."""
        if self.planned is None or self.actual is None:
            return None
        return self.actual - self.planned


def against_plan(measure: Measure, area: Area) -> list[Step]:
    """Every time that has a planned or an actual figure, in order; the newest plan of a time counts."""
    planned = {
        Time(each.starts, each.ends): each.value
        for each in targets([measure.pk]).rows.get(measure.pk, ())
        if each.kind == "trajectory" and each.ends and each.area_id in (None, area.pk)
    }
    points = series([(measure.pk, area.pk)])[(measure.pk, area.pk)]
    times = sorted({*planned, *(point.time for point in points if point.status == VALUE)})
    return [Step(time, planned.get(time), value_at(points, time)) for time in times]
