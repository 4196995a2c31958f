"""Addresses of issued reports: short, and the same for ever, as papers quote them."""

from django.urls import path

from poolbook.web.published import views

urlpatterns = [
    path("published/", views.issues, name="published"),
    path("report.css", views.stylesheet, name="stylesheet"),
    # Where two agreements have a pool of the same code, the later one's reports stand here.
    path(
        "reports/<slug:whose>/<slug:pool>/<year:year>/P<int:number>/",
        views.report,
        name="report-of",
    ),
    path(
        "reports/<slug:whose>/<slug:pool>/<year:year>/P<int:number>/<str:name>",
        views.file,
        name="file-of",
    ),
    path("<slug:pool>/<year:year>/P<int:number>/", views.report, name="report"),
    path("<slug:pool>/<year:year>/P<int:number>/<str:name>", views.file, name="file"),
]
