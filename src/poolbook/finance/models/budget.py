"""Budgets as movements: the schedule's, adjustments, and virements under a matrix of limits."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.finance.models.period import Period
from poolbook.partners.models import Person
from poolbook.partners.roles import Role

KINDS = ("schedule", "adjustment", "virement")


class Virement(models.Model):
    """A request to move budget between lines of one year; parts sum to nothing."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="virements")
    period = models.ForeignKey(Period, models.PROTECT, related_name="virements")
    recurrent = models.BooleanField()
    reason = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | (Q(state__in=("approved", "refused")) & ~Q(decided_by=models.F("made_by"))),
                name="virement_maker_is_not_checker",
            )
        ]

    def __str__(self) -> str:
        return f"virement {self.pk}: {self.reason}"


class VirementPart(models.Model):
    """What a virement adds to (or takes from) one line, in pence."""

    virement = models.ForeignKey(Virement, models.CASCADE, related_name="parts")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="+")
    pence = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["virement", "line"], name="virement_line_once"),
            models.CheckConstraint(condition=~Q(pence=0), name="virement_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.pence}"


class VirementLimit(models.Model):
    """One cell of the limits matrix: who may approve up to how much (null: any amount)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="virement_limits")
    same_pool = models.BooleanField()
    recurrent = models.BooleanField()
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    up_to = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "same_pool", "recurrent", "role"], name="virement_limit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} up to {self.up_to}"


class Budget(models.Model):
    """One movement of a line's budget for the year, in the period from which it counts."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="budgets")
    period = models.ForeignKey(Period, models.PROTECT, related_name="budgets")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    pence = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    virement = models.ForeignKey(
        Virement, models.PROTECT, null=True, blank=True, related_name="budgets"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["line", "period"], condition=Q(kind="schedule"), name="schedule_budget_once"
            ),
            models.UniqueConstraint(
                fields=["virement", "line"],
                condition=Q(virement__isnull=False),
                name="virement_applied_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="virement", virement__isnull=False)
                | (~Q(kind="virement") & Q(virement__isnull=True)),
                name="budget_virement_has_its_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.pence} ({self.kind})"


class Outturn(models.Model):
    """What a line came to in a year before the book began, with its paper."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="outturns")
    year = models.PositiveSmallIntegerField()
    pence = models.BigIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["line", "year"], name="outturn_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.year}: {self.pence}"
