"""Scorecards and measures as data for programs: poolbook-scorecard/1 and poolbook-measures/1.

Figures are texts, so that nothing is lost on the way; `docs/reference/` holds the schemas.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from poolbook.agreements.models import Agreement
from poolbook.performance.models import Measure, Target
from poolbook.performance.queries.cards import Card, Part, Row
from poolbook.performance.queries.series import Point, definitions, meant, targets
from poolbook.rules.measures.rag import Aim


def card_told(card: Card) -> dict[str, Any]:
    """A scorecard for a month, heading by heading."""
    found = card.scorecard
    before = baselines(card)
    return {
        "schema": "poolbook-scorecard/1",
        "scorecard": found.code,
        "name": found.name,
        "body": found.body,
        "area": found.area.code,
        "comparator": found.comparator.code if found.comparator else None,
        "until": card.until.isoformat(),
        "source": found.provenance,
        "headings": [_heading(part, before) for part in card.parts],
    }


def measures_told(agreement: Agreement, today: date) -> dict[str, Any]:
    """Every measure of the agreement with what it means on a day, and its targets."""
    rows = list(Measure.objects.filter(agreement=agreement).select_related("partner", "follows"))
    keys = [row.pk for row in rows]
    meanings, aims = definitions(keys), targets(keys)
    found = []
    for row in rows:
        now = meant(meanings[row.pk], today)
        found.append(
            {
                "measure": row.ref,
                "name": now.name,
                "unit": now.unit,
                "polarity": now.polarity,
                "frequency": now.frequency,
                "definitions": len(meanings[row.pk]),
                "partner": row.partner.code if row.partner else None,
                "owner": row.owner,
                "follows": row.follows.ref if row.follows else None,
                "ended": row.ended.isoformat() if row.ended else None,
                "source": row.provenance,
                "targets": [_target(each) for each in aims.rows.get(row.pk, ())],
            }
        )
    return {"schema": "poolbook-measures/1", "agreement": agreement.code, "measures": found}


def target_words(row: Row) -> str:
    """A row's target in words; empty where it has none."""
    aim: Aim | None = row.aim
    return aim.said(row.definition.unit, row.definition.decimals) if aim else ""


def baselines(card: Card) -> dict[int, Target]:
    """The newest baseline of each measure of a card, by the measure's key. One query."""
    rows = targets([row.measure.pk for row in card.rows]).rows
    found = {}
    for key, each in rows.items():
        fit = [t for t in each if t.kind == "baseline" and t.starts <= card.until]
        if fit:
            found[key] = fit[-1]
    return found


def _heading(part: Part, before: dict[int, Target]) -> dict[str, Any]:
    judged = part.judgement
    return {
        "heading": part.section.code,
        "name": part.section.name,
        "rag": (judged.rag if judged else "") or None,
        "comment": part.comment,
        "rows": [_row(row, before.get(row.measure.pk)) for row in part.rows],
    }


def _row(row: Row, baseline: Target | None) -> dict[str, Any]:
    by_hand = row.by_hand if row.by_hand and row.by_hand.rag else None
    return {
        "measure": row.measure.ref,
        "label": row.entry.label or str(row.definition),
        "area": row.area.code,
        "unit": row.definition.unit,
        "value": _point(row.point) if row.point else None,
        "shown": row.shown(row.point.value if row.point else None),
        "target": target_words(row) or None,
        "baseline": _plain(baseline.value) if baseline else None,
        "rag": row.rag,
        "why": row.why,
        "rule": row.rule.rag,
        "by_hand": by_hand is not None,
        "direction": row.moved.words,
        "year": _plain(row.year),
        "comparator": _plain(row.theirs),
        "comment": row.comment,
        "findings": [each.words for each in row.findings],
        "series": [_point(point) for point in row.points],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "from": point.time.starts.isoformat(),
        "to": point.time.ends.isoformat(),
        "time": str(point.time),
        "status": point.status,
        "value": _plain(point.value),
        "numerator": _plain(point.numerator),
        "denominator": _plain(point.denominator),
        "count": point.count,
        "note": point.note,
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind,
        "aim": target.aim,
        "value": _plain(target.value),
        "value_to": _plain(target.value_to),
        "comparator": target.comparator.code if target.comparator else None,
        "from": target.starts.isoformat(),
        "to": target.ends.isoformat() if target.ends else None,
        "tolerance": _plain(target.tolerance),
        "tolerance_percent": target.tolerance_percent,
        "judged": target.judged,
        "words": target.words,
        "source": target.source,
    }


def _plain(value: Decimal | None) -> str | None:
    """A figure without the zeros that the table keeps: 17.30000000 is 17.3."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
