"""Writes of tokens: made and revoked by their owner, and counted as they are used."""

import secrets
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from poolbook.api import queries
from poolbook.api.models import READ, WRITE, Token
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.rules.refusal import Refusal

MOST = 10
MOST_DAYS = 365


def create_token(
    *, by: Person, name: str, scope: str = READ, days: int = MOST_DAYS
) -> tuple[Token, str]:
    """A token of the person's own, and its secret, which is not kept and cannot be shown again."""
    faults = []
    if not name.strip() or len(name) > 80:
        faults.append("give it a name of 1 to 80 characters that says what it is for")
    if scope not in (READ, WRITE):
        faults.append(f"“{scope}” is not a scope; it is {READ} or {WRITE}")
    if not 1 <= days <= MOST_DAYS:
        faults.append(f"it can last 1 to {MOST_DAYS} days, not {days}")
    if faults:
        raise Refusal("the token was not made", faults)
    secret = queries.PREFIX + secrets.token_urlsafe(32)
    with acting(str(by), "made a token for the API", name.strip()):
        Person.objects.select_for_update().get(pk=by.pk)  # two at once are counted one by one
        if queries.living().filter(person=by).count() >= MOST:
            raise Refusal(f"you have {MOST} tokens already; revoke one first")
        now = timezone.now()
        token = Token.objects.create(
            person=by,
            role=by.role,
            partner=by.partner,
            name=name.strip(),
            hash=queries.hashed(secret),
            scope=scope,
            created=now,
            expires=now + timedelta(days=days),
        )
    return token, secret


def revoke_token(*, by: Person, token: int) -> None:
    """Ends one of the person's own tokens at once."""
    with acting(str(by), "revoked a token of the API"):
        found = Token.objects.select_for_update().filter(pk=token, person=by).first()
        if found is None or found.revoked:
            raise Refusal("you have no such token, or it was revoked already")
        found.revoked = timezone.now()
        found.save(update_fields=["revoked"])


def count_use(*, token: Token) -> int:
    """Notes that a token is used now; returns how often it was in this minute. One statement."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_use AS u (token_id, minute, times, last_used) VALUES (%s, %s, 1, %s)"
            " ON CONFLICT (token_id) DO UPDATE SET last_used = EXCLUDED.last_used,"
            " times = CASE WHEN u.minute = EXCLUDED.minute THEN u.times + 1 ELSE 1 END,"
            " minute = EXCLUDED.minute RETURNING times",
            [token.pk, int(now.timestamp()) // 60, now],
        )
        return int(cursor.fetchone()[0])
