"""The record for people: the history of any row, a search of it all, and the proof that it holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from poolbook.audit import queries
from poolbook.audit.models import Event
from poolbook.audit.nouns import label, noun
from poolbook.audit.values import Names, names_in, shown, title

PAGE = 50


@dataclass(frozen=True)
class Field:
    """One changed value: what it is called, what it was and what it is; "" is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change for people. `what` is "added", "changed" or "removed"; `at` is local time."""

    id: int
    at: datetime
    by: str
    doing: str
    why: str
    table: str
    row: str
    noun: str
    title: str
    what: str
    fields: tuple[Field, ...]
    hash: str


@dataclass(frozen=True)
class Page:
    """Entries, the newest first; `older` is where the next page starts, None at the end."""

    entries: tuple[Entry, ...]
    older: int | None


@dataclass(frozen=True)
class Wanted:
    """What to look for in the record; what is left empty is not asked.

    `starts` and `ends` are days, both included. `text` is looked for in what was done, why, and in
    the values before and after.
    """

    by: str = ""
    tables: tuple[str, ...] = ()
    text: str = ""
    starts: date | None = None
    ends: date | None = None


def history(
    rows: Iterable[tuple[str, int | str]],
    *,
    within: QuerySet[Event] | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> Page:
    """The changes of rows given as (table, id). `within` are the events the reader may see."""
    keys: dict[str, list[str]] = {}
    for table, row in rows:
        keys.setdefault(table, []).append(str(row))
    asked = Q(pk__in=[])
    for table, found in keys.items():
        asked |= Q(table=table, row__in=found)
    return _page(_all(within).filter(asked), before, size)


def search(
    wanted: Wanted,
    *,
    within: QuerySet[Event] | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> Page:
    """The changes that fit, the newest first. `within` are the events the reader may see."""
    found = _all(within)
    if wanted.by:
        found = found.filter(by=wanted.by)
    if wanted.tables:
        found = found.filter(table__in=wanted.tables)
    if wanted.starts:
        found = found.filter(at__gte=_midnight(wanted.starts))
    if wanted.ends:
        found = found.filter(at__lt=_midnight(wanted.ends + timedelta(days=1)))
    if wanted.text.strip():
        found = _that_say(found, wanted.text.strip())
    return _page(found, before, size)


def _all(within: QuerySet[Event] | None) -> QuerySet[Event]:
    return Event.objects.all() if within is None else within


def _that_say(found: QuerySet[Event], text: str) -> QuerySet[Event]:
    values = found.alias(was=Cast("before", TextField()), is_now=Cast("after", TextField()))
    return values.filter(
        Q(doing__icontains=text)
        | Q(why__icontains=text)
        | Q(was__icontains=text)
        | Q(is_now__icontains=text)
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _page(found: QuerySet[Event], before: int | None, size: int) -> Page:
    if before is not None:
        found = found.filter(id__lt=before)
    events = list(found.order_by("-id")[: size + 1])
    shown_events = events[:size]
    more = shown_events[-1].id if len(events) > size else None
    return Page(tuple(entries(shown_events)), more)


def entries(events: Iterable[Event]) -> list[Entry]:
    """Events as people read them, in the order given."""
    known = list(events)
    names = names_in(known)
    return [_entry(event, names) for event in known]


def _entry(event: Event, names: Names) -> Entry:
    return Entry(
        id=event.id,
        at=timezone.localtime(event.at),
        by=event.by,
        doing=event.doing,
        why=event.why,
        table=event.table,
        row=event.row,
        noun=noun(event.table).one,
        title=title(event, names),
        what="added" if event.before is None else "removed" if event.after is None else "changed",
        fields=tuple(_fields(event, names)),
        hash=event.hash,
    )


def _fields(event: Event, names: Names) -> Iterable[Field]:
    """The values that differ; all that there are of a row that came or went."""
    was, is_now = event.before or {}, event.after or {}
    for column in dict.fromkeys([*is_now, *was]):
        if column == "id" or was.get(column) == is_now.get(column):
            continue
        first = shown(event.table, column, was.get(column), names)
        second = shown(event.table, column, is_now.get(column), names)
        if first or second:
            yield Field(label(event.table, column), first, second)


@dataclass(frozen=True)
class Proof:
    """The record proved: its head, how many changes it has, and everything that does not hold."""

    head: str
    events: int
    broken: tuple[queries.Finding, ...]
    strayed: tuple[queries.Finding, ...]

    @property
    def holds(self) -> bool:
        """Nothing was found."""
        return not self.broken and not self.strayed


Tell = Callable[[str, int, int], None]


def proof(tell: Tell | None = None) -> Proof:
    """Recomputes the whole chain and compares every table with it.

    `tell` is told what is being done, how much of it is, and of how much, every now and then.
    """
    events = Event.objects.count()
    said = tell or (lambda what, done, whole: None)
    broken = queries.broken_links(lambda done: said("changes", done, events))
    strayed = queries.strayed_rows(lambda done, whole: said("tables", done, whole))
    return Proof(queries.head(), events, tuple(broken), tuple(strayed))
