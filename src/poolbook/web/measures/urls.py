"""Addresses of measures."""

from django.urls import path

from poolbook.web.measures import acts, compare, defining, views

ALL = "measures/<slug:agreement>/"
ONE = f"{ALL}<slug:ref>/"

urlpatterns = [
    path(ALL, views.measures, name="measures"),
    path(f"{ALL}quality/", views.quality, name="measures-quality"),
    path(f"{ALL}define/", defining.define, name="measures-define"),
    path(f"{ALL}card/<slug:card>/", views.newest_card, name="measures-card"),
    path(ONE, views.measure, name="measure"),
    path(f"{ONE}compare/", compare.compare, name="measure-compare"),
    path(f"{ONE}judge/", acts.judge, name="measure-judge"),
    path(f"{ONE}step/", acts.step, name="measure-step"),
    path(f"{ONE}step/<int:step>/withdraw/", acts.withdraw_step, name="measure-step-withdraw"),
    path(f"{ONE}target/", acts.target, name="measure-target"),
    path(
        f"{ONE}target/<int:target>/withdraw/", acts.withdraw_target, name="measure-target-withdraw"
    ),
    path(f"{ONE}redefine/", defining.redefine, name="measure-redefine"),
]
