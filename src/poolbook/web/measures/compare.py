"""Areas beside each other in one period: ranks with ties, intervals, the funnel, better or worse."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.performance.models import Area, Definition
from poolbook.performance.queries import areas as places
from poolbook.performance.queries import comparing
from poolbook.performance.queries import measures as queries
from poolbook.performance.queries.series import definitions, meant
from poolbook.reports.build.outcomes import count_of
from poolbook.reports.charts import caterpillar, funnel
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.measures.figures import show
from poolbook.rules.measures.periods import Time
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import Drawn, drawn
from poolbook.web.frame.tables import exported
from poolbook.web.measures.views import measure_or_404


@page()
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """The areas with a value in `?time=`, beside `?with=` (a code), only the neighbours of `?model=`."""
    place = request.place
    found = measure_or_404(place, ref)
    times = comparing.times(found)
    context: dict[str, Any] = {"measure": found, "times": times}
    versions = definitions([found.pk])[found.pk]
    if not times:
        return render(request, "measures/compare.html", context | {"definition": versions[-1]})
    time = _time(request, times)
    meaning = meant(versions, time.ends)
    known = comparing.at(found, time)
    own = _own(request, list(known), queries.areas_of(found))
    others = [area for area in known if area.kind in comparing.WIDE]
    other = _chosen(request, "with", others) or next(
        (area for area in others if area.kind == "country"), None
    )
    models = places.models(place.agreement)
    model = request.GET.get("model", "")
    model = model if model in models else ""
    shown = known
    if model and own:
        near = {own, *places.neighbours(place.agreement, model, own)}
        shown = {area: point for area, point in known.items() if area in near or area == other}
    rows = comparing.ranked(meaning, shown, other)
    table = _table(rows, meaning, other, time)
    if file := exported(request, [table], f"{ref}_compared"):
        return file
    value = known[other].value if other else None
    context |= {
        "definition": meaning, "time": time, "own": own, "other": other, "others": others,
        "areas": [area for area in known if area.kind not in comparing.WIDE],
        "models": models, "model": model, "rows": rows, "table": table,
        "mine": next((row for row in rows if row.area == own), None),
        "theirs": show(value, meaning.unit, meaning.decimals) if value is not None else "",
        "caterpillar": _caterpillar(rows, meaning, own, other, value, time),
        "funnel": _funnel(rows, meaning, own, time),
        "missing": [
            (area, point) for area, point in shown.items() if point.value is None
        ],
    }  # fmt: skip
    return render(request, "measures/compare.html", context)


def _time(request: HttpRequest, times: Sequence[Time]) -> Time:
    asked = request.GET.get("time", "")
    if not asked:
        return times[0]
    chosen = next((each for each in times if key_of(each) == asked), None)
    if chosen is None:
        raise Http404("no value of that time")
    return chosen


def key_of(time: Time) -> str:
    """A time as an address has it: `2020-10-01--2020-10-31`."""
    return f"{time.starts}--{time.ends}"


def _chosen(request: HttpRequest, name: str, areas: Sequence[Area]) -> Area | None:
    code = request.GET.get(name, "")
    return next((each for each in areas if each.code == code), None)


def _own(request: HttpRequest, known: Sequence[Area], usual: Sequence[Area]) -> Area | None:
    """The area asked for; else the measure's own that has a value."""
    chosen = _chosen(request, "area", known)
    return chosen or next((a for a in usual if a in known and a.kind not in comparing.WIDE), None)


def _caterpillar(
    rows: Sequence[comparing.Beside],
    meaning: Definition,
    own: Area | None,
    other: Area | None,
    value: Any,
    time: Time,
) -> Drawn | None:
    if len(rows) < 2:
        return None
    made = tuple(
        caterpillar.Place(
            row.area.name,
            float(row.point.value or 0),
            show(row.point.value, meaning.unit, meaning.decimals),
            row.interval[0][0] if row.interval else None,
            row.interval[0][1] if row.interval else None,
            str(row.rank),
            row.than.word if row.than.tested else "",
            row.area == own,
        )
        for row in rows
    )
    title = f"{meaning.short_name or meaning.name} by area, {time}, with 95% intervals"
    chart = caterpillar.Caterpillar(
        title, made, meaning.unit, meaning.decimals,
        None if value is None else float(value), other.name if other else "",
    )  # fmt: skip
    return drawn(caterpillar, chart, "caterpillar")


def _funnel(
    rows: Sequence[comparing.Beside], meaning: Definition, own: Area | None, time: Time
) -> Drawn | None:
    found = comparing.funnel(meaning, rows)
    if found is None:
        return None
    dots = tuple(
        funnel.Dot(
            row.area.name,
            float(row.point.denominator or 0),
            float(row.point.value or 0),
            show(row.point.value, meaning.unit, meaning.decimals),
            row.outside,
            row.area == own,
        )
        for row in rows
        if row.interval
    )
    lines = tuple((line.name, tuple(line.points)) for line in found.lines)
    title = f"Funnel of {meaning.short_name or meaning.name}, {time}"
    chart = funnel.Funnel(
        title, dots, found.average, lines, meaning.unit, meaning.decimals,
        meaning.denominator or "Denominator",
    )  # fmt: skip
    return drawn(funnel, chart, "funnel")


def _table(
    rows: Sequence[comparing.Beside], meaning: Definition, other: Area | None, time: Time
) -> Table:
    titles = [
        ("rank", "Rank"),
        ("value", "Value"),
        ("count", "Count"),
        ("interval", "95% interval"),
    ]
    if other:
        titles.append(("than", f"Compared with {other.name}"))
    titles.append(("outside", "Against the funnel"))
    made = []
    for row in rows:
        fine = max(meaning.decimals, 1)
        span = row.interval[0] if row.interval else None
        text = f"{show(span[0], meaning.unit, fine)} to {show(span[1], meaning.unit, fine)}" if span else None  # fmt: skip
        cells = {
            "rank": Cell(str(row.rank)),
            "value": Cell(show(row.point.value, meaning.unit, meaning.decimals)),
            "count": Cell(count_of(row.point) or None),
            "interval": Cell(text, missing="no counts"),
            "than": Cell(str(row.than) or None),
            "outside": Cell(f"beyond {row.outside}" if row.outside else "within", missing=""),
        }
        if not row.interval:
            cells["outside"] = Cell(missing="no counts")
        made.append(Row(row.area.code, row.area.name, cells))
    columns = tuple(Column(key, title, "text") for key, title in titles)
    caption = f"{meaning.name}, {time}"
    return Table("areas", "Areas", caption, columns, tuple(made), "Area", "")
