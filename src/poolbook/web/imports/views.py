"""The imports of a period, and one file: what was understood of it and what would happen."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from poolbook.finance.actions.sources import may_bring
from poolbook.finance.models import Source
from poolbook.finance.queries.mappings import sources
from poolbook.intake import actions, queries
from poolbook.intake.models import Upload
from poolbook.partners.roles import May
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported
from poolbook.web.frame.uploading import too_large
from poolbook.web.imports import shown
from poolbook.web.imports.forms import TotalForm, UploadForm

STALLED = 30  # seconds without progress after which somebody should look
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]")


@page(write=May.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """What came for the period from each ledger; takes another file."""
    place = request.place
    every = sources(place.agreement)
    mine = [source for source in every if may_bring(request.user, source)]
    if request.method == "POST":
        return _receive(request, every, mine)
    form = UploadForm(mine)
    return _imports(request, every, mine, form)


def _imports(
    request: HttpRequest,
    every: list[Source],
    mine: list[Source],
    form: UploadForm,
    status: int = 200,
) -> HttpResponse:
    place = request.place
    batches = queries.batches(place.period)
    context = {
        "form": form,
        "may_bring": bool(mine) and place.period.state == "open",
        "mine": {source.pk for source in mine},
        "drafts": queries.drafts(request.user, place.period),
        "by_source": [(s, [b for b in batches if b.source_id == s.pk]) for s in every],
        "limit_mb": actions.limit() // 2**20,
        "limit": actions.limit(),
    }
    return render(request, "imports/imports.html", context, status=status)


def _receive(request: HttpRequest, every: list[Source], mine: list[Source]) -> HttpResponse:
    """Takes the file in, for a page or (with Accept: application/json) for a script."""
    form = UploadForm(mine, request.POST, request.FILES)
    upload = None
    form.full_clean()
    try:
        given, source = _given(request, form, mine)
        if form.is_valid() and given and source:
            upload = actions.receive(
                by=request.user, period=request.place.period, source=source, given=given
            )
    except Refusal as refusal:
        for sentence in (refusal.message, *refusal.details):
            form.add_error(None, sentence)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if upload:
        there = request.place.address("import", upload=upload.pk)
        return JsonResponse({"go": there}) if wants_json else redirect(there)
    if wants_json:
        told = [error for errors in form.errors.values() for error in errors]
        return JsonResponse({"refused": told}, status=422)
    return _imports(request, every, mine, form, 422)


def _given(
    request: HttpRequest, form: UploadForm, mine: list[Source]
) -> tuple[actions.Given | None, Source | None]:
    """The file and its ledger, or faults on the form."""
    over, files = too_large(request), request.FILES.getlist("file")
    if over:
        form.errors.pop("file", None)  # that it is missing: it was left out
        form.add_error("file", f"{actions.too_large(clean_name(over))}. Split the extract.")
    elif len(files) > 1:
        form.add_error("file", "Give one file at a time; none was taken")
    if len(files) != 1 or over:
        return None, None
    content, name = files[0].read(), clean_name(files[0].name)
    code = form.cleaned_data.get("source")
    source = next((s for s in mine if s.code == code), None)
    if source is None and "source" not in form.errors:
        source = queries.guess_source(mine, name, content[:65536].decode("utf-8", "replace"))
        if source is None:
            form.add_error("source", f"{name} could be from any ledger: say which")
    values = form.cleaned_data
    return actions.Given(name, content, values.get("total"), values.get("rows")), source


def clean_name(name: str) -> str:
    """A file's name without folders and signs that deceive, and not endless."""
    plain = CONTROLS.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip().strip(".")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, f"{dot}{ending[:8]}") if stem else (plain, "")
    while len((stem + ending).encode()) > 180:
        stem = stem[:-1]
    return stem + ending or "file"


@page()
def upload(request: HttpRequest, upload: int) -> HttpResponse:
    """One file, in whatever state it is."""
    found = find(request, upload)
    tables = [shown.faults_table(found)]
    if file := exported(request, tables, f"faults_{shown.stem(found.file_name)}"):
        return file
    return show(request, found)


upload.switch_to = "imports"  # type: ignore[attr-defined]


def show(
    request: HttpRequest, found: Upload, total: TotalForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a file, with a form that was refused where there is one."""
    given = {"total": shown.typed(found.total), "rows": found.rows}
    context: dict[str, Any] = {
        "upload": found,
        "seen": found.understood,
        "may": context_may(request, found),
        "total_form": total or TotalForm(initial=given),
    }
    if found.under_way:
        context["progress"] = _how_far(found)
    elif found.state == "applied":
        context["fates"] = shown.fates(found.understood.get("done", {}))
    elif found.state != "discarded":
        context |= shown.reading(found)
    return render(request, "imports/import.html", context, status=status)


def context_may(request: HttpRequest, found: Upload) -> dict[str, bool]:
    """What the reader may do with the file."""
    return {"bring": may_bring(request.user, found.source)}


@page()
def progress(request: HttpRequest, upload: int) -> HttpResponse:
    """How far the work on a file is, for the page that watches."""
    return JsonResponse(_how_far(find(request, upload)))


progress.switch_to = "imports"  # type: ignore[attr-defined]


def find(request: HttpRequest, upload: int) -> Upload:
    """The upload within what the person may see of this period."""
    found = queries.uploads(request.user, request.place.period).filter(pk=upload).first()
    if found is None:
        raise Http404("no such upload")
    found.period = request.place.period
    return found


def _how_far(found: Upload) -> dict[str, Any]:
    held = queries.how_far(found)
    moved = held["moved_at"]
    still = bool(moved) and (timezone.now() - moved).total_seconds() > STALLED
    doing, done, of = held["doing"], held["done"], held["of"]
    return {
        "state": found.state,
        "under_way": found.under_way,
        "words": f"{doing}: {done:,} of about {of:,} rows" if of else doing,
        "done": done,
        "of": of,
        "stalled": still and found.under_way,
    }
