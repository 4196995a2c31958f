"""Measures: what they are, their series with limits and rules, scorecards; values and judgements in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query

from poolbook.api.auth import person_of
from poolbook.api.measure_shapes import (
    At,
    CardOut,
    JudgementIn,
    JudgementOut,
    MeasureOut,
    OfCard,
    OfMeasure,
    ScorecardOut,
    SeriesOut,
    TakenIn,
    ValuesIn,
    Which,
)
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_list
from poolbook.api.places import (
    AGREEMENT,
    PERIOD,
    Known,
    OfAgreement,
    agreement_of,
    period_of,
)
from poolbook.partners.roles import May
from poolbook.performance.actions import judging, loads
from poolbook.performance.models import Area, Measure
from poolbook.performance.queries import cards, charting
from poolbook.performance.queries import measures as queries
from poolbook.performance.queries.series import Point
from poolbook.reports.build import outcomes
from poolbook.rules.measures.periods import Time

routes = Routes()


@routes.reads("/measures" + AGREEMENT, Page[MeasureOut])
def measures(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The measures of an agreement, by reference."""
    found = queries.measures(agreement_of(request, here))
    return of_list(found, paging, _measure, lambda each: (each.ref,))


@routes.reads("/measures" + AGREEMENT + "/{ref}", SeriesOut)
def series(request: HttpRequest, here: Path[OfMeasure], which: Query[Which]) -> Any:
    """A measure’s series with its limits, rules and icons."""
    found = _found(request, here)
    areas = queries.areas_of(found)
    area = next((a for a in areas if a.code == which.area), None)
    area = area or (areas[0] if areas and not which.area else None)
    if area is None:
        raise Http404
    whole = queries.whole(found, area, as_at=which.as_at, today=timezone.localdate())
    stretches = [_stretch(each) for each in whole.stretches]
    return {"ref": found.ref, "area": area.code, "stretches": stretches}


@routes.reads("/scorecards" + AGREEMENT, Page[ScorecardOut])
def scorecards(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The scorecards of an agreement."""
    found = cards.scorecards(agreement_of(request, here))
    return of_list(found, paging, _card, lambda each: (each.place, each.pk))


@routes.reads("/scorecards" + PERIOD + "/{card}", CardOut)
def scorecard(request: HttpRequest, here: Path[OfCard], at: Query[At]) -> Any:
    """A scorecard with what is known up to the end of a month."""
    period = period_of(request, here)
    found = cards.scorecard(period.agreement, here.card)
    if found is None:
        raise Http404
    made = cards.card(found, until=period.month.last, as_at=at.as_at)
    rows = {id(each.row): each for each in outcomes.said(made)}
    headings = [
        {
            "code": part.section.code,
            "name": part.section.name,
            "rag": part.judgement.rag if part.judgement else "",
            "comment": part.comment,
            "rows": [_row(rows[id(row)]) for row in part.rows],
        }
        for part in made.parts
    ]
    return _card(found) | {"until": made.until, "headings": headings}


@routes.writes("/values" + AGREEMENT, TakenIn, May.OBSERVE, given=True)
def take_in_values(request: HttpRequest, here: Path[OfAgreement], given: ValuesIn) -> Any:
    """Take values in: those that are new, or another figure than is known."""
    agreement = agreement_of(request, here)
    done = loads.take_in(
        by=person_of(request),
        agreement=agreement,
        provenance=given.provenance,
        values=[
            loads.Value(
                measure=each.measure, area=each.area, starts=each.starts, ends=each.ends,
                status=each.status, value=_exact(each.value), numerator=_exact(each.numerator),
                denominator=_exact(each.denominator), count=each.count, note=each.note,
                where=f"body.values.{at}",
            )
            for at, each in enumerate(given.values)
        ],
    )  # fmt: skip
    return {"new": done.new, "changed": done.changed, "same": done.same}


@routes.writes("/judgements" + AGREEMENT + "/{ref}", JudgementOut, May.OBSERVE, given=True)
def judge(request: HttpRequest, here: Path[OfMeasure], given: JudgementIn) -> Any:
    """Judge a measure of an area by hand, or comment on it."""
    found, known = _found(request, here), Known()
    area = known.get({a.code: a for a in queries.areas_of(found)}, given.area, "body.area", "area")
    if given.ends < given.starts:
        known.faults.append(("body.ends", "is before it starts"))
    known.tell()
    assert area is not None
    kept = judging.judge_measure(
        by=person_of(request), measure=found, area=area, time=Time(given.starts, given.ends),
        rag=given.rag, reason=given.reason, comment=given.comment,
    )  # fmt: skip
    names = ("rag", "reason", "comment", "at")
    return {name: getattr(kept, name) for name in names} | {"id": kept.pk, "by": str(kept.by)}


def _found(request: HttpRequest, here: OfMeasure) -> Measure:
    found = queries.measure(agreement_of(request, here), here.ref)
    if found is None:
        raise Http404
    return found


def _measure(each: Measure) -> dict[str, Any]:
    meaning = list(each.definitions.all())[-1]
    names = (
        "name", "short_name", "unit", "per", "decimals", "polarity", "frequency", "cumulative",
        "numerator", "denominator", "source", "version", "starts",
    )  # fmt: skip
    own = {"ref": each.ref, "owner": each.owner, "ended": each.ended}
    return {name: getattr(meaning, name) for name in names} | own


def _stretch(each: queries.Stretch) -> dict[str, Any]:
    charted: charting.Charted = each.charted
    judged: Sequence[Any] = [None] * len(charted.points)
    if charted.limited and charted.chart is not None:
        judged = charted.chart.points
    return {
        "kind": "xmr" if charted.limited else "run",
        "began": each.began.reason if each.began else "",
        "variation": charted.variation.code,
        "assurance": charted.assurance.code,
        "warnings": list(charted.chart.warnings) if charted.chart else [charted.why],
        "points": [_point(p, j) for p, j in zip(charted.points, judged, strict=True)],
    }


def _point(point: Point, judged: Any) -> dict[str, Any]:
    shown = {
        "starts": point.time.starts,
        "ends": point.time.ends,
        "status": point.status,
        "value": _text(point.value),
        "numerator": _text(point.numerator),
        "denominator": _text(point.denominator),
        "count": point.count,
        "note": point.note,
    }
    if judged is None:
        return shown
    return shown | {
        "mean": judged.mean,
        "lower_limit": judged.lpl,
        "upper_limit": judged.upl,
        "target": judged.target,
        "rules": [rule.value for rule in judged.rules],
        "judgement": judged.judgement.value if judged.judgement else None,
        "ghosted": judged.ghost,
    }


def _card(each: Any) -> dict[str, Any]:
    other: Area | None = each.comparator
    names = ("code", "name", "body", "in_pack")
    return {name: getattr(each, name) for name in names} | {
        "area": each.area.code,
        "comparator": other.code if other else None,
    }


def _row(said: outcomes.Said) -> dict[str, Any]:
    names = (
        "name", "value", "count", "period", "target", "rag", "why", "direction", "rank", "comment"
    )  # fmt: skip
    point = said.row.point
    return {name: getattr(said, name) for name in names} | {
        "ref": said.row.measure.ref,
        "area": said.row.area.code,
        "exact": _text(point.value if point else None),
        "variation": said.signals.variation.code,
        "assurance": said.signals.assurance.code,
        "comparator": said.theirs,
        "compared": str(said.than),
        "doubts": [each.words for each in said.row.findings],
    }


def _exact(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
