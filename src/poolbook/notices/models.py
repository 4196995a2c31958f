"""Which e-mail somebody wants, and which was sent."""

from django.db import models

from poolbook.partners.models import Person


class Kind(models.TextChoices):
    """The kinds of news in the daily e-mail; what is not switched off is wanted."""

    WAITING = "waiting", "What waits for me"
    REMINDERS = "reminders", "Reminders"
    ISSUED = "issued", "Reports that were issued"


class NoticeChoice(models.Model):
    """Somebody's choice about one kind."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="notice_choices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wanted = models.BooleanField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_chosen_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="notice_choice_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}: {'on' if self.wanted else 'off'}"


class Notice(models.Model):
    """The e-mail of one person on one day: written down before it is sent, so never sent twice."""

    STATES = ("sending", "sent", "failed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="sending")
    kinds = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="notice_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(state__in=("sending", "sent", "failed")), name="notice_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.day}: {self.state}"
