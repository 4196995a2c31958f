"""Kinds of fields that what is sent may have: bounded, so that the database takes all of them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils import timezone
from pydantic import AfterValidator, Field, StringConstraints

MOST_PENCE = 10**15
EARLIEST, LATEST = date(1948, 4, 1), date(2199, 3, 31)


def _in_time(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"is not between {EARLIEST} and {LATEST}")
    return day


def _aware(moment: datetime) -> datetime:
    _in_time(moment.date())
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


Code = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
Year = Annotated[
    str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}$", description="A financial year, such as 2020-21.")
]
Month = Annotated[
    str, Field(pattern=r"^P(1[0-3]|[1-9])$", description="A period of it: P1 is April, P13 closes.")
]
# PostgreSQL keeps no NUL in a text.
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=2000)]
Short = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=60)]
Said = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]
Pence = Annotated[
    int, Field(strict=True, ge=-MOST_PENCE, le=MOST_PENCE, description="Whole pence.")
]
Version = Annotated[int, Field(strict=True, ge=0, le=32_767)]
Number = Annotated[int, Field(ge=0, le=32_767)]
Flag = Annotated[bool, Field(strict=True)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Day = Annotated[date, AfterValidator(_in_time)]
Moment = Annotated[datetime, AfterValidator(_aware)]
Data = dict[str, Any]
