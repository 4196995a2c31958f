"""Ledger extracts: their sources, batches, mappings to lines, and the postings."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.finance.models.period import Period
from poolbook.partners.models import Partner, Person


class Source(models.Model):
    """A ledger that extracts come from, with the saved layout of its files."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="sources")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="sources")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    layout = models.JSONField(default=dict)

    class Meta:
        ordering = ("agreement", "code")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="source_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Mapping(models.Model):
    """Which line a cost centre and account belong to, between dates. Account "" is any account.

    No line means that such rows are outside the pools, for the reason given.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="mappings")
    cost_centre = models.CharField(max_length=60)
    account = models.CharField(max_length=60, blank=True)
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="mappings"
    )
    reason = models.CharField(max_length=300, blank=True)
    dates = DateRangeField()

    class Meta:
        ordering = ("source", "cost_centre", "account")
        constraints = [
            ExclusionConstraint(
                name="mapping_no_overlap",
                expressions=[
                    ("source", RangeOperators.EQUAL),
                    ("cost_centre", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("dates", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | ~Q(reason=""), name="mapping_outside_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cost_centre} {self.account} → {self.line}"


class Batch(models.Model):
    """One import of one extract, whole. Its control totals hold for its postings, to the penny.

    read = posted + suspended + outside, in rows and in pence. A withdrawn batch counts for nothing.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="batches")
    period = models.ForeignKey(Period, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="applied")
    rows_read = models.PositiveIntegerField(default=0)
    pence_read = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_why = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["source", "content"], condition=Q(state="applied"), name="extract_once"
            ),
            models.CheckConstraint(
                condition=Q(state="applied", withdrawn_why="", withdrawn_at__isnull=True)
                | (Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="batch_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class Posting(models.Model):
    """One ledger row, in pence: on a line, in suspense (no line yet), or outside the pools.

    `month` is the ledger's own month (1 is April); the period is the batch's. `fingerprint` knows
    the row again in another extract; `mapped_at` is when a row left suspense. The database keeps
    rows as they are: only one in suspense may be given its line, while the period is open.
    """

    # Both references are checked once a statement by the guards: row by row is far too slow.
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="postings", db_index=False, db_constraint=False
    )
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        related_name="postings",
        db_index=False,
        db_constraint=False,
    )
    outside = models.BooleanField(default=False)
    month = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()
    date = models.DateField(null=True)
    cost_centre = models.TextField()
    account = models.TextField()
    reference = models.TextField()
    description = models.TextField()
    pence = models.BigIntegerField()
    fingerprint = models.UUIDField()
    mapped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("batch", "id")
        indexes = [
            models.Index(fields=["batch", "line"]),
            models.Index(fields=["fingerprint"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(month__range=(1, 13)), name="posting_month"),
            models.CheckConstraint(
                condition=Q(outside=False) | Q(line__isnull=True),
                name="posting_outside_has_no_line",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.pence}"
