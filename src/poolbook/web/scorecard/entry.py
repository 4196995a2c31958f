"""Typing the values of a month for a scorecard: a grid that takes a pasted block, saved whole or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.partners.roles import May
from poolbook.performance.actions import loads
from poolbook.performance.models import Definition
from poolbook.performance.queries import cards
from poolbook.performance.queries.series import Point
from poolbook.reports.build.outcomes import value_of
from poolbook.rules.measures import quality
from poolbook.rules.measures.figures import Figure, FigureError, figure, ratio, show
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time, year_to
from poolbook.rules.refusal import Refusal
from poolbook.rules.saying import several
from poolbook.web.frame.access import page
from poolbook.web.scorecard.views import card_or_404

COLUMNS = ("value", "numerator", "denominator", "count", "note")
TITLES = ("Value", "Numerator", "Denominator", "Count", "Note")
LONGEST = 500  # characters of a note


@dataclass
class Typed:
    """A row of the grid: its series and time, what is known of it, and what was typed."""

    row: cards.Row
    time: Time
    known: Point | None
    cells: dict[str, str]
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the row is called."""
        return self.row.entry.label or str(self.row.definition)

    @property
    def inputs(self) -> list[tuple[str, str, str]]:
        """The cells as (name of the input, title, text)."""
        key = self.row.entry.pk
        return [
            (f"{name}-{key}", title, self.cells[name])
            for name, title in zip(COLUMNS, TITLES, strict=True)
        ]

    @property
    def last(self) -> str:
        """The value before, to hold what is typed against."""
        before = [p for p in self.row.points if p.time < self.time]
        meaning = self.row.definition
        return value_of(before[-1], meaning.unit, meaning.decimals) if before else "none"


def time_for(definition: Definition, until: date) -> Time:
    """The time whose value belongs to a month: the month, the year so far, the quarter that ended last…"""
    if definition.cumulative:
        return year_to(until)
    found = quality.expected(definition.frequency, 0, until)
    return found or Time(until, until)


@page(May.OBSERVE, write=May.OBSERVE)
def values(request: HttpRequest, card: str) -> HttpResponse:
    """The grid; what is posted is taken in whole, or refused with every fault."""
    place = request.place
    found = card_or_404(place, card)
    made = cards.card(found, until=place.period.month.last)
    rows = [_row(each, place.period.month.last) for each in made.rows]
    refusal: Refusal | None = None
    if request.method == "POST":
        given = list(_given(request, rows))
        refusal = next((fault for fault in given if isinstance(fault, Refusal)), None)
        if refusal is None:
            try:
                done = loads.take_in(
                    by=request.user,
                    agreement=place.agreement,
                    values=[each for each in given if isinstance(each, loads.Value)],
                )
            except Refusal as said:
                refusal = said
            else:
                kept = several(done.new + done.changed, "value")
                said = f"{kept} kept, {done.changed} of them changed." if done.changed else f"{kept} kept."  # fmt: skip
                messages.success(request, said if done.load else "Nothing was different.")
                return redirect(place.address("scorecard", card=card))
    context = {"card": found, "rows": rows, "titles": TITLES, "refusal": refusal}
    return render(request, "scorecard/values.html", context, status=400 if refusal else 200)


def _row(row: cards.Row, until: date) -> Typed:
    time = time_for(row.definition, until)
    known = next((p for p in row.points if p.time == time), None)
    return Typed(row, time, known, _cells(known, row.definition))


def _cells(known: Point | None, meaning: Definition) -> dict[str, str]:
    """What is known, as it could be typed."""
    if known is None:
        return dict.fromkeys(COLUMNS, "")
    if known.status == VALUE:
        exact = known.value or Decimal(0)
        shown = f"{exact.normalize():f}"
    else:
        shown = {"suppressed": "*", "not due": "not due"}.get(known.status, "n/a")
    return {
        "value": shown,
        "numerator": _plain(known.numerator),
        "denominator": _plain(known.denominator),
        "count": "" if known.count is None else str(known.count),
        "note": known.note,
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _given(request: HttpRequest, rows: list[Typed]) -> Iterator[loads.Value | Refusal]:
    """The values that were typed and differ from what is known; or one refusal with every fault."""
    found: list[loads.Value] = []
    faults: list[str] = []
    for each in rows:
        before = dict(each.cells)
        for name in COLUMNS:
            each.cells[name] = request.POST.get(f"{name}-{each.row.entry.pk}", "").strip()
        if each.cells == before or not any(each.cells.values()):
            continue
        try:
            found.append(_value(each))
        except FigureError as fault:
            each.faults.append(str(fault))
            faults.append(f"{each.name}: {fault}")
    if faults:
        yield Refusal("nothing was kept", faults)
        return
    if not found:
        yield Refusal("nothing was typed that is not known already")
        return
    yield from found


def _value(typed: Typed) -> loads.Value:
    """A row's cells as a value; the ratio of numerator and denominator where only those are typed."""
    cells, meaning = typed.cells, typed.row.definition
    top, bottom, count = (_number(cells[name], name) for name in COLUMNS[1:4])
    said = figure(cells["value"])
    if not cells["value"] and top is not None and bottom is not None:
        made = ratio(top, bottom, meaning.per)
        if made is None:
            raise FigureError("there is no value over a denominator of nothing")
        said = Figure(VALUE, made)
    if not cells["value"] and said.value is None:
        raise FigureError("type a value, or n/a with a note that says why there is none")
    if said.value is not None and top is not None and bottom:
        came = ratio(top, bottom, meaning.per)
        slack = Decimal(1).scaleb(-meaning.decimals)
        if (
            came is not None
            and meaning.unit in ("percent", "rate")
            and abs(came - said.value) > slack
        ):
            raise FigureError(
                f"{show(said.value, meaning.unit, meaning.decimals)} is not what numerator and "
                f"denominator come to, {show(came, meaning.unit, max(meaning.decimals, 1))}"
            )
    if count is not None and (count != int(count) or not 0 <= count < 2**31):
        raise FigureError("a count is a whole number")
    if len(cells["note"]) > LONGEST:
        raise FigureError(f"a note has at most {LONGEST} characters")
    return loads.Value(
        measure=typed.row.measure.ref,
        area=typed.row.area.code,
        starts=typed.time.starts,
        ends=typed.time.ends,
        status=said.status,
        value=said.value,
        numerator=top,
        denominator=bottom,
        count=None if count is None else int(count),
        note=(cells["note"] or said.note).replace("\x00", ""),
        where=typed.name,
    )


def _number(text: str, name: str) -> Decimal | None:
    if not text:
        return None
    try:
        found = figure(text)
    except FigureError as fault:
        raise FigureError(f"{name}: {fault}") from None
    if found.value is None:
        raise FigureError(f"{name}: “{text}” is not a number")
    return found.value
