"""One measure in full: its series of an area cut at its breaks and charted, its history, its judgements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from poolbook.agreements.models import Agreement
from poolbook.performance.models import (
    Area,
    ChartStep,
    Definition,
    Entry,
    Judgement,
    Measure,
    Observation,
    Target,
)
from poolbook.performance.queries import charting
from poolbook.performance.queries.series import (
    Point,
    aim_of,
    aims_at,
    definitions,
    meant,
    parts,
    series,
    steps,
    targets,
)
from poolbook.rules.measures import quality
from poolbook.rules.measures.periods import Time

__all__ = [
    "Stretch",
    "Whole",
    "aim_of",
    "areas_of",
    "doubts",
    "measure",
    "measures",
    "newest",
    "whole",
]


@dataclass(frozen=True)
class Stretch:
    """A series between two breaks: what it meant, its chart, and the reason why it began."""

    definition: Definition
    charted: charting.Charted
    began: Definition | None


@dataclass(frozen=True)
class Whole:
    """A measure for an area, everything that its page says. Stretches are the newest first."""

    measure: Measure
    area: Area
    definition: Definition
    versions: Sequence[Definition]
    stretches: Sequence[Stretch]
    points: Sequence[Point]
    targets: Sequence[Target]
    judgements: Sequence[Judgement]
    steps: Sequence[ChartStep]
    findings: Sequence[quality.Finding]


def measures(agreement: Agreement) -> list[Measure]:
    """The measures of an agreement by reference, each with its definitions read."""
    found = Measure.objects.filter(agreement=agreement).select_related("partner", "follows")
    return list(found.prefetch_related("definitions").order_by("ref"))


def measure(agreement: Agreement, ref: str) -> Measure | None:
    """A measure of the agreement by its reference."""
    found = Measure.objects.filter(agreement=agreement, ref=ref)
    return found.select_related("agreement", "partner", "follows").first()


def areas_of(found: Measure) -> list[Area]:
    """The areas that a measure has values of, those of its scorecards first, then by name."""
    valued = dict(
        Observation.objects.filter(measure=found)
        .order_by()
        .values("area")
        .annotate(many=Count("pk"))
        .values_list("area", "many")
    )
    entries = Entry.objects.filter(measure=found).select_related("section__scorecard")
    first = [e.area_id or e.section.scorecard.area_id for e in entries]
    known = Area.objects.filter(pk__in=set(valued) | set(first))
    rank = {pk: at for at, pk in reversed(list(enumerate(first)))}
    return sorted(known, key=lambda a: (rank.get(a.pk, len(first)), a.name))


def whole(
    found: Measure,
    area: Area,
    *,
    until: date = date.max,
    as_at: datetime | None = None,
    today: date,
) -> Whole:
    """Everything of a measure for an area, as known at a moment, in a handful of queries."""
    pair = (found.pk, area.pk)
    versions = definitions([found.pk], as_at)[found.pk]
    known = targets([found.pk], as_at)
    others = {(found.pk, each) for each in known.compared_with()}
    read = series({pair} | others, until=until, as_at=as_at)
    put = steps([pair], as_at).get(pair, [])
    cut = parts(read[pair], versions)
    asked = []
    for points in cut:
        aims = aims_at(points, *pair, known, read)
        meaning = meant(versions, points[-1].time.ends)
        asked.append(charting.Asked(points, meaning, aims, put, found.ref))
    charts = charting.charted(asked)
    stretches = [
        Stretch(each.definition, chart, _began(versions, each.points))
        for each, chart in zip(asked, charts, strict=True)
    ][::-1]
    points = read[pair]
    definition = meant(versions, points[-1].time.ends if points else today)
    return Whole(
        measure=found,
        area=area,
        definition=definition,
        versions=versions[::-1],
        stretches=stretches,
        points=points,
        targets=list(
            _known(Target.objects.filter(measure=found), as_at)
            .select_related("comparator", "area", "by")
            .order_by("-starts", "-id")
        ),
        judgements=list(
            _known(Judgement.objects.filter(measure=found, area=area), as_at)
            .select_related("by")
            .order_by("-ends", "-id")
        ),
        steps=put,
        findings=doubts(cut[-1] if cut else [], definition, today),
    )


def _known(rows: QuerySet, as_at: datetime | None) -> QuerySet:
    """Those that were there at a moment (None: now)."""
    return rows.filter(at__lte=as_at) if as_at else rows


def doubts(points: Sequence[Point], definition: Definition, today: date) -> list[quality.Finding]:
    """What is amiss with a series since its last break."""
    known = [quality.Known(p.time, p.status, p.value, p.numerator, p.denominator) for p in points]
    return quality.findings(
        known,
        unit=definition.unit,
        decimals=definition.decimals,
        frequency=definition.frequency,
        lag=definition.lag,
        today=today,
    )


def _began(versions: Sequence[Definition], points: Sequence[Point]) -> Definition | None:
    """The definition that broke the series before these points; None at its beginning."""
    broken = [v for v in versions if v.breaks and v.starts <= points[0].time.ends]
    return broken[-1] if broken else None


def newest(found: Measure, area: Area) -> Time | None:
    """The time of the newest value that is known of a measure for an area."""
    points = series([(found.pk, area.pk)])[(found.pk, area.pk)]
    return points[-1].time if points else None
