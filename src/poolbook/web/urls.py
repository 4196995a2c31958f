"""The pages that anybody may read: what was issued."""

from django.urls import path

from poolbook.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("report.css", views.stylesheet, name="stylesheet"),
    path("<slug:pool>/<slug:year>/P<int:number>/", views.report, name="report"),
    path("<slug:pool>/<slug:year>/P<int:number>/<str:name>", views.file, name="file"),
]
