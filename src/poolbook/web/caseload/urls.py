"""Addresses of the caseload's pages, in the order of their navigation."""

from django.urls import path

from poolbook.web.caseload import activity, ages, loads, market, people
from poolbook.web.frame.places import PERIOD

HERE = f"caseload/{PERIOD}"
urlpatterns = [
    path(HERE, activity.activity, name="caseload"),
    path(f"{HERE}ages/", ages.ages, name="caseload-ages"),
    path(f"{HERE}market/", market.market, name="caseload-market"),
    # forecast/, bridge/, ledger/ and demand/ stand here, named caseload-forecast and so on.
    path(f"{HERE}people/", people.people, name="caseload-people"),
    path(f"{HERE}loads/", loads.loads, name="caseload-loads"),
    path(f"{HERE}loads/lines/", loads.lines, name="caseload-loads-lines"),
    path(f"{HERE}loads/<int:load>/withdraw/", loads.withdraw, name="caseload-loads-withdraw"),
]
