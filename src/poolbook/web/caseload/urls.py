"""Addresses of the caseload's pages, in the order of their navigation."""

from django.urls import path

from poolbook.web.caseload import activity, ages, loads, market
from poolbook.web.frame.places import PERIOD

HERE = f"caseload/{PERIOD}"
urlpatterns = [
    path(HERE, activity.activity, name="caseload"),
    path(f"{HERE}ages/", ages.ages, name="caseload-ages"),
    path(f"{HERE}market/", market.market, name="caseload-market"),
    # forecast/, bridge/, ledger/ and demand/ stand here, named caseload-forecast and so on.
    path(f"{HERE}loads/", loads.loads, name="caseload-loads"),
]
