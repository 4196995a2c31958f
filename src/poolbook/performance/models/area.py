"""Places and organisations that figures are about, their codes over time, and who is compared with whom."""

from django.db import models
from django.db.models import F, Q

from poolbook.agreements.models import Agreement

KINDS = (
    "country", "region", "council", "district", "icb", "ccg", "trust", "provider", "site", "group",
)  # fmt: skip


class Area(models.Model):
    """A country, region, council, NHS body, provider or site. The whole book shares them: they are
    public reference data, and hold nothing of an agreement."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    within = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="contains"
    )
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="area_kind_known"),
            models.CheckConstraint(condition=~Q(within=F("id")), name="area_not_within_itself"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(starts__isnull=True) | Q(ends__gte=F("starts")),
                name="area_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaCode(models.Model):
    """Another code or name of an area in a scheme (GSS, ODS, CSSR, a publisher's own spelling)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=200)

    class Meta:
        ordering = ("scheme", "code")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class Succession(models.Model):
    """One area taking over from another on a day: renamed, merged, or split."""

    old = models.ForeignKey(Area, models.PROTECT, related_name="followed_by")
    new = models.ForeignKey(Area, models.PROTECT, related_name="follows")
    on = models.DateField()

    class Meta:
        ordering = ("on", "old")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Neighbour(models.Model):
    """A comparator of an area in a model of likeness that the agreement was given; 1 is the likest."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="neighbours")
    model = models.CharField(max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, related_name="neighbours")
    neighbour = models.ForeignKey(Area, models.PROTECT, related_name="neighbour_of")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("agreement", "model", "area", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "model", "area", "neighbour"], name="neighbour_once"
            ),
            models.CheckConstraint(condition=~Q(area=F("neighbour")), name="neighbour_of_another"),
            models.CheckConstraint(condition=Q(position__gte=1), name="neighbour_position_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.position}: {self.neighbour}"
