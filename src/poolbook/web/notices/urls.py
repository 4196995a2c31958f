"""The address of one's own choices of e-mail."""

from django.urls import path

from poolbook.web.notices import views

urlpatterns = [path("settings/notices/", views.notices, name="notices")]
