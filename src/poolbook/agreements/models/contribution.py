"""Contributions by element and partner, in versions that papers print and bodies agree."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models.agreement import Agreement
from poolbook.agreements.models.pool import Pool
from poolbook.agreements.models.terms import RiskGroup
from poolbook.partners.models import Partner
from poolbook.rules.contributions import KINDS

STATUSES = ("indicative", "agreed", "varied")


class ContributionVersion(models.Model):
    """One version of a year's contributions: its paper, and the decision that agreed it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="contribution_versions")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=[(s, s) for s in STATUSES])
    source = models.CharField(max_length=300)
    dated = models.DateField()
    decision = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("agreement", "year", "version")
        get_latest_by = "version"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year", "version"], name="contribution_version_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=STATUSES), name="contribution_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.year}/{(self.year + 1) % 100:02d})"


class Contribution(models.Model):
    """One amount of a version, in pence. `part` divides an element where its risk is shared apart."""

    version = models.ForeignKey(ContributionVersion, models.CASCADE, related_name="items")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="contributions")
    element = models.CharField(max_length=120)
    part = models.CharField(max_length=120, blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in KINDS])
    risk_group = models.ForeignKey(
        RiskGroup, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    pence = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "pool", "element", "part", "partner", "kind"],
                name="contribution_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="gross", pence__gte=0) | (~Q(kind="gross") & Q(pence__lte=0)),
                name="contribution_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element}, {self.partner}: {self.pence}"


class PrintedTotal(models.Model):
    """A total as the paper prints it, kept beside what its parts come to."""

    version = models.ForeignKey(ContributionVersion, models.CASCADE, related_name="printed")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    what = models.CharField(max_length=5, choices=[(w, w) for w in ("gross", "net")])
    pence = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "pool", "partner", "what"], name="printed_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.partner}: {self.pence}"
