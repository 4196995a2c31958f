"""Fields that the agreement's forms share: pounds, days, and a page that is one form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from poolbook.intake.reading.amounts import AmountError, to_pence
from poolbook.rules import money
from poolbook.web.agreement.frame import shown
from poolbook.web.frame.acting import carried_out


class PoundsField(forms.Field):
    """Pounds as typed (`1,200.50`, `(300)`), as whole pence."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})

    def to_python(self, value: Any) -> int | None:
        """Pence; None where nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return to_pence(text)
        except AmountError as reason:
            raise forms.ValidationError(
                f"{reason}; write pounds, such as 1,200.50 or (300)."
            ) from None

    def prepare_value(self, value: Any) -> Any:
        """Pence as pounds that can be typed again."""
        return as_typed(value) if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day, as the browser picks it."""

    widget = forms.DateInput(
        attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"
    )


def as_typed(pence: int) -> str:
    """Pounds as a person would type them: `1,200.50`, `-300`."""
    return f"{money.pounds(pence):,.2f}".removesuffix(".00")


def one_form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    said: str,
    back: str,
    title: str,
    purpose: str,
    button: str = "Save",
    **more: Any,
) -> HttpResponse:
    """A page that is one form: shown, refused in full, or carried out and left for `back`."""
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(request, lambda: act(form.cleaned_data), said, form=form)
    ):
        return redirect(back)
    context = {"form": form, "act": button, "back": back, "page_title": title,
               "page_purpose": purpose, **more}  # fmt: skip
    return shown(request, "agreement/form.html", context)
