"""Periods and what makes one final: checks explained, signatures, shares, issued files, errata."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement, RiskGroup, TermsVersion
from poolbook.partners.models import Partner, Person
from poolbook.rules.calendar import Month, Year
from poolbook.rules.workflow import STATES


class Period(models.Model):
    """A month of an agreement (13 is the closing one). Only an open period takes writes."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="open")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("agreement", "year", "number")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year", "number"], name="period_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 13)), name="period_number"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="period_state"),
            models.CheckConstraint(
                condition=Q(state__in=("closed", "issued"), closed_at__isnull=False)
                | Q(state__in=("open", "checked", "signed"), closed_at__isnull=True),
                name="period_closed_at",
            ),
        ]

    @property
    def month(self) -> Month:
        """The period as the calendar knows it."""
        return Month(Year(self.year), self.number)

    def __str__(self) -> str:
        return str(self.month)


class CheckExplanation(models.Model):
    """Why a check that is not green may be passed, in this period only."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="explanations")
    check_code = models.CharField(max_length=40)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["period", "check_code"], name="explained_once"),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.check_code}: {self.text}"


class Signature(models.Model):
    """A partner's signature on a period's figures; void once the period was opened again."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="signatures")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="signatures")
    by = models.ForeignKey(Person, models.PROTECT, related_name="signatures")
    at = models.DateTimeField(auto_now_add=True)
    figures = models.CharField(max_length=64)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["period", "partner"], condition=Q(void=False), name="signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} signed {self.period}"


class ShareRun(models.Model):
    """The risk share of a period under one version of the terms, kept with its trace.

    `pence` is the variation shared; the database checks that the shares sum to it. `final` marks
    the run that the period was closed on; runs under other terms stay beside it.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="share_runs")
    terms = models.ForeignKey(TermsVersion, models.PROTECT, related_name="runs")
    status = models.CharField(max_length=12)
    pence = models.BigIntegerField()
    body = models.JSONField()
    final = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(final=True), name="one_final_share"
            )
        ]

    def __str__(self) -> str:
        return f"share of {self.period}"


class Share(models.Model):
    """What a partner, or another bearer (a fund, nobody yet), bears of a risk group, in pence."""

    run = models.ForeignKey(ShareRun, models.PROTECT, related_name="shares")
    group = models.ForeignKey(RiskGroup, models.PROTECT, null=True, related_name="shares")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="shares")
    bearer = models.CharField(max_length=60, blank=True)
    pence = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False, bearer="")
                | (Q(partner__isnull=True) & ~Q(bearer="")),
                name="share_has_one_bearer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.partner or self.bearer} {self.pence}"


class IssuedFile(models.Model):
    """A report file as it was issued: its bytes, their hash and the record's head at that moment."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="issued")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["period", "name"], name="issued_once")]

    def __str__(self) -> str:
        return self.name


class Erratum(models.Model):
    """A numbered correction to an issued report; the report itself stays as it was."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField()
    figure = models.CharField(max_length=200)
    printed = models.CharField(max_length=60)
    should_be = models.CharField(max_length=60)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("period", "number")
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="erratum_number_once")
        ]

    def __str__(self) -> str:
        return f"Erratum {self.number} to {self.period}"
