"""Targets, trajectories and baselines of a measure, dated, and kept when they are changed."""

from django.db import models
from django.db.models import F, Q

from poolbook.partners.models import Person
from poolbook.performance.models.area import Area
from poolbook.performance.models.measure import Measure
from poolbook.rules.measures.kinds import AIMS, JUDGED, TARGET_KINDS


class Target(models.Model):
    """What a measure should be between two days: `aim` value (to value_to where it is a range).

    A target of `comparator` is that area's own value of the same time; `value` is then what was
    printed of it, used where the book has none. `tolerance` is how far short is amber: in the
    measure's unit, or in per cent of the target.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="targets")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in TARGET_KINDS], default="target")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    aim = models.CharField(max_length=8, choices=[(a, a) for a in AIMS])
    value = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    value_to = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    comparator = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    tolerance = models.DecimalField(max_digits=20, decimal_places=8, default=0)
    tolerance_percent = models.BooleanField(default=False)
    judged = models.CharField(max_length=8, choices=[(j, j) for j in JUDGED], default="always")
    words = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("measure", "starts", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TARGET_KINDS), name="target_kind_known"),
            models.CheckConstraint(condition=Q(aim__in=AIMS), name="target_aim_known"),
            models.CheckConstraint(condition=Q(judged__in=JUDGED), name="target_judged_known"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="target_dates"
            ),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0), name="target_tolerance_not_below_0"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(comparator__isnull=False) | ~Q(words=""),
                name="target_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(aim="within")
                | Q(value__isnull=False, value_to__isnull=False, value_to__gte=F("value")),
                name="target_range_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.words or f"{self.aim} {self.value}"
