"""A chart as data for JSON: `docs/reference/spc.schema.json` is its published schema."""

from collections.abc import Sequence
from typing import Any

from poolbook.rules.spc.results import Chart, Icon, Partition, Point
from poolbook.rules.spc.words import point_type, special_cause, variation_label


def written(charts: Sequence[Chart], warnings: Sequence[str] = ()) -> dict[str, Any]:
    """All charts of one file."""
    return {
        "schema": "poolbook-spc/1",
        "series": [_chart(chart) for chart in charts],
        "warnings": list(warnings),
    }


def _chart(chart: Chart) -> dict[str, Any]:
    series, settings = chart.series, chart.settings
    return {
        "id": series.name,
        "facet": series.facet,
        "settings": {
            "profile": settings.profile.value,
            "improvement": series.improvement.value,
            "screening": settings.screens,
            "shift_points": settings.shift_points,
            "trend_points": settings.trend_points,
            "minimum_points": settings.minimum,
            "conflict_rule": settings.rule_of_conflict.value,
            "include_astronomical": settings.include_astronomical,
            "baseline_points": series.baseline_points,
            "baseline_date": series.baseline_date and series.baseline_date.isoformat(),
        },
        "chart": chart.kind,
        "n": chart.n,
        "n_excluding_ghosts": chart.n_not_ghosted,
        "n_with_value": chart.n_with_value,
        "icons": {"variation": _icon(chart.variation), "assurance": _icon(chart.assurance)},
        "last": chart.last_at,
        "partitions": [_partition(part, chart) for part in chart.partitions],
        "points": [_point(point, chart) for point in chart.points],
        "warnings": list(chart.warnings),
    }


def _icon(icon: Icon) -> dict[str, Any]:
    return {
        "icon": icon.code,
        "label": icon.label,
        "sentence": icon.sentence,
        "reason": icon.reason,
    }


def _partition(part: Partition, chart: Chart) -> dict[str, Any]:
    variation = part.variation
    return {
        "partition": part.number,
        "from": part.start and part.start.isoformat(),
        "to": part.end and part.end.isoformat(),
        "n": part.n,
        "mean": part.mean,
        "lpl": part.lpl,
        "upl": part.upl,
        "counts": {kind.value: count for kind, count in part.counts.items()},
        "variation": variation and variation.value,
        "variation_label": variation and variation_label(variation, chart.settings),
    }


def _point(point: Point, chart: Chart) -> dict[str, Any]:
    settings, run = chart.settings, chart.kind == "run"
    return {
        "date": point.date and point.date.isoformat(),
        "value": point.value,
        "ghost": point.ghost,
        "recalculate": point.recalculate,
        "target": point.target,
        "note": point.note,
        "partition": point.partition,
        "baseline": point.baseline,
        "mean": point.mean,
        "lpl": point.lpl,
        "upl": point.upl,
        "near_lpl": point.near_lpl,
        "near_upl": point.near_upl,
        "mr": point.mr_within if settings.nhsr else point.mr,
        "mr_in_partition": point.mr_within,
        "mr_screened_out": point.mr_screened_out,
        "amr_raw": point.amr_raw,
        "amr": point.amr,
        "outside_limits": point.outside_limits,
        "close_to_limits": point.close_to_limits,
        "relative_to_mean": point.relative_to_mean,
        "relative_to_target": point.relative_to_target,
        "short_partition": point.short_partition,
        "rules": [rule.value for rule in point.rules],
        "conflict": point.conflict,
        "special_cause": point.winner and point.winner.value,
        "special_cause_type": None if run else special_cause(point.winner, settings),
        "judgement": point.judgement and point.judgement.value,
        "point_type": point_type(point.judgement, settings),
    }
