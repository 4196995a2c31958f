"""The terms of the risk share: versions in words, an editor with a worked example, and agreeing."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from poolbook.agreements import actions
from poolbook.finance.queries import sharing
from poolbook.finance.queries import terms as queries
from poolbook.finance.queries.terms import Trial, Version
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.fields import as_pence
from poolbook.rules.risk_share.said import said
from poolbook.web.agreement.frame import address, found_or_404, shown
from poolbook.web.agreement.terms_form import (
    LARGEST,
    Editor,
    TermsForm,
    as_text,
    fits_form,
    read_body,
    start,
)
from poolbook.web.frame.access import SIGNED_IN, page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported


@page()
def terms(request: HttpRequest) -> HttpResponse:
    """Every version, the newest first, and which is in force."""
    place = request.place
    found = queries.versions(place.agreement)
    if file := exported(request, [_table(found)], "terms"):
        return file
    now = queries.in_force(place.now) if place.now else None
    context = {"versions": found, "now": now, "table": _table(found)}
    return shown(request, "agreement/terms.html", context)


@page(write=May.SIGN)
def version(request: HttpRequest, which: int) -> HttpResponse:
    """One version in words, with who agreed to it; a finance lead agrees for their partner."""
    place = request.place
    found = found_or_404(queries.version(place.agreement, which))
    if request.GET.get("as") == "toml":
        response = HttpResponse(as_text(found.kept.body), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="terms_{which}.toml"'
        return response
    if request.method == "POST":
        carried_out(
            request,
            lambda: actions.agree_terms(by=request.user, terms=found.kept),
            f"Agreed to terms {which} for {request.user.partner}.",
        )
        return redirect(address(place, "agreement-terms"))
    context = {
        "version": found, "groups": said(sharing.terms_of(found.kept)),
        "may_agree": queries.may_agree(request.user, found),
        "back": address(place, "agreement-terms"),
    }  # fmt: skip
    return shown(request, "agreement/terms_version.html", context)


@page(May.SET_UP, write=May.SET_UP)
def new(request: HttpRequest) -> HttpResponse:
    """The editor: rows of rules beside a worked example, or the terms as text."""
    place = request.place
    found = queries.versions(place.agreement)
    wanted = request.GET.get("from", "")
    base = next((v for v in found if str(v.kept.version) == wanted), found[0] if found else None)
    body = start(place, base.kept if base else None)
    form = TermsForm(request.POST or None, initial={"toml": as_text(body)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["terms"]

        def act() -> None:
            actions.save_terms(by=request.user, agreement=place.agreement, body=given)

        if carried_out(
            request, act, "Saved as provisional. Each partner can now agree to it.", form
        ):
            return redirect(address(place, "agreement-terms"))
        body = given
    as_words = request.GET.get("mode") == "text" or bool(
        request.method == "POST" and not request.POST.get("body")
    )
    fits = fits_form(body)
    editor = Editor(place, body if fits else start(place, None))
    context = {
        "form": form, "base": base, "editor": editor, "fits": fits, "text": as_words or not fits,
        "name": body.get("name", ""), "source": body.get("source", ""),
        "starts": body.get("from", ""), "ends": body.get("to", ""),
        "try": address(place, "agreement-terms-try"), "back": address(place, "agreement-terms"),
        "period": place.now,
    }  # fmt: skip
    return shown(request, "agreement/terms_new.html", context)


@page(write=SIGNED_IN)
def attempt(request: HttpRequest) -> HttpResponse:
    """The worked example of terms that are being written: nothing is saved. JSON both ways."""
    place = request.place
    if request.method != "POST":
        return redirect(address(place, "agreement-terms"))
    try:
        asked = json.loads(request.body)
        if not isinstance(asked, dict) or len(request.body) > LARGEST * 4:
            raise ValueError("that is no terms")
        body = asked.get("body")
        if not isinstance(body, dict):
            body = read_body("", str(asked.get("toml", "")))
    except (ValueError, RecursionError) as error:
        return JsonResponse({"faults": [{"where": "", "message": str(error)}], "html": ""})
    typed, faults = _typed(asked.get("typed"))
    trial = queries.trial({**body, "status": "provisional"}, place.now, typed)
    html = render_to_string("agreement/terms_result.html", _result(place, trial, faults))
    told = [{"where": fault.where, "message": fault.message} for fault in trial.faults]
    return JsonResponse({"faults": told, "html": html})


def _typed(given: Any) -> tuple[dict[str, int], list[str]]:
    """The example's variations in pence; what is no amount is told and left out."""
    typed, faults = {}, []
    for group, text in (given if isinstance(given, dict) else {}).items():
        if str(text).strip():
            pence, wrong = as_pence(str(text).replace("£", "").replace("−", "-").strip())
            if wrong:
                faults.append(f"{group}: {wrong}")
            else:
                typed[str(group)] = pence
    return typed, faults


def _result(place: Place, trial: Trial, faults: list[str]) -> dict[str, Any]:
    """The result's rows: each group's shares under the edited terms, and under those in force."""
    context: dict[str, Any] = {"trial": trial, "period": place.now, "wrong": faults}
    if trial.result is None:
        return context
    result, now = trial.result, trial.in_force
    before = {part.id: part for part in now.parts()} if now else {}
    names = result.partners
    groups = []
    for part in result.parts():
        old = before.get(part.id)
        groups.append(
            {
                "part": part,
                "shares": [(name, part.shares[who]) for who, name in names.items()],
                "now": [old.shares.get(who, 0) for who in names] if old else None,
                "others": [*part.others.items(), *((("nobody yet", part.unallocated),) if part.unallocated else ())],
            }
        )  # fmt: skip
    net, old_net = result.net(), now.net() if now else {}
    return context | {
        "groups": groups,
        "names": list(names.values()),
        "net": [(names[who], net[who], old_net.get(who) if now else None) for who in names],
        "in_force": now is not None,
        "variance": result.variance(),
        "unallocated": result.unallocated(),
    }


def _table(found: list[Version]) -> Table:
    columns = (
        ("status", "State"), ("from", "From"), ("to", "To"), ("source", "Paper"),
        ("agreed", "Agreed by"), ("waits", "Waits for"),
    )  # fmt: skip
    rows = tuple(
        Row(
            str(each.kept.version),
            f"{each.kept.version}. {each.name}",
            {
                "status": Cell(each.kept.status),
                "from": Cell(f"{each.kept.starts:%-d %B %Y}"),
                "to": Cell(f"{each.kept.ends:%-d %B %Y}"),
                "source": Cell(each.kept.source),
                "agreed": Cell(", ".join(p.name for p in each.agreed_by)),
                "waits": Cell(", ".join(p.name for p in each.waits_for)),
            },
        )
        for each in found
    )
    return Table(
        key="terms", title="Versions of the terms", caption="Versions of the terms, the newest first",
        columns=tuple(Column(key, title, "text") for key, title in columns), rows=rows,
        label_title="Version", unit="",
    )  # fmt: skip
