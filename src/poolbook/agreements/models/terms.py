"""Risk groups, and the dated versions of the terms that share their variation."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models.agreement import Agreement
from poolbook.partners.models import Partner, Person


class RiskGroup(models.Model):
    """A set of budget lines that share one run of rules."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="risk_groups")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("agreement", "place")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="risk_group_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class TermsVersion(models.Model):
    """One version of the terms, exactly as its file says (`docs/reference/terms.md`).

    Versions are kept for ever: provisional terms stay beside the agreed ones that follow them.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=[(s, s) for s in ("provisional", "agreed")])
    starts = models.DateField()
    ends = models.DateField()
    source = models.CharField(max_length=300)
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("agreement", "version")
        get_latest_by = "version"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="terms_version_once"),
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="terms_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, terms {self.version} ({self.status})"


class TermsAgreement(models.Model):
    """A partner's agreement to a provisional version, by one of its people; kept for ever."""

    terms = models.ForeignKey(TermsVersion, models.CASCADE, related_name="agreements")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["terms", "partner"], name="terms_agreed_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner} agreed to {self.terms}"
