"""What people judged: a colour with its reason, a comment; and steps they put on a chart by hand."""

from django.db import models
from django.db.models import F, Q

from poolbook.partners.models import Person
from poolbook.performance.models.area import Area
from poolbook.performance.models.measure import Measure
from poolbook.performance.models.scorecard import Section
from poolbook.rules.measures.kinds import RAGS

STEPS = ("recalculate", "ghost", "baseline")


class Judgement(models.Model):
    """A colour and a comment for a measure (or a heading) for a time. No colour: a comment alone.

    The newest counts. A colour other than the rule's needs its reason; a heading's always does, since
    no rule gives it. `printed` marks one taken from a paper.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="judgements"
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="judgements"
    )
    starts = models.DateField()
    ends = models.DateField()
    rag = models.CharField(max_length=2, choices=[(r, r) for r in RAGS], blank=True)
    reason = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    printed = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("ends", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="judgement_dates"),
            models.CheckConstraint(
                condition=Q(measure__isnull=False, area__isnull=False, section__isnull=True)
                | Q(measure__isnull=True, area__isnull=True, section__isnull=False),
                name="judgement_of_a_measure_or_a_section",
            ),
            models.CheckConstraint(
                condition=Q(rag="") | ~Q(reason="") | ~Q(comment=""), name="judgement_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(rag="") | ~Q(comment=""), name="judgement_says_something"
            ),
            models.CheckConstraint(condition=Q(rag__in=("", *RAGS)), name="judgement_rag_known"),
        ]

    def __str__(self) -> str:
        return f"{self.rag or 'comment'} {self.ends}"


class ChartStep(models.Model):
    """A step put on a measure's chart by hand: limits recalculated from a day, a point ghosted, or
    the end of the baseline; always with its reason."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="steps")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=11, choices=[(s, s) for s in STEPS])
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("measure", "area", "day", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=STEPS), name="step_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="step_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
