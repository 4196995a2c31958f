"""The notes of a month, pool by pool: what stands, what is closed, and what last month's still say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.finance.actions import notes as actions
from poolbook.finance.models import Note
from poolbook.finance.queries import notes as queries
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.saying import several
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.tables import exported
from poolbook.web.notes.forms import AddForm, CloseForm
from poolbook.web.templatetags.poolbook import called, when

COLOURS = {"issue": "amber", "risk": "red", "line": "blue", "change": "grey"}


@page()
def notes(request: HttpRequest) -> HttpResponse:
    """Every note of the month with its writer; closed ones below."""
    place = request.place
    found = queries.notes(place.period)
    if file := exported(request, [_table(found)], f"notes_P{place.period.number}"):
        return file
    is_open = place.period.state == "open"
    context = {
        "pools": [
            (pool, [note for note in found if note.pool == pool and not _closed(note)])
            for pool in place.pools
        ],
        "closed": [note for note in found if _closed(note)],
        "notes": found,
        "colours": COLOURS,
        "is_open": is_open,
        "to_carry": len(queries.to_carry(place.period)) if is_open else 0,
    }
    return render(request, "notes/notes.html", context)


@page(May.FORECAST, write=May.FORECAST)
def add(request: HttpRequest) -> HttpResponse:
    """A new note."""
    place = request.place
    start = {"kind": "issue", "pool": request.GET.get("pool", "")}
    form = AddForm(request.POST or None, place=place, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if carried_out(
            request,
            lambda: actions.add_note(
                by=request.user, period=place.period, pool=form.pools[given["pool"]],
                kind=given["kind"], text=given["text"], line=form.lines.get(given["line"]),
            ),
            "The note is added.", form=form,
        ):  # fmt: skip
            return redirect(place.address("notes"))
    return render(request, "notes/add.html", {"form": form})


@page(May.FORECAST, write=May.FORECAST)
def close(request: HttpRequest, note: int) -> HttpResponse:
    """Closes one note with its reason."""
    place = request.place
    found = next((each for each in queries.notes(place.period) if each.pk == note), None)
    if found is None:
        raise Http404("no such note in this period")
    form = CloseForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            request,
            lambda: actions.close_note(by=request.user, note=found, why=form.cleaned_data["why"]),
            "The note is closed.", form=form,
        )
    ):  # fmt: skip
        return redirect(place.address("notes"))
    return render(request, "notes/close.html", {"form": form, "note": found})


@page(None, write=May.FORECAST)
def carry(request: HttpRequest) -> HttpResponse:
    """Carries last month's issues and risks on."""
    place = request.place
    number = len(queries.to_carry(place.period))
    said = f"{several(number, 'note')} carried on."
    carried_out(request, lambda: actions.carry_notes(by=request.user, period=place.period), said)
    return redirect(place.address("notes"))


# A closed note, and any other note, opens in the list of another period.
close.switch_to = add.switch_to = "notes"  # type: ignore[attr-defined]


def _closed(note: Note) -> bool:
    return hasattr(note, "closing")


def _table(found: list[Note]) -> Table:
    columns = (
        Column("pool", "Pool", "text"), Column("kind", "Kind", "text"), Column("line", "Line", "text"),
        Column("by", "By", "text"), Column("at", "When", "text"), Column("closed", "Closed", "text"),
    )  # fmt: skip
    rows = tuple(
        Row(
            str(note.pk),
            note.text,
            {
                "pool": Cell(note.pool.name),
                "kind": Cell(note.kind),
                "line": Cell(note.line.name if note.line else ""),
                "by": Cell(called(note.by)),
                "at": Cell(when(note.at)),
                "closed": Cell(note.closing.why if _closed(note) else ""),
            },
        )
        for note in found
    )
    return Table(
        key="notes", title="Notes", caption="Notes of the month", columns=columns, rows=rows,
        label_title="Note", unit="",
    )  # fmt: skip
