"""Reads of tokens: whose a secret is, and what somebody has."""

import hashlib
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from poolbook.api.models import Token
from poolbook.partners.models import Person

PREFIX = "pb_"


def hashed(secret: str) -> str:
    """What is kept of a secret: it is random, so that a plain SHA-256 gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()


def living(now: datetime | None = None) -> QuerySet[Token]:
    """Tokens that work: neither revoked nor expired, and their owner is who they were."""
    found = Token.objects.filter(
        revoked__isnull=True,
        expires__gt=now or timezone.now(),
        person__is_active=True,
        role=F("person__role"),
    )
    # IS NOT DISTINCT FROM: an auditor has no partner, then and now.
    same = found.filter(partner=F("person__partner"))
    none = found.filter(partner__isnull=True, person__partner__isnull=True)
    return same | none


def token(secret: str) -> Token | None:
    """The living token of a secret."""
    if not secret.startswith(PREFIX) or not secret.isascii():
        return None
    found = living().filter(hash=hashed(secret))
    return found.select_related("person__partner").first()


def tokens(person: Person) -> list[Token]:
    """A person's living tokens, the newest first."""
    return list(living().filter(person=person).select_related("use").order_by("-id"))
