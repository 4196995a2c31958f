"""Addresses of imports, of suspense and of mappings."""

from django.urls import path

from poolbook.web.frame.places import PERIOD
from poolbook.web.imports import acts, mappings, suspense, views

ONE = f"imports/{PERIOD}<int:upload>/"
urlpatterns = [
    path(f"imports/{PERIOD}", views.imports, name="imports"),
    path(ONE, views.upload, name="import"),
    path(f"{ONE}progress/", views.progress, name="import-progress"),
    path(f"{ONE}columns/", acts.columns, name="import-columns"),
    path(f"{ONE}total/", acts.total, name="import-total"),
    path(f"{ONE}apply/", acts.apply, name="import-apply"),
    path(f"{ONE}discard/", acts.discard, name="import-discard"),
    path(f"imports/{PERIOD}withdraw/<int:batch>/", acts.withdraw, name="import-withdraw"),
    path(f"suspense/{PERIOD}", suspense.suspense, name="suspense"),
    path("mappings/<slug:agreement>/", mappings.mappings, name="mappings"),
    path("mappings/<slug:agreement>/add/", mappings.add, name="mapping-add"),
    path("mappings/<slug:agreement>/file/", mappings.file, name="mapping-file"),
    path("mappings/<slug:agreement>/<int:mapping>/end/", mappings.end, name="mapping-end"),
]
