"""Which budget line the packages of a group, service and funder belong to."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.partners.models import Person


class PackageLine(models.Model):
    """Packages of a client group on a budget line. Service or funder 0: any that no other row names.

    Added, never changed: the newest of a group, service and funder counts.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="package_lines")
    group = models.PositiveSmallIntegerField()
    service = models.PositiveSmallIntegerField(default=0)
    funder = models.PositiveSmallIntegerField(default=0)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="package_lines")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("agreement", "id")
        constraints = [
            models.CheckConstraint(condition=Q(group__gte=1), name="package_line_group_known")
        ]

    def __str__(self) -> str:
        return f"{self.group}/{self.service}/{self.funder}: {self.line}"
