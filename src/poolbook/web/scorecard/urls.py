"""Addresses of scorecards."""

from django.urls import path

from poolbook.web.frame.places import PERIOD
from poolbook.web.scorecard import editor, entry, views

CARD = f"scorecard/{PERIOD}<slug:card>/"

urlpatterns = [
    path(f"scorecards/{PERIOD}", views.scorecards, name="scorecards"),
    path("scorecards/<slug:agreement>/add/", editor.add, name="scorecards-add"),
    path(CARD, views.scorecard, name="scorecard"),
    path(f"{CARD}values/", entry.values, name="scorecard-values"),
    path(f"{CARD}change/", editor.change, name="scorecard-change"),
    path(f"{CARD}heading/<slug:heading>/", views.judge, name="scorecard-heading"),
]
