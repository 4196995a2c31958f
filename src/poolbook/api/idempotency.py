"""A write that is sent twice is done once: its answer is kept with it, in one transaction.

Only what was done is kept. What was refused changed nothing, so that sending it again tries again.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from poolbook.api import auth
from poolbook.api.models import Answer, Token
from poolbook.api.problems import problem

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
FORM = re.compile(r"[\x21-\x7e]{1,255}")


def once(request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Carries out a request; one with a key that was carried out before gets the same answer."""
    key = request.headers.get(HEADER)
    if key is None or request.method in ("GET", "HEAD", "OPTIONS"):
        return run()
    token = auth.token_of(request)
    if token is None:
        return run()  # which refuses it
    if not FORM.fullmatch(key):
        said = "is 1 to 255 characters of ASCII, without spaces"
        return problem(422, "What was sent has faults.", [(f"header.{HEADER}", said)])
    digest = _digest(request)
    with transaction.atomic():
        if not _alone(token, key):
            said = "A request with this key is being carried out. Send it again in a moment."
            return problem(409, said, headers={"Retry-After": "1"})
        kept = Answer.objects.filter(token=token, key=key, at__gt=timezone.now() - KEPT).first()
        if kept:
            return _again(kept, digest)
        response = run()
        if 200 <= response.status_code < 300:
            _keep(token, key, digest, response)
        else:
            transaction.set_rollback(True)
        return response


def _alone(token: Token, key: str) -> bool:
    """Whether no other request with this key is under way; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 72104))", [f"{token.pk} {key}"]
        )
        return bool(cursor.fetchone()[0])


def _again(kept: Answer, digest: str) -> HttpResponse:
    if kept.request != digest:
        said = "This key was used for another request. Use a new key for each act."
        return problem(422, said, [(f"header.{HEADER}", "was used before")])
    response = HttpResponse(
        kept.body, status=kept.status, content_type="application/json; charset=utf-8"
    )
    response["Idempotency-Replayed"] = "true"
    return response


def _keep(token: Token, key: str, digest: str, response: HttpResponse) -> None:
    Answer.objects.filter(token=token, at__lte=timezone.now() - KEPT).delete()
    Answer.objects.create(
        token=token,
        key=key,
        request=digest,
        status=response.status_code,
        body=response.content.decode(),
        at=timezone.now(),
    )


def _digest(request: HttpRequest) -> str:
    """SHA-256 of what is asked. A form with files is taken by its parts: its boundary is random."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, file.name, file.size)).encode())
                for part in file.chunks():
                    digest.update(part)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
