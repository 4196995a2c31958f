"""Addresses of sign-off: one page, and an address an act."""

from django.urls import path

from poolbook.web.closing import views
from poolbook.web.frame.places import PERIOD

ACTS = {
    "explain": views.explain,
    "check": views.check,
    "sign": views.sign,
    "reopen": views.reopen,
    "close": views.close,
    "issue": views.issue,
    "erratum": views.erratum,
}
urlpatterns = [
    path(f"sign-off/{PERIOD}", views.sign_off, name="sign-off"),
    path("open/<slug:agreement>/", views.open_period, name="open-period"),
    *(path(f"sign-off/{PERIOD}{act}/", view, name=f"sign-off-{act}") for act, view in ACTS.items()),
]
