"""Tokens by which programs act for a person, and the answers kept for repeated requests."""

from django.db import models

from poolbook.partners.models import Partner, Person

READ, WRITE = "read", "read and write"


class Token(models.Model):
    """A secret that acts as its owner, kept as its SHA-256 only; `hash` stays out of the record.

    `role` and `partner` are the owner's when it was made: once the owner's differ, it is dead.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    role = models.CharField(max_length=30)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=14, choices=[(s, s) for s in (READ, WRITE)])
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=(READ, WRITE)), name="token_scope_known"
            ),
            models.CheckConstraint(
                condition=models.Q(expires__gt=models.F("created")), name="token_expires_later"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"


class Use(models.Model):
    """When a token was used last, and how often in that minute. Not under the record."""

    token = models.OneToOneField(Token, models.CASCADE, primary_key=True, related_name="use")
    minute = models.BigIntegerField()
    times = models.PositiveIntegerField()
    last_used = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token}: {self.last_used}"


class Answer(models.Model):
    """The answer to a write that carried an idempotency key, for a day. Not under the record."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once")]
        indexes = [models.Index(fields=["at"], name="api_answer_at")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
