"""The address of the style page."""

from django.urls import path

from poolbook.web.style import views

urlpatterns = [path("style/", views.style, name="style")]
