"""A moment that an address asks for: `?as_at=2020-11-30T12:00`."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from poolbook.rules.refusal import Refusal

EARLIEST, LATEST = 1948, 2199  # years; nothing of a pool is known before or after


def moment_of(text: str) -> datetime | None:
    """A moment as a date-and-time field sends it, in local time; None where none is given."""
    if not text.strip():
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise Refusal(f"“{text}” is not a moment such as 2020-11-30T12:00")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
