"""Pools and their tree of budget lines: client group → service → detail."""

from django.db import models
from django.db.models import F, Q

from poolbook.agreements.models.agreement import Agreement
from poolbook.agreements.models.terms import RiskGroup
from poolbook.partners.models import Partner, Person
from poolbook.rules.forecasting import TYPED

KINDS = ("pooled", "aligned", "in view")
GRADES = ("none", "low", "medium", "high")


class Pool(models.Model):
    """One pooled fund of an agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="pools")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("agreement", "place")
        constraints = [models.UniqueConstraint(fields=["agreement", "code"], name="pool_code_once")]

    def __str__(self) -> str:
        return self.name


class BudgetLine(models.Model):
    """A line of the tree. Only leaves carry money; a line with children is their heading.

    `from_year` and `to_year` are the financial years (by their first calendar year) it serves.
    """

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="lines")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS], default="pooled")
    owner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="lines")
    holder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="lines")
    risk_group = models.ForeignKey(
        RiskGroup, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    risk_grade = models.CharField(max_length=10, choices=[(g, g) for g in GRADES], default="none")
    method = models.CharField(max_length=20, choices=[(m, m) for m in TYPED], default="manual")
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pool", "place")
        constraints = [
            models.UniqueConstraint(fields=["pool", "code"], name="line_code_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="line_not_its_own_parent"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="line_kind_known"),
            models.CheckConstraint(condition=Q(risk_grade__in=GRADES), name="line_grade_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Subset(models.Model):
    """Lines looked at together across client groups (autism); always a part of other tables."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="subsets")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    lines = models.ManyToManyField(BudgetLine, related_name="subsets")

    class Meta:
        ordering = ("pool", "code")
        constraints = [models.UniqueConstraint(fields=["pool", "code"], name="subset_code_once")]

    def __str__(self) -> str:
        return self.name
