"""The address of an explanation: `why/<agreement>/?figure=REF`."""

from django.urls import path

from poolbook.web.explain import views

urlpatterns = [path("why/<slug:agreement>/", views.explain, name="why")]
