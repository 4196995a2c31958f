"""Invitations: the only way for somebody new to come in."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from poolbook.partners.models.partner import Partner
from poolbook.partners.models.person import Person
from poolbook.partners.roles import Role


class Invitation(models.Model):
    """A role offered to an e-mail address. `token` is the SHA-256 of what the link holds, never the link's.

    At most one invitation of an address is open. `by` is null where an operator made it at the
    command line.
    """

    email = models.EmailField()
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    title = models.CharField(max_length=80)
    token = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="invited")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="invitation"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="invitation_open_once",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.email}"
