"""The people who work for a partner, or for none."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from poolbook.partners.models.partner import Partner
from poolbook.partners.roles import Role


class Person(AbstractUser):
    """Someone who signs in, in one role, for one partner (or for none: an auditor, an administrator).

    `title` is their place in words ("Council finance lead"), never a name. Who left keeps their
    row, so that signatures and history still say whose they are.
    """

    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="people"
    )
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    title = models.CharField(max_length=80, blank=True, default="")
    left_on = models.DateField(null=True, blank=True)
    last_here = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("username",)
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                condition=models.Q(left_on__isnull=True) & ~models.Q(email=""),
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(is_active=False),
                name="person_who_left_cannot_sign_in",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session was opened under: once any of it changes, the session is over."""
        held = (self.password, self.role, self.partner_id, self.is_active, self.left_on)
        return salted_hmac(
            "poolbook.partners.Person.session",
            "\n".join(map(str, held)),
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
