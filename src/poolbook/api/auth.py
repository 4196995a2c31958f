"""Who asks: a bearer token, its scope, the rule of the operation, and how often it may ask."""

import time
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from poolbook.api import actions, queries
from poolbook.api.models import WRITE, Token
from poolbook.api.problems import Told
from poolbook.partners.models import Person
from poolbook.web.frame.access import SIGNED_IN, Rule, allowed, who_may

A_MINUTE = 600  # requests of one token


class Bearer(HttpBearer):
    """The token of a request, held against the rule of its operation.

    `given`: what the operation refuses is usually at fault in what was given, so 422 and not 409.
    """

    def __init__(self, rule: Rule, *, writes: bool = False, given: bool = False) -> None:
        super().__init__()
        self.rule, self.writes, self.given = rule, writes, given

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person for whom the request acts; None where the token is not one that works."""
        found = token_of(request)
        if found is None:
            return None
        request.operation = self  # type: ignore[attr-defined]
        if self.writes and found.scope != WRITE:
            raise Told(403, "This token may only read. Make one that may write as well.")
        if not allowed(found.person, self.rule):
            roles = " or ".join(who_may(self.rule)) or "nobody"
            raise Told(403, f"A {found.person.role} may not do this; {roles} may.")
        return found.person


def token_of(request: HttpRequest) -> Token | None:
    """The living token of a request, counted once. Raises Told (429) for one that asks too often."""
    known: Any = getattr(request, "api_token", ())
    if known != ():
        return known
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = queries.token(secret.strip()) if kind.lower() == "bearer" else None
    request.api_token = found  # type: ignore[attr-defined]
    if found and actions.count_use(token=found) > A_MINUTE:
        wait = 60 - int(time.time()) % 60
        said = f"More than {A_MINUTE} requests in a minute. Try again in {wait} seconds."
        raise Told(429, said, headers={"Retry-After": str(wait)})
    return found


def person_of(request: HttpRequest) -> Person:
    """The person for whom the request acts."""
    person = request.auth  # type: ignore[attr-defined]
    assert isinstance(person, Person)
    return person


__all__ = ["SIGNED_IN", "Bearer", "person_of", "token_of"]
