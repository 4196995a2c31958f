"""Imports of measures: what came in, one file and what was understood of it, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from poolbook.intake.actions import limit, too_large
from poolbook.intake.feeding import drafts
from poolbook.intake.feeding.seeing import layouts
from poolbook.intake.models import FeedDraft
from poolbook.partners.roles import May
from poolbook.performance.actions.loads import withdraw as take_back
from poolbook.performance.queries import loads as queries
from poolbook.rules.refusal import Refusal
from poolbook.web.feeds import shown
from poolbook.web.feeds.forms import FileForm, ReadForm, WithdrawForm
from poolbook.web.frame import uploading
from poolbook.web.frame.access import may, page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.tables import exported
from poolbook.web.imports.shown import stem
from poolbook.web.imports.views import clean_name

A_PAGE = 50


@page(write=May.OBSERVE)
def feeds(request: HttpRequest) -> HttpResponse:
    """What came in for the agreement's measures; takes another file."""
    if request.method == "POST":
        return _receive(request)
    return _feeds(request, FileForm())


def _feeds(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    agreement = request.place.agreement
    came = Paginator(queries.loads(agreement), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "may": may(request, May.OBSERVE),
        "came": came,
        "drafts": drafts.drafts(agreement),
        "layouts": layouts(agreement).values(),
        "limit_mb": limit() // 2**20,
        "limit": limit(),
    }
    return render(request, "feeds/feeds.html", context, status=status)


def _receive(request: HttpRequest) -> HttpResponse:
    """Takes a file, for a page or (with Accept: application/json) for a script."""
    form, draft = FileForm(request.POST, request.FILES), None
    over, files = uploading.too_large(request), request.FILES.getlist("file")
    form.full_clean()
    if over:
        form.errors.pop("file", None)
        form.add_error("file", f"{too_large(clean_name(over))}.")
    elif len(files) > 1:
        form.add_error("file", "Give one file at a time; none was taken")
    if form.is_valid():
        name = clean_name(files[0].name)
        try:
            draft = drafts.receive(
                by=request.user,
                agreement=request.place.agreement,
                name=name,
                content=files[0].read(),
            )
        except Refusal as refusal:
            for sentence in (refusal.message, *refusal.details):
                form.add_error(None, sentence)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if draft:
        there = request.place.address("feed-file", draft=draft.pk)
        return JsonResponse({"go": there}) if wants_json else redirect(there)
    if wants_json:
        told = [error for errors in form.errors.values() for error in errors]
        return JsonResponse({"refused": told}, status=422)
    return _feeds(request, form, 422)


@page()
def file(request: HttpRequest, draft: int) -> HttpResponse:
    """One file: what was understood of it, what would happen, and its faults."""
    found = _find(request, draft)
    table = shown.faults_table(found)
    if saved := exported(request, [table], f"faults_{stem(found.file_name)}"):
        return saved
    initial = {"layout": found.layout, "new_areas": found.new_areas}
    return _file(request, found, ReadForm(_layouts(request), initial=initial))


def _file(request: HttpRequest, found: FeedDraft, form: ReadForm) -> HttpResponse:
    seen = found.understood
    context: dict[str, Any] = {
        "draft": found,
        "seen": seen,
        "form": form,
        "may": may(request, May.OBSERVE),
        "may_define": may(request, May.DEFINE_MEASURES),
        "facts": shown.facts(seen),
        "kinds": shown.kinds(seen.get("faults", [])),
        "listed": seen.get("faults", [])[: shown.LISTED],
        "fault_count": len(seen.get("faults", [])) + seen.get("not_listed", 0),
    }
    return render(request, "feeds/file.html", context)


@page(None, write=May.OBSERVE)
def read(request: HttpRequest, draft: int) -> HttpResponse:
    """Reads a file again as the reader says."""
    found = _find(request, draft)
    form = ReadForm(_layouts(request), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        carried_out(
            request,
            lambda: drafts.reread(
                by=request.user, draft=found, layout=given["layout"], new_areas=given["new_areas"]
            ),
        )
    else:
        messages.error(request, "There is no such layout.")
    return redirect(request.place.address("feed-file", draft=found.pk))


@page(None, write=May.OBSERVE)
def apply(request: HttpRequest, draft: int) -> HttpResponse:
    """Takes a file in."""
    found = _find(request, draft)
    carried_out(request, lambda: drafts.apply(by=request.user, draft=found))
    return redirect(request.place.address("feed-file", draft=found.pk))


@page(None, write=May.OBSERVE)
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Lets a file go."""
    found = _find(request, draft)
    said = f"{found.file_name} was discarded. Nothing of it was taken in."
    carried_out(request, lambda: drafts.discard(by=request.user, draft=found), said)
    return redirect(request.place.address("feeds"))


@page(May.OBSERVE, write=May.OBSERVE)
def withdraw(request: HttpRequest, load: int) -> HttpResponse:
    """Takes a load back, with the reason."""
    found = queries.load(request.place.agreement, load)
    if found is None:
        raise Http404("no such load")
    if found.withdrawn_at:
        messages.info(request, f"{found} is withdrawn already.")
        return redirect(request.place.address("feeds"))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        said = f"{found} is withdrawn; its values count for nothing."
        if carried_out(
            request, lambda: take_back(by=request.user, load=found, why=why), said, form=form
        ):
            return redirect(request.place.address("feeds"))
    context = {
        "form": form,
        "load": found,
        "act": "Withdraw the values",
        "back": request.place.address("feeds"),
    }
    return render(request, "feeds/withdraw.html", context, status=422 if form.is_bound else 200)


for view in (file, read, apply, discard, withdraw):
    view.switch_to = "feeds"  # type: ignore[attr-defined]


def _find(request: HttpRequest, number: int) -> FeedDraft:
    """The file within the agreement of the page."""
    found = drafts.draft(request.place.agreement, number)
    if found is None:
        raise Http404("no such file")
    return found


def _layouts(request: HttpRequest) -> Any:
    return layouts(request.place.agreement).values()
