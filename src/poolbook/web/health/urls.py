"""Addresses of the probes and the metrics."""

from django.urls import path

from poolbook.web.health import views

urlpatterns = [
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("metrics", views.metrics, name="metrics"),
]
