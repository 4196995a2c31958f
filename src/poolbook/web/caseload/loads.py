"""Loads of packages: what came of each area, by whom and when; an extract taken in, a load taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.agreements import queries as agreements
from poolbook.caseload import actions, queries
from poolbook.caseload.lines import holding, keep
from poolbook.partners.roles import May
from poolbook.reports.caseload.asked import Asked
from poolbook.rules.caseload.codes import FUNDERS, GROUPS, SERVICES
from poolbook.web.caseload import taking
from poolbook.web.caseload.forms import ExtractForm, RuleForm, WithdrawForm
from poolbook.web.caseload.page import addressed, frame
from poolbook.web.frame import uploading
from poolbook.web.frame.access import allowed, may, page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.tables import exported

LOOKS = 50  # looks at single people on the page, newest first; the record has all


@page(write=May.IMPORT)
@addressed
def loads(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The loads of every area; takes an extract in, or shows every fault of it."""
    faults = taking.faults(request) if may(request, May.IMPORT) else None
    if request.GET.get("as"):
        return exported(request, [faults] if faults else [], "packages") or HttpResponse(status=404)
    if request.method != "POST":
        return _loads(request, asked, ExtractForm(initial=_initial(asked)))
    form = ExtractForm(request.POST, request.FILES)
    form.full_clean()
    if over := uploading.too_large(request):
        form.errors.pop("file", None)
        form.add_error("file", f"{over} is larger than {taking.MOST_MB} MB")
    elif form.is_valid() and (done := taking.taken(request, form)):
        messages.success(request, _said(done))
        return redirect(request.path)
    return _loads(request, asked, form, taking.faults(request), 422)


def _loads(
    request: HttpRequest, asked: Asked, form: ExtractForm, faults: Any = None, status: int = 200
) -> HttpResponse:
    found = []
    for area in asked.every:
        came = list(queries.loads(area))
        newest = next((load.pk for load in came if not load.withdrawn_at), 0)
        found.append((area, came, newest))
    context = frame(request, asked) | {
        "by_area": found,
        "form": form,
        "faults": faults,
        "may": may(request, May.IMPORT),
        "most_mb": taking.MOST_MB,
        "looks": list(queries.looks(request.place.agreement)[:LOOKS])
        if allowed(request.user, May.READ_RECORD)
        else None,
    }
    return render(request, "caseload/loads.html", context, status=status)


def _initial(asked: Asked) -> dict[str, str]:
    real = [area for area in asked.every if not area.synthetic]
    return {"code": real[0].code, "name": real[0].name} if len(real) == 1 else {}


def _said(done: actions.Loaded) -> str:
    if done.load is None:
        return f"Nothing is new: all {done.same:,} rows were known."
    return (
        f"{done.new:,} rows are new, {done.changed:,} changed, {done.same:,} were known, "
        f"{done.ended:,} hold no more."
    )


@page(May.IMPORT, write=May.IMPORT)
@addressed
def withdraw(request: HttpRequest, asked: Asked, load: int) -> HttpResponse:
    """Takes an area's newest load back, with the reason."""
    found, back = (
        queries.load(request.place.agreement, load),
        request.place.address("caseload-loads"),
    )
    if found is None:
        raise Http404("no such load")
    if found.withdrawn_at:
        messages.info(request, f"{found} is withdrawn already.")
        return redirect(back)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, said = (
            form.cleaned_data["why"],
            f"{found} is withdrawn: its packages are known no more.",
        )
        if carried_out(
            request, lambda: actions.withdraw(by=request.user, load=found, why=why), said, form=form
        ):
            return redirect(back)
    context = frame(request, asked) | {
        "form": form, "load": found, "act": "Withdraw the load", "back": back,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "caseload/withdraw.html", context, status=status)


@page(write=May.IMPORT)
@addressed
def lines(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Which budget line packages belong to; the newest rule of a group, service and funder holds."""
    agreement = request.place.agreement
    known = list(agreements.lines(agreement, asked.period.month.year.start))
    form = RuleForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        rule = form.cleaned_data
        line = next(one for one in known if one.code == rule["line"])
        if carried_out(
            request,
            lambda: keep(
                by=request.user, agreement=agreement,
                rules=[(rule["group"], rule["service"], rule["funder"], line)],
            ),
            f"Packages of {GROUPS[rule['group']]} are put on {line.name}.",
            form=form,
        ):  # fmt: skip
            return redirect(request.path)
    rules = [
        (
            GROUPS[rule.group],
            SERVICES[rule.service].name if rule.service else "Any",
            FUNDERS[rule.funder] if rule.funder else "Any",
            rule,
        )
        for rule in holding(agreement)
    ]
    context = frame(request, asked) | {
        "form": form, "rules": rules, "may": may(request, May.IMPORT), "act": "Put on the line",
    }  # fmt: skip
    return render(request, "caseload/lines.html", context, status=422 if form.is_bound else 200)
