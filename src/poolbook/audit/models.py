"""One row for each change of each record, written by the database's own triggers and chained."""

from django.db import models


class Event(models.Model):
    """A change: who, when, in doing what, to which row, what it was before and after.

    `hash` is SHA-256 over the row and the `previous` hash. No row may be changed or removed.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.TextField()
    doing = models.TextField()
    why = models.TextField()
    table = models.TextField(db_column="table_name")
    row = models.TextField(db_column="row_key")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["table", "row"]),
            models.Index(fields=["at"], name="audit_event_at"),
            models.Index(fields=["table", "-id"], name="audit_event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.table} {self.row}"
