"""Forecasts in versions, savings, and the words that go with the figures."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import BudgetLine, Pool
from poolbook.finance.models.period import Period
from poolbook.partners.models import Partner, Person
from poolbook.rules.forecasting import METHODS

NOTE_KINDS = ("issue", "risk", "line", "change")


class Forecast(models.Model):
    """A line's forecast outturn in a period, in pence; a new one is a new version."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="forecasts")
    period = models.ForeignKey(Period, models.PROTECT, related_name="forecasts")
    version = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=20, choices=[(m, m) for m in METHODS])
    pence = models.BigIntegerField()
    basis = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("line", "period", "version")
        get_latest_by = "version"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "period", "version"], name="forecast_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(method="manual") | ~Q(reason=""), name="manual_forecast_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.period} v{self.version}: {self.pence}"


class Saving(models.Model):
    """A saving that a partner put into a line's budget for a year."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="savings")
    year = models.PositiveSmallIntegerField()
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="savings")
    name = models.CharField(max_length=200)
    target = models.BigIntegerField()
    strategy_agreed = models.BooleanField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["line", "year", "name"], name="saving_once"),
            models.CheckConstraint(condition=Q(target__gt=0), name="saving_target_above_zero"),
        ]

    def __str__(self) -> str:
        return self.name


class SavingUpdate(models.Model):
    """How much of a saving is delivered, and forecast for the year, at a period."""

    saving = models.ForeignKey(Saving, models.PROTECT, related_name="updates")
    period = models.ForeignKey(Period, models.PROTECT, related_name="saving_updates")
    delivered = models.BigIntegerField()
    forecast = models.BigIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["saving", "period"], name="saving_update_once")
        ]

    def __str__(self) -> str:
        return f"{self.saving} at {self.period}"


class Note(models.Model):
    """An issue, a risk, or a word on a line or its change, which goes into the period's report."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="notes")
    period = models.ForeignKey(Period, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in NOTE_KINDS])
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="notes"
    )
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("period", "pool", "place", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "pool", "kind", "place"], name="note_place_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class NoteClosing(models.Model):
    """That a note is dealt with: it is printed no more, explains nothing and is not carried on."""

    note = models.OneToOneField(Note, models.CASCADE, related_name="closing")
    period = models.ForeignKey(Period, models.PROTECT, related_name="note_closings")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="note_closing_says_why")]

    def __str__(self) -> str:
        return f"closed: {self.why[:60]}"
