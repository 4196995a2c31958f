"""What a pack is made with: which sections in which order, words above them, a Word template; and what
its tables of people told, so that later packs are checked against it.

Each is kept in versions by the moment it was made, so that an issued pack can be made again.
"""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement, Pool
from poolbook.finance.models import Period
from poolbook.partners.models import Person


class PackChoice(models.Model):
    """The sections of one pool's pack in a period: `[{"key": "summary", "shown": true}, …]` in order."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="pack_choices")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="pack_choices")
    sections = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        get_latest_by = ("at", "id")

    def __str__(self) -> str:
        return f"{self.pool}, {self.period}: {len(self.sections)} sections"


class PackComment(models.Model):
    """Words printed under a section's title, with the author's role then; "" takes them back."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="pack_comments")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="pack_comments")
    section = models.SlugField(max_length=40)
    text = models.TextField(blank=True)
    role = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        get_latest_by = ("at", "id")

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:60]}"


class PackTemplate(models.Model):
    """An agreement's own Word template with its hash; no bytes means Poolbook's own document again."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="pack_templates")
    content = models.BinaryField(blank=True)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        get_latest_by = ("at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="pack_template_hash"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.sha256[:12]}"


class PackPublication(models.Model):
    """What a period's pack told of people as it was issued, by `rules.disclosure.stored`.

    `preset` is the rule for small numbers; `files` the caseload's files that it was made of, as
    [path, SHA-256, rows].
    """

    period = models.OneToOneField(Period, models.PROTECT, related_name="told_of_people")
    at = models.DateTimeField()
    preset = models.CharField(max_length=40)
    told = models.TextField()
    sha256 = models.CharField(max_length=64)
    files = models.JSONField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="pack_publication_hash"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.sha256[:12]}"
