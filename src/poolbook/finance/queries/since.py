"""What changed in a person's agreements since they were last here, act by act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from poolbook.audit.models import Event
from poolbook.audit.values import names_in
from poolbook.finance.queries.record import visible
from poolbook.finance.queries.telling import Known, earlier_forecasts, small, told
from poolbook.partners.models import Person

WINDOW = 20_000  # newest changes of everybody that are looked through, whatever the moment
READ = 2_000  # changes of the person's agreements that are read; beyond them the rest is "at least"
MOST = 20


@dataclass(frozen=True)
class Change:
    """One act: who, when (local time), and what in a sentence; `event` is its newest change."""

    event: int
    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Changes:
    """The newest acts, and how many more there are; `whole` is False where there may be others yet."""

    items: tuple[Change, ...]
    rest: int
    whole: bool


class _Seen(NamedTuple):
    id: int
    by: str
    doing: str
    why: str


def changes_since(person: Person, moment: datetime, most: int = MOST) -> Changes:
    """What others did since a moment, the newest first: five queries."""
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    oldest = newest - WINDOW  # ids have no gaps: the chain counts them
    found = visible(person).filter(id__gt=oldest, at__gt=moment).exclude(by=str(person))
    found = found.order_by("-id")
    seen = [_Seen(*row) for row in found.values_list("id", "by", "doing", "why")[:READ]]
    acts = [[row.id for row in act] for _, act in groupby(seen, lambda row: row[1:])]
    chosen = acts[:most]
    wanted = Event.objects.in_bulk([key for act in chosen for key in act])
    told_acts = [[wanted[key] for key in reversed(act)] for act in chosen]
    known = _known(told_acts)
    earlier = oldest > 0 and Event.objects.filter(id=oldest, at__gt=moment).exists()
    return Changes(
        items=tuple(_change(act, known) for act in told_acts),
        rest=len(acts) - len(chosen),
        whole=len(seen) < READ and not earlier,
    )


def _known(acts: Sequence[Sequence[Event]]) -> Known:
    told_singly = [event for act in acts for event in small(act)]
    every = [event for act in acts for event in act]
    return Known(names_in(every), earlier_forecasts(told_singly) if told_singly else {})


def _change(act: Sequence[Event], known: Known) -> Change:
    last = act[-1]
    return Change(last.id, last.by, timezone.localtime(last.at), told(act, known))
