"""Pages about the API: one's own tokens, and what the API can do."""

from functools import cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from poolbook.api import actions, queries
from poolbook.api.models import READ, WRITE
from poolbook.partners.models import Person
from poolbook.web.frame.access import ANYBODY, SIGNED_IN, page
from poolbook.web.frame.acting import carried_out


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and how long."""

    name = forms.CharField(
        max_length=80,
        label="What it is for",
        help_text="For example: monthly ledger upload",
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )
    scope = forms.ChoiceField(
        label="What it may do",
        choices=[(READ, "Read only"), (WRITE, "Read, and act as I may")],
        widget=forms.RadioSelect,
        initial=READ,
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=actions.MOST_DAYS,
        initial=actions.MOST_DAYS,
        label="Days until it ends",
        help_text="A year at most",
        widget=forms.NumberInput({"class": "govuk-input--width-4"}),
    )


@page(write=SIGNED_IN)
def tokens(request: HttpRequest) -> HttpResponse:
    """The reader's tokens. The secret of a new one is shown in the answer that makes it, and never again."""
    person = request.user
    assert isinstance(person, Person)
    form = TokenForm(request.POST or None)
    secret: list[str] = []
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        if carried_out(
            request,
            lambda: secret.append(actions.create_token(by=person, **given)[1]),
            form=form,
        ):
            form = TokenForm()
    context = {
        "form": form,
        "secret": secret[0] if secret else "",
        "tokens": queries.tokens(person),
        "most": actions.MOST,
    }
    return render(request, "api/tokens.html", context)


@page(None, write=SIGNED_IN)
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Ends one of the reader's tokens."""
    person = request.user
    assert isinstance(person, Person)
    carried_out(
        request, lambda: actions.revoke_token(by=person, token=token), "The token is revoked."
    )
    return redirect("tokens")


@page(ANYBODY)
def listing(request: HttpRequest) -> HttpResponse:
    """Every operation of the API, from its own description."""
    return render(request, "api/listing.html", {"nouns": _nouns()})


@cache
def _nouns() -> dict[str, list[dict[str, Any]]]:
    from poolbook.api.site import api

    nouns: dict[str, list[dict[str, Any]]] = {}
    for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        for method, operation in methods.items():
            nouns.setdefault(operation["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": operation["summary"],
                    "who": operation["description"].rpartition("Who may: ")[2].rstrip("."),
                }
            )
    return nouns
