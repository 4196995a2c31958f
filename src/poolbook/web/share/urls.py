"""The address of a period's risk share."""

from django.urls import path

from poolbook.web.frame.places import PERIOD
from poolbook.web.share import views

urlpatterns = [path(f"share/{PERIOD}", views.share, name="share")]
