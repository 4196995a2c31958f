"""No NaN and no infinity in what measures' charts and tables say, whatever the figures are."""

import re
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolbook.performance.models import ChartStep, Definition
from poolbook.performance.queries import beside, charting, comparing
from poolbook.performance.queries.comparing import Beside
from poolbook.performance.queries.series import Point
from poolbook.reports.build import measure_charts
from poolbook.reports.charts import caterpillar, funnel, icons, sparkline, xmr
from poolbook.reports.charts.sparkline import Sparkline
from poolbook.rules.measures.figures import show
from poolbook.rules.measures.kinds import POLARITIES, VALUE
from poolbook.rules.measures.periods import month

SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
WRONG = re.compile(r"\b(nan|inf|infinity)\b", re.IGNORECASE)
FIGURES = st.decimals(-(10**11), 10**11, places=4) | st.integers(0, 100).map(Decimal)


@st.composite
def points(draw: st.DrawFn) -> list[Point]:
    """A series of months, some without a value, some with counts."""
    found = []
    for at in range(draw(st.integers(1, 40))):
        value = draw(st.none() | FIGURES)
        size = draw(st.none() | st.integers(0, 10**9).map(Decimal))
        count = None if size is None else Decimal(draw(st.integers(0, int(size))))
        time = month(2018 + at // 12, at % 12 + 1)
        status = VALUE if value is not None else "suppressed"
        found.append(Point(at, 1, time, status, value, count, size, None, ""))
    return found


def meaning(draw: st.DrawFn) -> Definition:
    return Definition(
        version=1, starts=date(2000, 1, 1), name="a measure", decimals=draw(st.integers(0, 3)),
        unit=draw(st.sampled_from(("percent", "rate", "count", "pounds"))), frequency="month",
        per=100, polarity=draw(st.sampled_from(POLARITIES)), cumulative=False, chart={},
    )  # fmt: skip


@SLOW
@given(st.data())
def test_a_series_has_no_figure_that_is_none(data: st.DataObject) -> None:
    found, definition = data.draw(points()), meaning(data.draw)
    aims = [data.draw(st.none() | FIGURES)] * len(found)
    steps = [
        ChartStep(kind=data.draw(st.sampled_from(("ghost", "recalculate", "baseline"))), day=p.time.ends)
        for p in found[:: data.draw(st.integers(3, 9))]
    ]  # fmt: skip
    asked = charting.Asked(found, definition, aims, steps, "x")
    (charted,) = charting.charted([asked])
    (signals,) = charting.signals([asked])
    assert signals.variation.code == charted.variation.code
    assert signals.assurance.code == charted.assurance.code
    unit, decimals = definition.unit, definition.decimals
    chart = measure_charts.control_chart(charted, "A measure", unit, decimals)
    said = [
        *(xmr.draw(chart, "c", layout) for layout in ("wide", "narrow")),
        str(xmr.data_table(chart)), str(measure_charts.data(charted, unit, decimals)),
        str(measure_charts.fired(charted, unit, decimals)), str(signals), str(charted.variation),
        *(icons.beside(code) for code in icons.LOOKS),
    ]  # fmt: skip
    line = Sparkline("s", tuple(sparkline.Point("m", p.value, "x") for p in found), aims[0])
    said.append(sparkline.draw(line, "s"))
    assert not [text[:200] for text in said if WRONG.search(text)]


@SLOW
@given(st.data())
def test_areas_beside_each_other_have_none_either(data: st.DataObject) -> None:
    found, definition = data.draw(points()), meaning(data.draw)
    limits = beside.limits(definition, found)
    assert not WRONG.search(str(limits))
    outside = comparing._outside(definition, found)
    rows = [
        Beside(None, p, limit, None, beside.than(definition, p, found[0].value), where)  # type: ignore[arg-type]
        for p, limit, where in zip(found, limits, outside, strict=True)
        if p.value is not None
    ]
    assert not WRONG.search(" ".join(row.than.why for row in rows))
    made = comparing.funnel(definition, rows)
    unit, decimals = definition.unit, definition.decimals
    if made:
        dots = tuple(
            funnel.Dot("a", float(r.point.denominator or 0), float(r.point.value or 0), "v", r.outside)
            for r in rows if r.interval
        )  # fmt: skip
        lines = tuple((line.name, tuple(line.points)) for line in made.lines)
        chart = funnel.Funnel("f", dots, made.average, lines, unit, decimals)
        assert not WRONG.search(funnel.draw(chart, "f") + str(funnel.data_table(chart)))
    places = tuple(
        caterpillar.Place(
            "a", float(r.point.value or 0), show(r.point.value, unit, decimals),
            *(r.interval[0] if r.interval else (None, None)), "1 of 2", r.than.word,
        )
        for r in rows
    )  # fmt: skip
    whole = caterpillar.Caterpillar("c", places, unit, decimals, 5.0, "England")
    assert not WRONG.search(caterpillar.draw(whole, "c") + str(caterpillar.data_table(whole)))
