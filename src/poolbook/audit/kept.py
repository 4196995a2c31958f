"""What one page has read, kept for the next while the record says that nothing of it has changed.

    with reading():                                   # a request that changes nothing
        lines = kept("lines", pool.pk, of=("agreements_",), make=lambda: read_lines(pool))

The key is the record itself: the hash of the newest change of each table that the value is made of.
A change is in the record in the same commit as in its table, so a value under a hash is never older
than that hash. Outside `reading`, and within a transaction, whose own changes the record does not
have yet, everything is read anew; so it is in every action and command.

A value of very many rows of one table can follow it: `renew` is given the rows that changed, by the
record, and makes the new value of the old one. So a save of five forecasts costs five lines.

Each process keeps its own. A kept value is shared by threads: nobody changes it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from operator import is_
from threading import Lock
from time import monotonic
from typing import Any, TypeVar, cast

from django.db import connection
from django.utils import timezone

T = TypeVar("T")
MOST = 32  # values kept of one name: an open month, those before it, other pools and years
FEW = 2_000  # rows that changed; where there are more, the value is made anew

# Every table's newest hash, by going from name to name through the index: one step a table.
_NEWEST = """
    WITH RECURSIVE newest AS (
        (SELECT table_name, id, hash FROM audit_event ORDER BY table_name, id DESC LIMIT 1)
        UNION ALL
        SELECT following.* FROM newest, LATERAL (
            SELECT table_name, id, hash FROM audit_event e WHERE e.table_name > newest.table_name
            ORDER BY table_name, id DESC LIMIT 1
        ) following
    )
    SELECT table_name, id, hash FROM newest
"""
_ROWS = """
    SELECT row_key, hash FROM audit_event WHERE table_name = %s AND id BETWEEN %s AND %s
    ORDER BY id LIMIT %s
"""
Newest = tuple[str, int, str]  # a table, the number of its newest change, its hash


@dataclass
class _Reading:
    """One request that reads: when it began, and the record's newest hashes then."""

    began: datetime
    at: float = 0.0  # when the hashes were read, by a clock that never goes back
    newest: list[Newest] | None = None
    answers: dict[Hashable, Sequence[Any]] = field(default_factory=dict)

    def stamp(self, of: Sequence[str]) -> tuple[Newest, ...]:
        """The newest changes of the tables whose names begin so; read once a request."""
        if self.newest is None:
            self.at = monotonic()
            with connection.cursor() as cursor:
                cursor.execute(_NEWEST)
                self.newest = list(cursor.fetchall())
        return tuple(each for each in self.newest if each[0].startswith(tuple(of)))


@dataclass
class _Slot:
    """A value and the stamp it was made under. Who makes it holds the lock; others wait for it."""

    lock: Lock = field(default_factory=Lock)
    stamp: Hashable = None
    followed: tuple[Newest, ...] = ()
    at: float = 0.0
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


def kept(
    name: str,
    *key: Hashable,
    of: Sequence[str],
    make: Callable[[], T],
    follow: str = "",
    renew: Callable[[T, set[int]], T] | None = None,
) -> T:
    """The value of this name and key; made where a table whose name begins as one of `of` has changed.

    Where only rows of the table `follow` have changed, `renew` makes it of the old value and the
    ids of these rows. The old value may be in use elsewhere, and stays as it is.
    """
    now = _now.get()
    if now is None or connection.in_atomic_block:
        return make()
    stamp, followed = now.stamp(of), now.stamp((follow,)) if follow else ()
    slot = _slot(name, (connection.settings_dict["NAME"], *key))
    with slot.lock:
        # What a request that asked the record later has made is newer: it serves this one too.
        if (slot.stamp, slot.followed) != (stamp, followed) and slot.at <= now.at:
            rows = _rows(slot.followed, followed) if renew and slot.stamp == stamp else None
            slot.value = make() if rows is None or renew is None else renew(slot.value, rows)
            slot.stamp, slot.followed = stamp, followed
        slot.at = max(slot.at, now.at)
        return cast(T, slot.value)


def kept_list(
    name: str, *key: Hashable, of: Sequence[str], find: Callable[[], Iterable[T]]
) -> list[T]:
    """What a query finds, as a list that is the caller's own; what is in it is everybody's."""
    return list(kept(name, *key, of=of, make=lambda: tuple(find())))


Made = dict[Hashable, tuple[list[Any], Any]]


def made(name: str, *key: Hashable, of: Sequence[str]) -> Made:
    """Where `again` looks: what was made before, forgotten when one of the tables changes."""
    return kept(name, *key, of=of, make=dict)


def again(found: Made, key: Hashable, parts: Sequence[Any], make: Callable[[], T]) -> T:
    """What was made of these parts before, while they are the very same objects; else anew.

    Equal is not enough: rows of the database are equal whatever they hold.
    """
    old = found.get(key)
    if old is None or len(old[0]) != len(parts) or not all(map(is_, old[0], parts)):
        found[key] = old = list(parts), make()
    return cast(T, old[1])


def _rows(old: tuple[Newest, ...], new: tuple[Newest, ...]) -> set[int] | None:
    """The rows of a followed table that changed between two stamps; None where that is not known.

    Changes are numbered in the order of their commits, so that none between was missed.
    """
    if len(old) != 1 or len(new) != 1:
        return None
    (table, first, known), (_, last, _) = old[0], new[0]
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [table, first, last, FEW + 2])
        found = cursor.fetchall()
    # Where the change that was the newest is not in the record as it was, this is another book.
    if not found or found[0][1] != known or len(found) > FEW + 1:
        return None
    return {int(row) for row, _ in found[1:]}


def answers() -> dict[Hashable, Sequence[Any]] | None:
    """What was read ahead for this request (`audit.ahead`); None where it would not be true for long."""
    now = _now.get()
    return None if now is None or connection.in_atomic_block else now.answers


def has(name: str, *key: Hashable) -> bool:
    """Whether this process has read the value ever, and where it has changed since need not ask all anew."""
    with _shelves_lock:
        return _now.get() is not None and (connection.settings_dict["NAME"], *key) in _shelves.get(
            name, ()
        )


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
