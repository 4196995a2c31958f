"""Uploads: ledger files that came through the browser, from the first byte to the posted rows."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement
from poolbook.finance.models import Batch, Period, Source
from poolbook.partners.models import Partner, Person
from poolbook.performance.models import Load

STATES = {
    "received": "waiting to be read",
    "reading": "being read",
    "read": "read, not applied",
    "applying": "being applied",
    "applied": "applied",
    "refused": "could not be read",
    "failed": "failed",
    "discarded": "discarded",
}
UNDER_WAY = ("received", "reading", "applying")
ENDED = ("applied", "discarded")


class Upload(models.Model):
    """A file given for a source and period. Until it is applied it is a draft of its partner's.

    `total` (pence) and `rows` are what its ledger's own report says, to be compared; `understood`
    and `faults` are what the reader made of it; `said` is why the last act on it was not done.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="uploads")
    period = models.ForeignKey(Period, models.PROTECT, related_name="uploads")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default="received", choices=list(STATES.items()))
    layout = models.JSONField(default=dict)
    total = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(null=True)
    skip_repeated = models.BooleanField(default=False)
    understood = models.JSONField(default=dict)
    faults = models.JSONField(default=dict)
    said = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="uploads")
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(STATES)), name="upload_state_is_one_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(state="applied", batch__isnull=False, applied_by__isnull=False)
                | (~Q(state="applied") & Q(batch__isnull=True)),
                name="upload_applied_has_its_import",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def under_way(self) -> bool:
        """Whether it waits for the work that runs behind the pages."""
        return self.state in UNDER_WAY


class Held(models.Model):
    """The bytes of an upload, and how far the work on it is, while it is a draft.

    Kept apart from it: a new figure of progress must not carry the bytes along, nor be recorded.
    The row goes when the draft ends.
    """

    upload_id = models.BigIntegerField(primary_key=True)
    content = models.BinaryField()
    doing = models.CharField(max_length=100, blank=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.doing} {self.done} of {self.of}"


class FeedDraft(models.Model):
    """A file of a national series given through the page, until it is taken in or let go.

    `content` goes when the draft ends; `understood` is what was made of it, with its faults.
    """

    STATES = {"read": "read, not taken in", "taken": "taken in", "discarded": "discarded"}

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="feed_drafts")
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=40, blank=True)
    new_areas = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default="read", choices=list(STATES.items()))
    content = models.BinaryField(null=True)
    understood = models.JSONField(default=dict)
    load = models.ForeignKey(Load, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["read", "taken", "discarded"]),
                name="feed_draft_state_is_one_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(state="read") | Q(content__isnull=True),
                name="feed_draft_ended_keeps_no_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"
