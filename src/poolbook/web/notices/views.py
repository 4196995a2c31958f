"""Choosing which e-mail one gets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from poolbook.notices import actions, queries
from poolbook.web.frame.access import SIGNED_IN, page
from poolbook.web.frame.acting import carried_out
from poolbook.web.notices.forms import NoticesForm


@page(SIGNED_IN, write=SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    """One's own switches; there is nobody else's."""
    if request.method == "POST":
        form = NoticesForm(request.POST)  # every box cleared is a choice too
        if form.is_valid() and carried_out(
            request,
            lambda: actions.choose(by=request.user, wanted=form.cleaned_data),
            "Your choice is saved.",
            form=form,
        ):
            return redirect("notices")
    else:
        form = NoticesForm(initial=queries.choices(request.user))
    context = {"form": form, "email": request.user.email, "back": reverse("me")}
    return render(request, "notices/notices.html", context)
