"""Measures, and what each of them meant when: a definition is added, never overwritten."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement
from poolbook.partners.models import Partner, Person
from poolbook.rules.measures.kinds import FREQUENCIES, POLARITIES, UNITS


class Measure(models.Model):
    """A measure of an agreement by its reference. `follows` is the measure whose series ended where
    this one begins: linked on the page, never joined on a chart."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="measures")
    ref = models.SlugField(max_length=80)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    owner = models.CharField(max_length=120, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    ended = models.DateField(null=True, blank=True)
    provenance = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("agreement", "ref")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "ref"], name="measure_ref_once"),
            models.CheckConstraint(
                condition=~Q(follows=models.F("id")), name="measure_follows_another"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Definition(models.Model):
    """What a measure is from a day on. `breaks` ends the series before it: a chart never crosses it.

    A value is numerator ÷ denominator × `per` where it is a ratio (100 for a percentage, 100,000
    for a rate); `lag` is how many days after its period a value is due; `least` is the sample below
    which no colour is given.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    starts = models.DateField()
    name = models.CharField(max_length=400)
    short_name = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=12, choices=[(u, u) for u in UNITS])
    per = models.PositiveIntegerField(default=1)
    decimals = models.PositiveSmallIntegerField(default=0)
    polarity = models.CharField(max_length=8, choices=[(p, p) for p in POLARITIES])
    numerator = models.CharField(max_length=400, blank=True)
    denominator = models.CharField(max_length=400, blank=True)
    frequency = models.CharField(max_length=10, choices=[(f, f) for f in FREQUENCIES])
    cumulative = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    lag = models.PositiveSmallIntegerField(default=30)
    least = models.PositiveIntegerField(default=0)
    notes = models.TextField(blank=True)
    chart = models.JSONField(default=dict, blank=True)
    breaks = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("measure", "version")
        get_latest_by = "version"
        constraints = [
            models.UniqueConstraint(fields=["measure", "version"], name="definition_version_once"),
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="definition_unit_known"),
            models.CheckConstraint(
                condition=Q(polarity__in=POLARITIES), name="definition_polarity_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=FREQUENCIES), name="definition_frequency_known"
            ),
            models.CheckConstraint(condition=Q(per__gte=1), name="definition_per_at_least_1"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="definition_change_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name
