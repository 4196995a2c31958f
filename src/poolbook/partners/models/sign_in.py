"""A partner's own identity provider, by which its people may (or must) sign in."""

from django.db import models

from poolbook.partners.models.partner import Partner


class PartnerSignIn(models.Model):
    """One partner's provider. Its address, client id and secret are kept in `app`.

    Where it is `required`, the partner's people cannot sign in with a password of ours.
    """

    partner = models.OneToOneField(Partner, models.PROTECT, related_name="sign_in")
    app = models.OneToOneField("socialaccount.SocialApp", models.PROTECT, related_name="sign_in")
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ("partner__code",)

    def __str__(self) -> str:
        return f"sign-in of {self.partner}"
