"""Looks at single people's rows: who, when, at how many, and what for."""

from django.db import models
from django.db.models import Q

from poolbook.caseload.models.lake import CaseArea
from poolbook.partners.models import Person


class Look(models.Model):
    """One look at person-level rows. It is written before they are read, and never removed."""

    area = models.ForeignKey(CaseArea, models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what_for = models.CharField(max_length=300)
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(what_for=""), name="look_says_why")]

    def __str__(self) -> str:
        return f"{self.by} looked at {self.rows} rows of {self.area}"
