"""Organisations, the succession between them, and the people who work for them."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from poolbook.partners.roles import Role


class Partner(models.Model):
    """A body that signs agreements: a council or an NHS commissioner."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("council", "nhs", "other")])
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="partner_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Someone who signs in, in one role, for one partner (or for none: an auditor, an administrator)."""

    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="people"
    )
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.username
