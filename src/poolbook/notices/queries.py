"""Who gets an e-mail today, and what is in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from poolbook.agreements import queries as agreements
from poolbook.finance.models import Period
from poolbook.finance.queries import waiting
from poolbook.notices.models import Kind, Notice, NoticeChoice
from poolbook.partners.models import Person
from poolbook.rules import deadlines
from poolbook.rules.saying import day as said

OVERDUE_DAYS = 3  # working days
MONDAY = 0


@dataclass(frozen=True)
class Letter:
    """One e-mail: its sections are a heading with the sentences under it."""

    subject: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: tuple[str, ...]


def choices(person: Person) -> dict[str, bool]:
    """Kind → whether it is wanted; what was never chosen is."""
    made = NoticeChoice.objects.filter(person=person).values_list("kind", "wanted")
    return dict.fromkeys(Kind.values, True) | dict(made)


def recipients() -> list[int]:
    """The people who can get e-mail at all: they have an address and have not left."""
    found = Person.objects.filter(is_active=True).exclude(email="")
    return list(found.values_list("pk", flat=True))


def letter(person: Person, now: datetime) -> Letter | None:
    """What a person is told at a moment; None where nothing wanted is to be told."""
    wanted = choices(person)
    sections: list[tuple[str, str, tuple[str, ...]]] = []
    waits = waiting.waiting_for(person)
    today = timezone.localdate(now)
    late = [wait for wait in waits if _is_late(wait, today)]
    new = [wait for wait in waits if wait not in late]
    if wanted[Kind.REMINDERS] and late:
        told = tuple(f"{_told(wait)} ({_why_late(wait, today)})" for wait in late)
        sections.append((Kind.REMINDERS, "Overdue, or has waited for you for some days", told))
    elif wanted[Kind.WAITING]:
        new = waits
    if wanted[Kind.WAITING] and new:
        told = tuple(_told(wait) + _by_when(wait, today) for wait in new)
        sections.append((Kind.WAITING, "Waits for you", told))
    if wanted[Kind.ISSUED] and (issued := issued_since(person, last_told(person, now))):
        sections.append((Kind.ISSUED, "Issued since", tuple(issued)))
    if not sections:
        return None
    return Letter(
        _subject({kind: len(told) for kind, _, told in sections}),
        tuple((heading, told) for _, heading, told in sections),
        tuple(kind for kind, _, _ in sections),
    )


def issued_since(person: Person, moment: datetime) -> list[str]:
    """The reports that a person may see and that were issued after a moment."""
    seen = agreements.agreements(person)
    found = Period.objects.filter(agreement__in=seen, state="issued").select_related("agreement")
    found = found.annotate(issued_at=Min("issued__at")).filter(issued_at__gt=moment)
    return [f"{period.agreement.name}, {period}" for period in found]


def last_told(person: Person, now: datetime) -> datetime:
    """When a person was last sent news; else the working day before."""
    sent = Notice.objects.filter(person=person, state="sent").order_by("-at")
    before = now - timedelta(days=3 if timezone.localdate(now).weekday() == MONDAY else 1)
    return sent.values_list("at", flat=True).first() or before


def overdue_before(day: date) -> date:
    """The day up to which something must have begun to wait to be overdue on a day."""
    left = OVERDUE_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _is_late(wait: waiting.Wait, today: date) -> bool:
    """Past its date; where it has none, waiting for some working days."""
    if wait.due:
        return wait.due < today
    return bool(wait.since and _day(wait.since) <= overdue_before(today))


def _why_late(wait: waiting.Wait, today: date) -> str:
    if wait.due:
        return f"due {said(wait.due)}, {deadlines.told(wait.due, today)}"
    return f"since {_day(wait.since):%-d %B}" if wait.since else ""


def _by_when(wait: waiting.Wait, today: date) -> str:
    return f" ({deadlines.told(wait.due, today)})" if wait.due else ""


def _told(wait: waiting.Wait) -> str:
    return f"{wait.text} – {wait.period.agreement.name}, {wait.period}"


def _day(since: date | datetime) -> date:
    return timezone.localdate(since) if isinstance(since, datetime) else since


def _subject(counts: dict[str, int]) -> str:
    things = counts.get(Kind.WAITING, 0) + counts.get(Kind.REMINDERS, 0)
    if things:
        return f"Poolbook: {things} thing{'s' if things > 1 else ''} wait{'' if things > 1 else 's'} for you"
    return "Poolbook: a report was issued"
