"""What one page has read, kept for the next while the record says that nothing of it has changed.

    with reading():                                   # a request that changes nothing
        lines = kept("lines", pool.pk, of=("agreements_",), make=lambda: read_lines(pool))

The key is the record itself: the hash of the newest change of each table that the value is made of.
A change is in the record in the same commit as in its table, so a value under a hash is never older
than that hash. Outside `reading`, and within a transaction, whose own changes the record does not
have yet, everything is read anew; so it is in every action and command.

Each process keeps its own. A kept value is shared by threads: nobody changes it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from django.db import connection
from django.utils import timezone

T = TypeVar("T")
MOST = 16  # values kept of one name: an open month, those before it, other pools and years

# Every table's newest hash, by going from name to name through the index: one step a table.
_NEWEST = """
    WITH RECURSIVE newest AS (
        (SELECT table_name, hash FROM audit_event ORDER BY table_name, id DESC LIMIT 1)
        UNION ALL
        SELECT following.* FROM newest, LATERAL (
            SELECT table_name, hash FROM audit_event e WHERE e.table_name > newest.table_name
            ORDER BY table_name, id DESC LIMIT 1
        ) following
    )
    SELECT table_name, hash FROM newest
"""


@dataclass
class _Reading:
    """One request that reads: when it began, and the record's newest hashes then."""

    began: datetime
    newest: list[tuple[str, str]] | None = None

    def stamp(self, of: Sequence[str]) -> Hashable:
        """The newest hashes of the tables whose names begin so; read once a request."""
        if self.newest is None:
            with connection.cursor() as cursor:
                cursor.execute(_NEWEST)
                self.newest = list(cursor.fetchall())
        return tuple(each for each in self.newest if each[0].startswith(tuple(of)))


@dataclass
class _Slot:
    """A value and the stamp it was made under. Who makes it holds the lock; others wait for it."""

    lock: Lock = field(default_factory=Lock)
    stamp: Hashable = None
    value: Any = None


_now: ContextVar[_Reading | None] = ContextVar("poolbook_reading", default=None)
_shelves: dict[str, OrderedDict[Hashable, _Slot]] = {}
_shelves_lock = Lock()


@contextmanager
def reading() -> Iterator[None]:
    """What is read within changes nothing, and may be what was read before."""
    token = _now.set(_Reading(timezone.now()))
    try:
        yield
    finally:
        _now.reset(token)


def moment(as_at: datetime | None) -> datetime | None:
    """None (now) for a moment that is not before the request began: nothing was changed since."""
    now = _now.get()
    return None if as_at and now and as_at >= now.began else as_at


def kept(name: str, *key: Hashable, of: Sequence[str], make: Callable[[], T]) -> T:
    """The value of this name and key; made where a table whose name begins as one of `of` has changed."""
    now = _now.get()
    if now is None or connection.in_atomic_block:
        return make()
    stamp = now.stamp(of)
    slot = _slot(name, (connection.settings_dict["NAME"], *key))
    with slot.lock:
        if slot.stamp != stamp:
            slot.value, slot.stamp = make(), stamp
        return cast(T, slot.value)


def forget() -> None:
    """Everything is read anew from here on."""
    with _shelves_lock:
        _shelves.clear()


def _slot(name: str, key: Hashable) -> _Slot:
    with _shelves_lock:
        shelf = _shelves.setdefault(name, OrderedDict())
        slot = shelf.setdefault(key, _Slot())
        shelf.move_to_end(key)
        if len(shelf) > MOST:
            shelf.popitem(last=False)
        return slot
