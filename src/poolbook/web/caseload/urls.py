"""Addresses of the caseload's pages, in the order of their navigation."""

from django.urls import path

from poolbook.web.caseload import activity, bridge, demand, forecast, ledger, loads
from poolbook.web.frame.places import PERIOD

HERE = f"caseload/{PERIOD}"
urlpatterns = [
    path(HERE, activity.activity, name="caseload"),
    path(f"{HERE}forecast/", forecast.forecast, name="caseload-forecast"),
    path(f"{HERE}bridge/", bridge.bridge, name="caseload-bridge"),
    path(f"{HERE}ledger/", ledger.ledger, name="caseload-ledger"),
    path(f"{HERE}demand/", demand.demand, name="caseload-demand"),
    path(f"{HERE}loads/", loads.loads, name="caseload-loads"),
]
