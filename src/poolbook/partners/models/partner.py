"""Organisations, and the succession between them."""

from django.db import models


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
