"""How people sign in: by a partner's own identity provider, and resets of a lost second factor."""

from django.db import models

from poolbook.partners.models.partner import Partner
from poolbook.partners.models.person import Person


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


class SecondFactorReset(models.Model):
    """That an administrator took away somebody's lost second factor, and why."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="resets")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(why=""), name="reset_says_why"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("by")), name="reset_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.person} reset"
