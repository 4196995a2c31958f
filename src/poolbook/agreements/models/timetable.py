"""By when each step of a month is due in an agreement."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from poolbook.agreements.models.agreement import Agreement
from poolbook.rules import deadlines


class DueDates(models.Model):
    """An agreement's timetable: days after a month's end for each step; no row and no day, no date.

    `working` counts working days; `holidays` are the days beside weekends that are none.
    """

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="due_dates")
    day_import = models.PositiveSmallIntegerField(null=True, blank=True)
    day_forecast = models.PositiveSmallIntegerField(null=True, blank=True)
    day_explain = models.PositiveSmallIntegerField(null=True, blank=True)
    day_check = models.PositiveSmallIntegerField(null=True, blank=True)
    day_sign = models.PositiveSmallIntegerField(null=True, blank=True)
    day_close = models.PositiveSmallIntegerField(null=True, blank=True)
    day_issue = models.PositiveSmallIntegerField(null=True, blank=True)
    working = models.BooleanField(default=True)
    holidays = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        ordering = ("agreement",)

    def __str__(self) -> str:
        return f"due dates of {self.agreement}"

    @property
    def timetable(self) -> deadlines.Timetable:
        """As the rules know it."""
        given = {step: getattr(self, f"day_{step}") for step in deadlines.STEPS}
        days = {step: day for step, day in given.items() if day is not None}
        return deadlines.Timetable(days, self.working, frozenset(self.holidays))
