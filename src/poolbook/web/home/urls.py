"""Addresses of the home page, and of the way to another period."""

from django.urls import path

from poolbook.web.home import views

urlpatterns = [path("", views.home, name="home"), path("go/", views.go, name="go")]
