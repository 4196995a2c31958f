"""The address of a month."""

from django.urls import path

from poolbook.web.frame.places import PERIOD
from poolbook.web.month import views

urlpatterns = [path(f"month/{PERIOD}", views.month, name="month")]
