"""The measures of an agreement, one measure in full, and what is amiss with their figures."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from poolbook.audit.moments import moment_of
from poolbook.performance.models import Area, Definition, Measure, Target
from poolbook.performance.queries import cards, doubts
from poolbook.performance.queries import measures as queries
from poolbook.performance.queries.charting import Charted
from poolbook.reports.build import measure_charts, outcomes
from poolbook.reports.charts import xmr
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.measures.figures import show
from poolbook.rules.measures.kinds import RAG_WORDS
from poolbook.rules.measures.periods import Time, name_of
from poolbook.rules.saying import day
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported

DRAWN = 60  # points on a chart unless all are asked for
COLOURS = {"R": "red", "A": "amber", "G": "green", "NR": "grey"}
KINDS = {
    "impossible": ("red", "Impossible"),
    "outlier": ("amber", "Out of line"),
    "late": ("blue", "Late"),
    "missing": ("grey", "Missing"),
}


@page()
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure of the agreement, by reference or the words of `?q=`."""
    text = request.GET.get("q", "").strip().lower()
    found = queries.measures(request.place.agreement)
    rows = [(each, list(each.definitions.all())[-1]) for each in found]
    if text:
        rows = [(m, d) for m, d in rows if text in f"{m.ref} {d.name} {d.short_name}".lower()]
    context = {"rows": rows, "all": len(found), "text": request.GET.get("q", "")}
    return render(request, "measures/list.html", context)


@page()
def newest_card(request: HttpRequest, card: str) -> HttpResponse:
    """A scorecard in the newest month of the book."""
    place = request.place
    if cards.scorecard(place.agreement, card) is None:
        raise Http404("no such scorecard")
    if place.now is None:
        return redirect(place.address("measures"))
    return redirect(place.address("scorecard", card=card))


@page()
def measure(request: HttpRequest, ref: str) -> HttpResponse:
    """A measure of one area (`?area=CODE`), as known at `?as_at=`; `?all=1` draws every point."""
    place = request.place
    found = measure_or_404(place, ref)
    areas = queries.areas_of(found)
    area = area_of(request, areas)
    moment = moment_of(request.GET.get("as_at", ""))
    context: dict[str, Any] = {"measure": found, "areas": areas, "area": area, "as_known": moment}
    if area is None:
        versions = list(found.definitions.order_by("-version"))
        context |= {"definition": versions[0], "versions": versions, "targets": []}
        return render(request, "measures/measure.html", context)
    whole = queries.whole(found, area, as_at=moment, today=_today(place))
    meaning = whole.definition
    stretches = [_stretch(whole, each, at, request) for at, each in enumerate(whole.stretches)]
    tables = [table for each in stretches for table in (each["data"], each["rules"])]
    if file := exported(request, tables, f"{ref}_{area.code}"):
        return file
    now = stretches[0] if stretches else None
    context |= {
        "whole": whole,
        "definition": meaning,
        "versions": whole.versions,
        "stretches": stretches,
        "now": now,
        "targets": [_target(each, meaning) for each in whole.targets],
        "judgements": [
            (each, name_of(Time(each.starts, each.ends)), COLOURS.get(each.rag, "grey"),
             RAG_WORDS.get(each.rag, ""))
            for each in whole.judgements
        ],
        "findings": [(*KINDS[each.kind], each) for each in whole.findings],
        "given": request.GET.get("as_at", ""),
    }  # fmt: skip
    return render(request, "measures/measure.html", context)


@page()
def quality(request: HttpRequest) -> HttpResponse:
    """What is late, missing, impossible or out of line, over all measures."""
    place = request.place
    kind = request.GET.get("kind", "")
    found = doubts.doubts(place.agreement, today=_today(place))
    shown = [each for each in found if not kind or each.finding.kind == kind]
    table = _quality(shown)
    if file := exported(request, [table], "data_quality"):
        return file
    counts = {each: sum(d.finding.kind == each for d in found) for each in KINDS}
    context = {
        "rows": [(*KINDS[each.finding.kind], each) for each in shown],
        "table": table,
        "kind": kind,
        "filters": [
            ("", "All", len(found)),
            *((key, word, counts[key]) for key, (_, word) in KINDS.items()),
        ],
        "found": len(found),
    }
    return render(request, "measures/quality.html", context)


def _today(place: Place) -> date:
    """Today; in a book that stands still, the end of the month after its newest: what was due since
    its last month is not late in it."""
    today = timezone.localdate()
    return min(today, place.now.month.last + timedelta(31)) if place.now else today


def measure_or_404(place: Place, ref: str) -> Measure:
    """The agreement's measure of that reference."""
    found = queries.measure(place.agreement, ref)
    if found is None:
        raise Http404("no such measure")
    return found


def area_of(request: HttpRequest, areas: list[Area]) -> Area | None:
    """The area asked for by its code, among those that the measure has; else the first."""
    code = request.GET.get("area", "")
    if not code:
        return areas[0] if areas else None
    chosen = next((each for each in areas if each.code == code), None)
    if chosen is None:
        raise Http404("no such area")
    return chosen


def _stretch(
    whole: queries.Whole, each: queries.Stretch, at: int, request: HttpRequest
) -> dict[str, Any]:
    """One chart with its tables; the newest is the first."""
    meaning, charted = each.definition, each.charted
    name = meaning.short_name or meaning.name
    first, last = charted.points[0].time, charted.points[-1].time
    title = f"{name}, {whole.area.name}: {first} to {last}"
    most = 0 if request.GET.get("all") else DRAWN
    chart = measure_charts.control_chart(charted, title, meaning.unit, meaning.decimals, most)
    data = measure_charts.data(charted, meaning.unit, meaning.decimals)
    rules = measure_charts.fired(charted, meaning.unit, meaning.decimals)
    mark = f"-{at + 1}" if at else ""
    return {
        "stretch": each,
        "charted": charted,
        "chart": drawn(xmr, chart, f"chart{at}"),
        "data": _keyed(data, f"data{mark}"),
        "rules": _keyed(rules, f"rules{mark}"),
        "left_out": max(0, len(charted.points) - len(chart.marks)),
        "count": len(charted.points),
        "warnings": charted.chart.warnings if charted.chart else (),
        "last": charted.points[-1],
        "aimed": _aimed(charted, meaning),
        "shown": outcomes.value_of(charted.points[-1], meaning.unit, meaning.decimals),
        "absolute": outcomes.count_of(charted.points[-1]),
    }


def _aimed(charted: Charted, meaning: Definition) -> str:
    """Where the target lies against the limits, in the measure's own figures."""
    last = charted.chart.last if charted.chart else None
    if last is None or last.target is None or last.lpl is None or last.upl is None:
        return ""
    fine = max(meaning.decimals, 1)
    target, low, high = (show(v, meaning.unit, fine) for v in (last.target, last.lpl, last.upl))
    return f"The target is {target}, the limits {low} to {high}."


def _keyed(table: Table, key: str) -> Table:
    return Table(
        key, table.title, table.caption, table.columns, table.rows, table.label_title, table.unit
    )


def _target(each: Target, meaning: Definition) -> dict[str, Any]:
    aim = queries.aim_of(each)
    assert aim is not None
    said = aim.said(meaning.unit, meaning.decimals)
    if each.comparator and not each.words:
        said = f"{each.aim} {each.comparator.name}’s own value"
    return {"target": each, "said": said, "tolerance": _tolerance(each, meaning)}


def _tolerance(each: Target, meaning: Definition) -> str:
    if not each.tolerance:
        return "none"
    text = f"{each.tolerance.normalize():f}"
    if each.tolerance_percent:
        return f"{text}% of it"
    if meaning.unit != "percent":
        return text
    return f"{text} point" if each.tolerance == 1 else f"{text} points"


def _quality(found: list[doubts.Doubt]) -> Table:
    columns = [("area", "Area"), ("kind", "What"), ("time", "Period"), ("words", "In words"),
               ("cards", "On scorecards"), ("owner", "Owner")]  # fmt: skip
    rows = tuple(
        Row(
            f"{at}",
            each.name,
            {
                "area": Cell(each.area.name),
                "kind": Cell(KINDS[each.finding.kind][1]),
                "time": Cell(str(each.finding.time)),
                "words": Cell(each.finding.words),
                "cards": Cell(", ".join(each.cards) or None),
                "owner": Cell(each.measure.owner or None),
            },
        )
        for at, each in enumerate(found, 1)
    )
    made = tuple(Column(key, title, "text") for key, title in columns)
    caption = f"What to look at before a board sees it, {day(timezone.localdate())}"
    return Table("quality", "Data quality", caption, made, rows, "Measure", "")
