"""Addresses of imports of measures."""

from django.urls import path

from poolbook.web.feeds import views

ALL = "measures/<slug:agreement>/imports/"
ONE = f"{ALL}<int:draft>/"
urlpatterns = [
    path(ALL, views.feeds, name="feeds"),
    path(ONE, views.file, name="feed-file"),
    path(f"{ONE}read/", views.read, name="feed-read"),
    path(f"{ONE}apply/", views.apply, name="feed-apply"),
    path(f"{ONE}discard/", views.discard, name="feed-discard"),
    path(f"{ALL}withdraw/<int:load>/", views.withdraw, name="feed-withdraw"),
]
