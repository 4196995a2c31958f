"""Areas, the loads of their packages, and the manifest of the lake's files."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement
from poolbook.partners.models import Person


class CaseArea(models.Model):
    """An area whose packages are in the lake; people never cross areas. `synthetic`: nobody is real."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="case_areas")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ("agreement", "code")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="case_area_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} (made up)" if self.synthetic else self.name


class Provider(models.Model):
    """A provider by its number in an area's files. Number 0 is none."""

    area = models.ForeignKey(CaseArea, models.PROTECT, related_name="providers")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("area", "number")
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="provider_number_once"),
            models.UniqueConstraint(fields=["area", "name"], name="provider_name_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="provider_number_from_1"),
        ]

    def __str__(self) -> str:
        return self.name


class CaseLoad(models.Model):
    """Packages of an area that came in together. `at` is the moment from which they are known.

    `whole`: the extract held all packages, so what it did not name holds no more. The counts are of
    rows; `weekly_pence` is the control total of the extract, its ongoing packages' pence a week.
    """

    area = models.ForeignKey(CaseArea, models.PROTECT, related_name="loads")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    whole = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    weekly_pence = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("area", "at", "id")
        constraints = [
            models.UniqueConstraint(fields=["area", "at"], name="case_load_moment_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_why="", withdrawn_at__isnull=True)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="case_load_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or f"packages of {self.at:%-d %B %Y}"


class LakeFile(models.Model):
    """A file of the lake: everything known of an area at `at`, after a load or its withdrawal."""

    area = models.ForeignKey(CaseArea, models.PROTECT, related_name="files")
    load = models.ForeignKey(CaseLoad, models.PROTECT, related_name="files")
    at = models.DateTimeField()
    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ("area", "at", "id")
        constraints = [models.UniqueConstraint(fields=["area", "at"], name="lake_file_moment_once")]

    def __str__(self) -> str:
        return self.path
