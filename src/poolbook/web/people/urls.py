"""Addresses of sign-in and people."""

from django.urls import include, path

from poolbook.web.people import views

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("people/", views.people, name="people"),
    path("me/", views.me, name="me"),
]
