"""Scorecards: measures under headings, in the order that a body, plan or contract wants them."""

from django.db import models

from poolbook.agreements.models import Agreement
from poolbook.performance.models.area import Area
from poolbook.performance.models.measure import Measure


class Scorecard(models.Model):
    """One table of measures; `body` is whom it is for, `area` whose figures it shows unless an entry
    says another, `comparator` whom it compares with, `neighbours` the model it ranks by."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="scorecards")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    body = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    comparator = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    neighbours = models.CharField(max_length=80, blank=True)
    provenance = models.CharField(max_length=300, blank=True)
    in_pack = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("agreement", "place")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="scorecard_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A heading of a scorecard: a priority, an outcome, a domain. It can have a judgement of its own."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=300)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("scorecard", "place")
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "code"], name="section_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A measure in a section; its area where that is not the scorecard's."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="entries")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="entries")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("section", "place")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "measure", "area"], nulls_distinct=False, name="entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} in {self.section}"
