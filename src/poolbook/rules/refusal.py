"""Refusals: what the book will not do, said in the user's words with every reason."""

from collections.abc import Sequence


class Refusal(Exception):
    """An act that the rules, a role or the state of a period do not allow. Nothing was changed."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message, self.details = message, tuple(details)


class Restated(Refusal):
    """What was published earlier says otherwise of the same people at the same time."""


class Stale(Refusal):
    """What the act rests on has changed since it was seen: to be looked at again."""


class NotAllowed(Refusal):
    """What the person's role does not allow, whatever the state of the book."""
