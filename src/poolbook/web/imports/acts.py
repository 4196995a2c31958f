"""Acts on one file: read it otherwise, compare it, apply it, let it go; and take an import back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.finance.actions.postings import withdraw as take_back
from poolbook.finance.actions.sources import keep_layout
from poolbook.intake import actions, queries
from poolbook.partners.roles import May
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.imports import shown
from poolbook.web.imports.forms import TotalForm, WithdrawForm
from poolbook.web.imports.views import find, show


@page(write=May.IMPORT)
def columns(request: HttpRequest, upload: int) -> HttpResponse:
    """Reads the file again with the roles that were chosen; keeps them for the ledger if asked to."""
    found = find(request, upload)
    if request.method == "POST":
        given = request.POST.dict()
        # Without the form's fields the same reading is asked for once more.
        layout = shown.layout_from(found, given) if "header_row" in given else found.layout

        def act() -> None:
            faults = shown.twice(layout)
            if faults:
                raise Refusal("The file was not read again", faults)
            if request.POST.get("remember"):
                keep_layout(by=request.user, source=found.source, layout=layout)
            actions.read_again(by=request.user, upload=found, layout=layout)

        kept = " The layout is kept for its next files." if request.POST.get("remember") else ""
        carried_out(request, act, f"{found.file_name} is read again.{kept}")
    return _back(request, upload)


@page(write=May.IMPORT)
def total(request: HttpRequest, upload: int) -> HttpResponse:
    """Compares the file with what the ledger's own report says."""
    found = find(request, upload)
    if request.method != "POST":
        return _back(request, upload)
    form = TotalForm(request.POST)
    if form.is_valid() and carried_out(
        request,
        lambda: actions.say_totals(
            by=request.user,
            upload=found,
            total=form.cleaned_data["total"],
            rows=form.cleaned_data["rows"],
        ),
        form=form,
    ):
        return _back(request, upload)
    return show(request, found, form, 422)


@page(write=May.IMPORT)
def apply(request: HttpRequest, upload: int) -> HttpResponse:
    """Has the file posted."""
    found = find(request, upload)
    if request.method == "POST":
        skip = request.POST.get("skip_repeated") == "yes"
        carried_out(
            request,
            lambda: actions.ask_apply(by=request.user, upload=found, skip_repeated=skip),
        )
    return _back(request, upload)


@page(write=May.IMPORT)
def discard(request: HttpRequest, upload: int) -> HttpResponse:
    """Lets the file go."""
    found = find(request, upload)
    said = f"{found.file_name} is discarded; nothing was posted."
    if request.method == "POST" and carried_out(
        request, lambda: actions.discard(by=request.user, upload=found), said
    ):
        return redirect(request.place.address("imports"))
    return _back(request, upload)


@page(write=May.IMPORT)
def withdraw(request: HttpRequest, batch: int) -> HttpResponse:
    """Takes an import of the period back, for a reason."""
    found = next((b for b in queries.batches(request.place.period) if b.pk == batch), None)
    if found is None:
        raise Http404("no such import")
    if found.state != "applied":
        messages.info(request, f"{found.file_name} is withdrawn already.")
        return redirect(request.place.address("imports"))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        said = f"Import {found.pk} ({found.file_name}) is withdrawn; its rows count for nothing."
        if carried_out(
            request, lambda: take_back(by=request.user, batch=found, why=why), said, form=form
        ):
            return redirect(request.place.address("imports"))
    context = {
        "form": form,
        "batch": found,
        "act": "Withdraw the import",
        "back": request.place.address("imports"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "imports/withdraw.html", context, status=status)


for view in (columns, total, apply, discard, withdraw):
    view.switch_to = "imports"  # type: ignore[attr-defined]


def _back(request: HttpRequest, upload: int) -> HttpResponse:
    return redirect(request.place.address("import", upload=upload))
