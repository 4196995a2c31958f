"""Observations in loads: what was known of a measure for an area and a time, and since when."""

from django.db import models
from django.db.models import F, Q

from poolbook.agreements.models import Agreement
from poolbook.partners.models import Person
from poolbook.performance.models.area import Area
from poolbook.performance.models.measure import Measure
from poolbook.rules.measures.kinds import STATUSES, VALUE

# The size of a figure: 12 digits before the point, 8 after it.
_FIGURE = {"max_digits": 20, "decimal_places": 8, "null": True}


class Feed(models.Model):
    """A publication or return that values come from, with the saved layout of its files."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="feeds")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    layout = models.JSONField(default=dict)

    class Meta:
        ordering = ("agreement", "code")
        constraints = [models.UniqueConstraint(fields=["agreement", "code"], name="feed_code_once")]

    def __str__(self) -> str:
        return self.name


class Load(models.Model):
    """Values that came in together: a file of a feed, or what a person typed (no feed).

    `digest` is the hash of its observations, in order; a withdrawn load counts for nothing.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="loads")
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, blank=True, related_name="loads")
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    provenance = models.CharField(max_length=300, blank=True)
    rows = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_why = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_why="", withdrawn_at__isnull=True)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="load_withdrawn_says_why",
            )
        ]

    def __str__(self) -> str:
        return self.file_name or f"values typed by {self.by}"


class Observation(models.Model):
    """A measure's value for an area between two days, both included, as one load gave it.

    Never changed: the newest load that is not withdrawn counts, as at a moment. `count` is how many
    people or answers a value rests on, where that is not its denominator.
    """

    load = models.ForeignKey(
        Load, models.PROTECT, related_name="observations", db_index=False, db_constraint=False
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="observations", db_index=False, db_constraint=False
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="observations", db_index=False, db_constraint=False
    )
    starts = models.DateField()
    ends = models.DateField()
    status = models.CharField(max_length=13)
    value = models.DecimalField(**_FIGURE)
    numerator = models.DecimalField(**_FIGURE)
    denominator = models.DecimalField(**_FIGURE)
    count = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("measure", "area", "ends", "id")
        indexes = [
            models.Index(fields=["measure", "area", "ends"], name="observation_series"),
            models.Index(fields=["load"], name="observation_load"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="observation_dates"),
            models.CheckConstraint(
                condition=Q(status__in=STATUSES), name="observation_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=VALUE, value__isnull=False)
                | (~Q(status=VALUE) & Q(value__isnull=True)),
                name="observation_value_where_there_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.area_id} {self.ends}: {self.value}"
