"""From a measure's judged series to the pictures of it: control chart and sparkline, and the table of
which rules fired."""

import calendar
from collections.abc import Sequence
from decimal import Decimal

from poolbook.performance.queries.charting import Charted
from poolbook.performance.queries.series import Point
from poolbook.reports.build.outcomes import value_of
from poolbook.reports.charts import xmr
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules import spc
from poolbook.rules.calendar import Year
from poolbook.rules.measures.periods import Time
from poolbook.rules.spc import words as spc_words

WAYS = {
    "improvement_high": "improvement", "improvement_low": "improvement",
    "concern_high": "concern", "concern_low": "concern",
    "neither_high": "neither", "neither_low": "neither",
}  # fmt: skip
SAID = {
    "": "within the usual variation",
    "improvement": "improvement",
    "concern": "concern",
    "neither": "a change",
}


def short(time: Time) -> str:
    """A time in few letters: `Oct 20`, `Q1 20/21`, `20/21`, `1 Nov 20`."""
    ends, months = time.ends, time.months
    month = f"{calendar.month_abbr[ends.month]} {ends:%y}"
    if time.starts == ends:
        return f"{ends.day} {month}"
    year = str(Year(time.starts.year if time.starts.month >= 4 else time.starts.year - 1))[2:]
    if months == 3 and time.starts.month in (4, 7, 10, 1):
        return f"Q{(time.starts.month - 4) % 12 // 3 + 1} {year}"
    if months == 12 and time.starts.month == 4:
        return year
    return month


def control_chart(charted: Charted, title: str, unit: str, decimals: int, most: int = 0) -> xmr.Xmr:
    """The chart of a series; with `most`, of so many points at the end, judged among all of them."""
    marks = []
    points: Sequence[Point] = charted.points
    judged: Sequence[spc.Point | None] = [None] * len(points)
    if charted.chart is not None:
        judged = charted.chart.points
    for point, each in list(zip(points, judged, strict=True))[-most:]:
        marks.append(_mark(point, each, unit, decimals, charted))
    return xmr.Xmr(title, tuple(marks), unit, decimals, run=not charted.limited)


def _mark(
    point: Point, each: spc.Point | None, unit: str, decimals: int, charted: Charted
) -> xmr.Mark:
    shown = value_of(point, unit, decimals)
    value = None if point.value is None else float(point.value)
    if each is None:
        return xmr.Mark(str(point.time), short(point.time), value, shown)
    rule = (each.winner or "") and each.winner.value.removesuffix("_high").removesuffix("_low")  # type: ignore[union-attr]
    way = WAYS.get(each.judgement.value if each.judgement else "", "")
    said = ""
    if charted.chart and each.rules:
        said = " ".join(spc_words.rule_sentence(r, charted.chart.settings) for r in each.rules)
    return xmr.Mark(
        label=str(point.time),
        short=short(point.time),
        value=value,
        shown=shown,
        mean=each.mean if charted.limited else None,
        low=each.lpl if charted.limited else None,
        high=each.upl if charted.limited else None,
        target=each.target,
        rule=rule if rule in xmr.RULES else "",
        way=way,
        partition=each.partition,
        ghost=each.ghost,
        baseline=each.baseline,
        said=said,
    )


def fired(charted: Charted, unit: str, decimals: int) -> Table:
    """Which rules of special cause fired, and when: a row a stretch of points that meet one."""
    rows = []
    if charted.chart is not None and charted.limited:
        for rule in spc.Rule:
            at = [n for n, p in enumerate(charted.chart.points) if rule in p.rules]
            for first, last in _stretches(at):
                rows.append(_fired(charted, rule, first, last, unit, decimals))
    rows.sort(key=lambda pair: pair[0])
    titles = [("when", "When"), ("points", "Points"), ("values", "Values"), ("way", "Judged as")]
    columns = tuple(Column(key, title, "text") for key, title in titles)
    made = tuple(row for _, row in rows)
    return Table("rules", "Rules that fired", "What is more than chance", columns, made, "Rule", "")


def _stretches(at: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place in at:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _fired(
    charted: Charted, rule: spc.Rule, first: int, last: int, unit: str, decimals: int
) -> tuple[int, Row]:
    assert charted.chart is not None
    points = charted.points[first : last + 1]
    when = str(points[0].time)
    if last > first:
        when += f" to {points[-1].time}"
    values = [value_of(points[0], unit, decimals)]
    if last > first:
        values.append(value_of(points[-1], unit, decimals))
    judged = charted.chart.points[last].judgement
    way = SAID[WAYS.get(judged.value if judged else "", "")]
    cells = {
        "when": Cell(when),
        "points": Cell(str(last - first + 1)),
        "values": Cell(" to ".join(values)),
        "way": Cell(way),
    }
    words = spc_words.rule_sentence(rule, charted.chart.settings).rstrip(".")
    return -last, Row(f"{rule.value}-{first}", words, cells)


def data(charted: Charted, unit: str, decimals: int) -> Table:
    """Every value with its counts, what stands in its place, its note; the newest first."""
    titles = [("value", "Value"), ("numerator", "Numerator"), ("denominator", "Denominator"),
              ("count", "Count"), ("status", "Status"), ("note", "Note")]  # fmt: skip
    columns = tuple(Column(key, title, "text") for key, title in titles)
    rows = tuple(_datum(p, unit, decimals) for p in reversed(charted.points))
    return Table(
        "data", "The figures", "Every value, the newest first", columns, rows, "Period", ""
    )


def _datum(point: Point, unit: str, decimals: int) -> Row:
    status = {"value": "", "suppressed": "withheld", "not due": "not due"}.get(
        point.status, point.status
    )
    value = value_of(point, unit, decimals)
    cells = {
        "value": Cell(value) if point.value is not None else Cell(missing=value),
        "numerator": _number(point.numerator),
        "denominator": _number(point.denominator),
        "count": Cell(str(point.count) if point.count is not None else None),
        "status": Cell(status or "value"),
        "note": Cell(point.note or None),
    }
    return Row(f"point-{point.id}", str(point.time), cells)


def _number(value: Decimal | None) -> Cell:
    if value is None:
        return Cell()
    text = f"{value:,f}"
    return Cell(text.rstrip("0").rstrip(".") if "." in text else text)
