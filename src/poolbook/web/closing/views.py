"""Sign-off: the checks green or explained, each partner's signature, the close, the issue, errata.

Every act is an address of its own, so that who may do it is declared once and held by the gate.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.finance.actions import periods
from poolbook.finance.queries import checks, work
from poolbook.partners.roles import May
from poolbook.reports import actions as reports
from poolbook.rules.refusal import Refusal
from poolbook.web.closing import forms
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out


@page()
def sign_off(request: HttpRequest) -> HttpResponse:
    """Checks, signatures and what may be done next."""
    return _page(request)


def _page(request: HttpRequest, wrong: dict[str, Form] | None = None) -> HttpResponse:
    """The page; `wrong` are forms that came back with faults."""
    period, place = request.place.period, request.place
    reading = checks.Reading(period)
    found = checks.run_on(reading)
    made = request.user.pk in work.authors(period)
    signed = {s.partner_id: s for s in period.signatures.filter(void=False).select_related("by")}
    mine = next((p for p in place.partners if p.pk == request.user.partner_id), None)
    context: dict[str, Any] = {
        "checks": [
            {"check": check, "form": _explanation(check, wrong), "open": not check.passed}
            for check in found
        ],
        "failing": sum(not check.passed for check in found),
        "signatures": [{"partner": p, "signature": signed.get(p.pk)} for p in place.partners],
        "share": None if isinstance(reading.share, Refusal) else reading.share,
        "forecast": any(item.forecast for item in reading.lines),
        "may_sign": mine in place.partners and mine.pk not in signed and not made,
        "made_figures": made,
        "have_signed": mine is not None and mine.pk in signed,
        "why": (wrong or {}).get("why") or forms.Why(),
        "erratum": (wrong or {}).get("erratum") or forms.Erratum(),
        "errata": period.errata.select_related("by"),
        "files": period.issued.defer("content"),
    }
    return render(request, "closing/sign_off.html", context, status=400 if wrong else 200)


def _explanation(check: checks.Check, wrong: dict[str, Form] | None) -> Form | None:
    if check.green or check.must:
        return None
    if wrong and check.code in wrong:
        return wrong[check.code]
    return forms.Explain(
        initial={"check": check.code, "text": check.explanation}, auto_id=f"id_{check.code}_%s"
    )


def _done(request: HttpRequest, act: Callable[[], Any], said: str) -> HttpResponse:
    carried_out(request, act, said)
    return redirect(request.place.address("sign-off"))


@page(None, write=May.CHECK)
def explain(request: HttpRequest) -> HttpResponse:
    """Says why a check may be passed."""
    code = request.POST.get("check", "")
    form = forms.Explain(request.POST, auto_id=f"id_{code}_%s")
    if not form.is_valid():
        return _page(request, {code: form})
    given = form.cleaned_data
    return _done(
        request,
        lambda: periods.explain(
            by=request.user, period=request.place.period, check=given["check"], text=given["text"]
        ),
        "The explanation is kept.",
    )


@page(None, write=May.CHECK)
def check(request: HttpRequest) -> HttpResponse:
    """Marks the period checked, so that the partners can sign it."""
    period = request.place.period
    said = f"{period.month.name} is checked. Each partner can now sign it."
    return _done(request, lambda: periods.check(by=request.user, period=period), said)


@page(None, write=May.SIGN)
def sign(request: HttpRequest) -> HttpResponse:
    """Signs the period for the person's partner."""
    period = request.place.period
    said = f"You signed {period.month.name} for {request.user.partner}."
    return _done(request, lambda: periods.sign(by=request.user, period=period), said)


@page(None, write=May.CHECK)
def reopen(request: HttpRequest) -> HttpResponse:
    """Opens a checked or signed period again; signatures become void."""
    form = forms.Why(request.POST)
    if not form.is_valid():
        return _page(request, {"why": form})
    period, why = request.place.period, form.cleaned_data["why"]
    said = f"{period.month.name} is open again. Signatures put under it are void."
    return _done(request, lambda: periods.reopen(by=request.user, period=period, why=why), said)


@page(None, write=May.CLOSE)
def close(request: HttpRequest) -> HttpResponse:
    """Closes the period for ever."""
    period = request.place.period
    said = f"{period.month.name} is closed. Nothing in it changes any more."
    return _done(request, lambda: periods.close(by=request.user, period=period), said)


@page(None, write=May.CLOSE)
def issue(request: HttpRequest) -> HttpResponse:
    """Issues the report: its files are kept with their hashes."""
    period = request.place.period
    said = f"The report of {period.month.name} is issued."
    return _done(request, lambda: reports.issue(by=request.user, period=period), said)


@page(None, write=May.CLOSE)
def erratum(request: HttpRequest) -> HttpResponse:
    """Adds a numbered correction to the issued report."""
    form = forms.Erratum(request.POST)
    if not form.is_valid():
        return _page(request, {"erratum": form})
    period, given = request.place.period, form.cleaned_data
    return _done(
        request,
        lambda: periods.add_erratum(by=request.user, period=period, **given),
        "The erratum is noted.",
    )


@page(write=May.IMPORT)
def open_period(request: HttpRequest) -> HttpResponse:
    """Opens the next period of the agreement."""
    agreement = request.place.agreement
    form = forms.Open(request.POST or None, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        opened: list[Any] = []
        month = form.chosen()
        if carried_out(
            request,
            lambda: opened.append(
                periods.open_period(by=request.user, agreement=agreement, month=month)
            ),
            form=form,
        ):
            messages.success(request, f"{month.name} is open.")
            request.place.period = opened[0]
            return redirect(request.place.address("month"))
    status = 400 if form.is_bound else 200
    return render(request, "closing/open.html", {"form": form}, status=status)
