"""Pages of a list by key: what comes after the last one seen, so that inserts shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

from poolbook.api.problems import Told

MOST = 500
T = TypeVar("T")
Row = TypeVar("Row", bound=Model)


class Paging(Schema):
    """Which part of a list is wanted."""

    after: str = Field(
        "",
        max_length=400,
        pattern=r"^[-_A-Za-z0-9]*$",
        description="The `next` of the page before.",
    )
    limit: int = Field(100, ge=1, le=MOST, description="How many at most.")


class Page(Schema, Generic[T]):
    """A part of a list; `next` is given as `after` for the part that follows, null at the end."""

    items: list[T]
    next: str | None


def of_rows(found: QuerySet[Row], paging: Paging, shown: Callable[[Row], Any]) -> dict[str, Any]:
    """A page of records, in the order in which they came into the book."""
    key = _key(paging, (int,))
    if key:
        found = found.filter(pk__gt=key[0])
    rows = list(found.order_by("pk")[: paging.limit + 1])
    return _page(rows, paging, shown, lambda row: (row.pk,))


def of_list(
    found: Iterable[T],
    paging: Paging,
    shown: Callable[[T], Any],
    key: Callable[[T], tuple[int | str, ...]],
) -> dict[str, Any]:
    """A page of what a query gives whole; `key` orders it and knows one item from another."""
    rows = sorted(found, key=key)
    if rows and paging.after:
        seen = _key(paging, tuple(type(part) for part in key(rows[0])))
        rows = [row for row in rows if key(row) > seen]
    return _page(rows[: paging.limit + 1], paging, shown, key)


def _page(
    rows: list[Any],
    paging: Paging,
    shown: Callable[[Any], Any],
    key: Callable[[Any], tuple[Any, ...]],
) -> dict[str, Any]:
    more = len(rows) > paging.limit
    rows = rows[: paging.limit]
    return {
        "items": [shown(row) for row in rows],
        "next": _written(key(rows[-1])) if more else None,
    }


def _written(key: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _key(paging: Paging, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    if not paging.after:
        return ()
    try:
        text = base64.urlsafe_b64decode(paging.after + "=" * (-len(paging.after) % 4))
        key = tuple(json.loads(text))
    except (binascii.Error, ValueError, TypeError):
        key = ()
    fits = tuple(type(part) for part in key) == kinds
    if not fits or any(isinstance(part, int) and abs(part) >= 2**63 for part in key):
        raise Told(
            422,
            "What was sent has faults; nothing was done.",
            [("query.after", "is not the `next` of a page of this list")],
        )
    return key
