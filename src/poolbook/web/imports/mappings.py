"""Mappings: which budget line each cost centre and account belongs to, found, added and ended."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.agreements import queries as agreements
from poolbook.finance.actions.mappings import Rule, add_mappings, end_mapping
from poolbook.finance.actions.sources import may_bring
from poolbook.finance.models import Mapping
from poolbook.finance.queries import mappings as queries
from poolbook.intake.small import mapping_rules
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.tables import exported
from poolbook.web.imports.forms import EndForm, MappingFileForm, MappingForm
from poolbook.web.imports.views import clean_name

A_PAGE = 100


@page()
def mappings(request: HttpRequest) -> HttpResponse:
    """Every mapping, searched by cost centre, account or line."""
    words = request.GET.get("words", "").strip()
    found = queries.mappings(request.place.agreement, words)
    if request.GET.get("as") and (file := exported(request, [_table(list(found))], "mappings")):
        return file
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    mine = _mine(request)
    context = {
        "words": words,
        "shown": shown,
        "rows": [(mapping, queries.last_day(mapping)) for mapping in shown],
        "mine": {source.pk for source in mine},
    }
    return render(request, "imports/mappings.html", context)


@page(May.IMPORT, write=May.IMPORT)
def add(request: HttpRequest) -> HttpResponse:
    """Adds one mapping."""
    place = request.place
    mine, year = _mine(request), place.now.year if place.now else place.agreement.starts.year
    lines = agreements.lines(place.agreement, year)
    form = MappingForm(mine, lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        line = next((line for line in lines if line.code == given["line"]), None)
        rule = Rule(given["cost_centre"], given["account"], line, given["reason"], given["starts"])
        if _added(request, form, mine, [rule]):
            return redirect(place.address("mappings"))
    return _form(request, form, "Add a mapping", "Add the mapping")


@page(May.IMPORT, write=May.IMPORT)
def file(request: HttpRequest) -> HttpResponse:
    """Adds the mappings of a file."""
    mine = _mine(request)
    form = MappingFileForm(mine, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with tempfile.TemporaryDirectory(prefix="poolbook-") as folder:
            path = Path(folder) / clean_name(given.name)
            path.write_bytes(given.read())
            rules: list[Rule] = []
            agreement = request.place.agreement
            if carried_out(
                request, lambda: rules.extend(mapping_rules(path, agreement)), form=form
            ) and _added(request, form, mine, rules):
                return redirect(request.place.address("mappings"))
    return _form(request, form, "Mappings from a file", "Add the mappings")


@page(May.IMPORT, write=May.IMPORT)
def end(request: HttpRequest, mapping: int) -> HttpResponse:
    """Ends a mapping after a day."""
    found = queries.mappings(request.place.agreement).filter(pk=mapping).first()
    if found is None or not may_bring(request.user, found.source):
        raise Http404("no such mapping")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last"]
        said = f"{found.cost_centre} {found.account}".strip() + f" is mapped until {last:%d/%m/%Y}."
        if carried_out(
            request, lambda: end_mapping(by=request.user, mapping=found, last=last), said, form=form
        ):
            return redirect(request.place.address("mappings"))
    title = f"End the mapping of {found.cost_centre} {found.account}".strip()
    return _form(request, form, title, "End the mapping")


def _mine(request: HttpRequest) -> list[Any]:
    return [s for s in queries.sources(request.place.agreement) if may_bring(request.user, s)]


def _added(request: HttpRequest, form: Any, mine: list[Any], rules: list[Rule]) -> bool:
    source = next(s for s in mine if s.code == form.cleaned_data["source"])
    added: list[int] = []
    done = carried_out(
        request,
        lambda: added.append(add_mappings(by=request.user, source=source, rules=rules)),
        form=form,
    )
    if done:
        count = "1 mapping" if added[0] == 1 else f"{added[0]:,} mappings"
        messages.success(request, f"{count} added to {source.name}.")
    return done


def _form(request: HttpRequest, form: Any, title: str, act: str) -> HttpResponse:
    context = {"form": form, "title": title, "act": act, "back": request.place.address("mappings")}
    status = 422 if form.is_bound else 200
    return render(request, "imports/mapping_form.html", context, status=status)


def _table(found: list[Mapping]) -> Table:
    """The mappings as the file that `mapping-file` takes, with the names beside the codes."""
    titles = {
        "account": "account", "line": "line", "reason": "reason", "from": "from", "to": "to",
        "name": "line name", "ledger": "ledger",
    }  # fmt: skip
    rows = []
    for at, mapping in enumerate(found):
        last = queries.last_day(mapping)
        cells = {
            "account": mapping.account,
            "line": mapping.line.code if mapping.line else "",
            "reason": mapping.reason,
            "from": mapping.dates.lower.isoformat() if mapping.dates.lower else "",
            "to": last.isoformat() if last else "",
            "name": mapping.line.name if mapping.line else "outside the pools",
            "ledger": mapping.source.code,
        }
        rows.append(Row(str(at), mapping.cost_centre, {k: Cell(v) for k, v in cells.items()}))
    columns = tuple(Column(key, title, "text") for key, title in titles.items())
    return Table("mappings", "Mappings", "Mappings", columns, tuple(rows), "cost centre", "")
