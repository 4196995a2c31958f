"""Declaring operations: each says who may do it, what it answers, and which problems it may meet."""

from collections.abc import Callable
from typing import Any

from ninja import Router

from poolbook.api.auth import SIGNED_IN, Bearer
from poolbook.api.idempotency import HEADER
from poolbook.api.problems import MEDIA, Problem
from poolbook.web.frame.access import Rule, who_may

READING = (401, 403, 404, 422, 429, 500)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500)
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A key of your own for this act: the same request with it is done only once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
}
Act = Callable[..., Any]


class Routes(Router):
    """The operations of a noun."""

    def reads(
        self,
        path: str,
        answer: Any,
        rule: Rule = SIGNED_IN,
        *,
        given: bool = False,
        more: tuple[int, ...] = (),
        **options: Any,
    ) -> Callable[[Act], Act]:
        """A GET; by default for anybody whose token works, within what they may see.

        `more`: problems that it may meet besides the usual ones.
        """
        bearer = Bearer(rule, given=given)
        return self._declare(path, "GET", answer, bearer, (*READING, *more), options)

    def tries(self, path: str, answer: Any, **options: Any) -> Callable[[Act], Act]:
        """A POST that saves nothing: for anybody, by a token that may only read too."""
        return self._declare(path, "POST", answer, Bearer(SIGNED_IN, given=True), WRITING, options)

    def writes(
        self,
        path: str,
        answer: Any,
        rule: Rule,
        *,
        method: str = "POST",
        given: bool = False,
        conflict: type[Problem] = Problem,
        **options: Any,
    ) -> Callable[[Act], Act]:
        """An act. `given`: see Bearer. `conflict` is the form of its 409."""
        bearer = Bearer(rule, writes=True, given=given)
        extra = options.setdefault("openapi_extra", {})
        extra.setdefault("parameters", []).append(KEY)
        return self._declare(path, method, answer, bearer, WRITING, options, conflict)

    def _declare(
        self,
        path: str,
        method: str,
        answer: Any,
        bearer: Bearer,
        problems: tuple[int, ...],
        options: dict[str, Any],
        conflict: type[Problem] = Problem,
    ) -> Callable[[Act], Act]:
        def declare(act: Act) -> Act:
            first, _, rest = (act.__doc__ or "").strip().partition("\n")
            who = " or ".join(who_may(bearer.rule)) if bearer.rule is not SIGNED_IN else "Anybody"
            self.add_api_operation(
                path,
                [method],
                act,
                auth=bearer,
                response={200: answer}
                | {status: conflict if status == 409 else Problem for status in problems},
                operation_id=act.__name__,
                summary=first.rstrip("."),
                description=f"{rest.strip()}\n\nWho may: {who}.".strip(),
                **options,
            )
            return act

        return declare


def as_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the problems' own media type."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    response["content"] = {MEDIA: content["application/json"]}
    return schema
