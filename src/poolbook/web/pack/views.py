"""The pack of a pool in a period: as it would be issued now, or as it was."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.finance.queries.periods import before
from poolbook.partners.roles import May
from poolbook.reports import actions as reports
from poolbook.reports import changes as comparing
from poolbook.reports import queries
from poolbook.reports.packs import actions
from poolbook.reports.packs import queries as packs
from poolbook.reports.packs.sections import SECTIONS, moved
from poolbook.reports.render import FORMATS
from poolbook.reports.render import render as rendered
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.tables import download, exported
from poolbook.web.pack import forms


@page()
def pack(request: HttpRequest) -> HttpResponse:
    """The document as the board will see it, with its contents on the left."""
    place = request.place
    report = queries.report(place.period, place.pool, _issued_at(request))
    tables = [table for section in report.sections for table in section.tables]
    if file := exported(request, tables, f"{place.pool.code}_{place.period.number}"):
        return file
    context = {
        "report": report,
        "contents": packs.contents(place.period, place.pool),
        "files": queries.issued_files(place.period, place.pool),
        "formats": [(form, queries.WORDS[form]) for form in FORMATS],
        "past": [each for each in queries.issues_of(place.pool) if each.period != place.period],
        "previous": before(place.period),
        "template": packs.template(place.agreement),
    }
    return render(request, "pack/pack.html", context)


def _issued_at(request: HttpRequest) -> Any:
    """The moment of the issue; None (now) where the pack is not issued yet."""
    place = request.place
    found = queries.issued_files(place.period, place.pool)
    return found[0].at if found else None


@page(None, write=May.PREPARE_PACK)
def sections(request: HttpRequest) -> HttpResponse:
    """Keeps which sections are printed and in which order."""
    place = request.place
    now = [
        (each.key, f"show-{each.key}" in request.POST)
        for each in packs.contents(place.period, place.pool)
    ]
    chosen = moved(now, request.POST.get("move", ""))
    carried_out(
        request,
        lambda: actions.choose(
            by=request.user, period=place.period, pool=place.pool, sections=chosen
        ),
        "The contents are kept.",
    )
    return redirect(place.address("pack"))


@page(write=(May.FORECAST, May.SIGN, May.PREPARE_PACK))
def comment(request: HttpRequest, section: str) -> HttpResponse:
    """Writes the comment of one section."""
    place = request.place
    if section not in SECTIONS:
        raise Http404("no such section")
    now = next(each for each in packs.contents(place.period, place.pool) if each.key == section)
    form = forms.Comment(request.POST or None, initial={"text": now.comment})
    if request.method == "POST":
        form = forms.Comment(request.POST)
        if form.is_valid() and carried_out(
            request,
            lambda: actions.comment(
                by=request.user,
                period=place.period,
                pool=place.pool,
                section=section,
                text=form.cleaned_data["text"],
            ),
            "The comment is kept.",
            form,
        ):
            return redirect(place.address("pack"))
    context = {"form": form, "section": now}
    return render(request, "pack/comment.html", context, status=400 if form.is_bound else 200)


@page()
def file(request: HttpRequest, form: str) -> HttpResponse:
    """The pack in one format: as it was issued, byte for byte, or as it would be now."""
    place = request.place
    if form not in FORMATS:
        raise Http404("no such format")
    name = reports.file_name(place.pool, place.period, form)
    kept = queries.issued_file(place.period, name)
    if kept is not None:
        return download(kept, name)
    report = queries.report(place.period, place.pool)
    template = reports.template_bytes(place.period, None)
    return download(rendered(report, form, template), f"draft_{name}")


@page()
def changes(request: HttpRequest) -> HttpResponse:
    """What differs from the pack as issued (`?since=issue`), or from the last period's."""
    place = request.place
    last = before(place.period)
    try:
        if request.GET.get("since") == "issue" or last is None:
            found = comparing.since_issue(place.period, place.pool)
        else:
            found = comparing.between(last, place.period, place.pool)
    except Refusal as refusal:
        return render(request, "pack/changes.html", {"refusal": refusal, "previous": last})
    table = comparing.table(found)
    if saved := exported(request, [table], f"changes_{place.pool.code}"):
        return saved
    context = {"changes": found, "table": table, "previous": last}
    return render(request, "pack/changes.html", context)


@page(write=May.PREPARE_PACK)
def template(request: HttpRequest) -> HttpResponse:
    """The agreement's own Word template: kept, or taken back."""
    agreement = request.place.agreement
    form = forms.Template()
    if request.method == "POST":
        back = "back" in request.POST
        form = forms.Template(request.POST, request.FILES)
        if (back or form.is_valid()) and carried_out(
            request,
            lambda: actions.keep_template(
                by=request.user,
                agreement=agreement,
                content=b"" if back else form.cleaned_data["file"],
            ),
            "Packs go into Poolbook's own Word document again."
            if back
            else "The template is kept.",
            None if back else form,
        ):
            return redirect("pack-template", agreement=agreement.code)
    context = {"form": form, "kept": packs.template(agreement)}
    return render(request, "pack/template.html", context, status=400 if form.is_bound else 200)
