"""The address of a pool's bridges."""

from django.urls import path

from poolbook.web.bridges import views
from poolbook.web.frame.places import POOL

urlpatterns = [path(f"bridge/{POOL}", views.bridge, name="bridge")]
