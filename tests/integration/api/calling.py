"""Callers of the API: a program with somebody's token."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from poolbook.api import actions
from poolbook.api.models import WRITE
from poolbook.partners.models import Person

HERE = "pooled/2020-21/P1"


@dataclass
class Caller:
    """A program with somebody's token."""

    secret: str
    client: Client

    @classmethod
    def of(cls, secret: str) -> "Caller":
        """A program with a token that is known, on a connection of its own."""
        return cls(secret, Client(raise_request_exception=False))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a request; `body` goes as JSON, and what the answer holds is in `.body`."""
        more = (
            {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        )
        given = {"Authorization": f"Bearer {self.secret}"} | headers
        answer = self.client.generic(method, f"/api/{path}", headers=given, **more)
        kind = answer.headers.get("Content-Type", "")
        answer.body = json.loads(answer.content) if "json" in kind else answer.content
        return answer

    def get(self, path: str, **headers: str) -> Any:
        """The answer to a GET."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a POST."""
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a PUT."""
        return self.send("PUT", path, body, **headers)

    def upload(self, path: str, **parts: Any) -> Any:
        """The answer to a form with files."""
        given = {"Authorization": f"Bearer {self.secret}"} | parts.pop("headers", {})
        answer = self.client.post(f"/api/{path}", parts, headers=given)
        answer.body = json.loads(answer.content)
        return answer


def caller(person: Person, scope: str = WRITE) -> Caller:
    """A program with a new token of somebody."""
    _, secret = actions.create_token(by=person, name="tests", scope=scope)
    return Caller.of(secret)
