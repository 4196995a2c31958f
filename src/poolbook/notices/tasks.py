"""The daily e-mail as jobs of the queue: one a person, tried again where the mail server fails."""

from contextlib import suppress
from datetime import UTC, date, datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from poolbook.notices import actions, queries
from poolbook.partners.models import Person

HOUR = 8  # local time
# After 4, 16, 64 … seconds, at last 4½ hours; then given up, and told as failed.
RETRY = RetryStrategy(max_attempts=7, exponential_wait=4)


@app.periodic(cron="0 6-9 * * 1-5")
@app.task(queueing_lock="notices.daily")
def daily(timestamp: int) -> None:
    """At eight in the morning of a working day; the queue's clock is UTC, so it asks hour by hour."""
    moment = timezone.localtime(datetime.fromtimestamp(timestamp, UTC))
    if moment.hour != HOUR or moment.weekday() > 4:
        return
    for person in queries.recipients():
        ask(person, moment.date())


def ask(person: int, day: date) -> None:
    """Puts one person's e-mail into the queue, where it is not in it already."""
    lock = f"notice {person} {day}"
    with suppress(AlreadyEnqueued):
        send.configure(queueing_lock=lock, lock=lock).defer(person=person, day=str(day))


@app.task(retry=RETRY)
def send(person: int, day: str) -> None:
    """One person's e-mail; nothing where the day is over before the mail server answers."""
    if date.fromisoformat(day) == timezone.localdate():
        actions.send(person=Person.objects.get(pk=person), day=date.fromisoformat(day))
