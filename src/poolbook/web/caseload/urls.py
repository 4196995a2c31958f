"""Addresses of the caseload's pages, in the order of their navigation."""

from django.urls import path

from poolbook.web.caseload import (
    activity,
    ages,
    bridge,
    demand,
    forecast,
    ledger,
    loads,
    market,
    people,
)  # fmt: skip
from poolbook.web.frame.places import PERIOD

HERE = f"caseload/{PERIOD}"
urlpatterns = [
    path(HERE, activity.activity, name="caseload"),
    path(f"{HERE}ages/", ages.ages, name="caseload-ages"),
    path(f"{HERE}market/", market.market, name="caseload-market"),
    path(f"{HERE}forecast/", forecast.forecast, name="caseload-forecast"),
    path(f"{HERE}bridge/", bridge.bridge, name="caseload-bridge"),
    path(f"{HERE}ledger/", ledger.ledger, name="caseload-ledger"),
    path(f"{HERE}demand/", demand.demand, name="caseload-demand"),
    path(f"{HERE}people/", people.people, name="caseload-people"),
    path(f"{HERE}loads/", loads.loads, name="caseload-loads"),
    path(f"{HERE}loads/lines/", loads.lines, name="caseload-loads-lines"),
    path(f"{HERE}loads/<int:load>/withdraw/", loads.withdraw, name="caseload-loads-withdraw"),
]
