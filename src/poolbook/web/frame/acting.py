"""Carrying out an act for a view: what is refused goes onto the form or the next page, in full."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from poolbook.rules.refusal import Refusal


def carried_out(
    request: HttpRequest, act: Callable[[], Any], said: str = "", form: Form | None = None
) -> bool:
    """Whether the act was done. `said` is shown on the next page; a refusal is shown on the form,
    or on the next page where there is none."""
    try:
        act()
    except Refusal as refusal:
        told = [refusal.message, *refusal.details]
        if form is not None:
            for sentence in told:
                form.add_error(None, sentence)
        else:
            messages.error(request, refusal.message, extra_tags="\n".join(refusal.details))
        return False
    if said:
        messages.success(request, said)
    return True
