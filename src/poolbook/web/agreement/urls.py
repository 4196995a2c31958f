"""Addresses of the agreement."""

from django.urls import path

from poolbook.web.agreement import contributions, lines, overview

AGREEMENT = "agreement/<slug:agreement>/"
YEAR = AGREEMENT + "<year:year>/"
urlpatterns = [
    path(AGREEMENT, overview.overview, name="agreement"),
    path(f"{YEAR}lines/", lines.lines, name="agreement-lines"),
    path(f"{YEAR}lines/group/", lines.group, name="agreement-lines-group"),
    path(f"{YEAR}lines/line/<slug:code>/", lines.line, name="agreement-lines-line"),
    path(f"{YEAR}lines/<slug:pool>/add/", lines.add, name="agreement-lines-add"),
    path(f"{YEAR}lines/<slug:pool>/order/", lines.order, name="agreement-lines-order"),
    path(f"{YEAR}contributions/", contributions.contributions, name="agreement-contributions"),
    path(f"{YEAR}contributions/add/", contributions.add, name="agreement-contributions-add"),
    path(
        f"{YEAR}contributions/<int:version>/agree/",
        contributions.agree,
        name="agreement-contributions-agree",
    ),
]
