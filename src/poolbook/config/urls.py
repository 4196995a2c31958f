"""The addresses of the site, and of the API beside it."""

from django.urls import include, path

urlpatterns = [
    path("", include("poolbook.api.urls")),
    path("", include("poolbook.web.urls")),
]
