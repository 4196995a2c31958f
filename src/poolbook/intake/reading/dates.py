"""Dates as written: each form read, and day-first or month-first decided for a column by evidence."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .periods import MONTH_WORD

TIME = r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?Z?)?"
ISO = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){TIME}").fullmatch
NUMERIC = re.compile(
    rf"([0-9]{{1,2}})[/\-. ]([0-9]{{1,2}})[/\-. ]([0-9]{{4}}|[0-9]{{2}}){TIME}"
).fullmatch
NAMED = re.compile(
    rf"(?:[A-Za-z]+,? )?([0-9]{{1,2}})(?:st|nd|rd|th)?[ \-/.]?([A-Za-z]{{3,9}})[ \-/.,]*([0-9]{{4}}|[0-9]{{2}}){TIME}"
).fullmatch
MONTH = re.compile(r"([A-Za-z]{3,9})[ \-/']*([0-9]{4}|[0-9]{2})").fullmatch
COMPACT = re.compile(r"(19|20)([0-9]{2})([0-9]{2})([0-9]{2})").fullmatch
TIME_ONLY = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?").fullmatch
SERIAL_FROM, SERIAL_TO = 32874, 55153  # 1990-01-01 to 2050-12-31 as Excel counts days
EPOCH = datetime.date(1899, 12, 30)
OLDEST, NEWEST = 1990, 2050  # a ledger date outside these years is a slip


@dataclass(slots=True)
class DateColumn:
    """The distinct cells of one column: their dates, and what could not be taken as a date.

    `order` is "dmy", "mdy" or None where no cell is written that way; `ambiguous` where
    nothing in the column tells the two apart (day first is then taken); `clash` where cells
    prove both.
    """

    dates: dict[object, datetime.date | None] = field(default_factory=dict)
    bad: dict[object, str] = field(default_factory=dict)
    time_only: set[object] = field(default_factory=set)
    order: str | None = None
    ambiguous: bool = False
    clash: set[object] = field(default_factory=set)


def read_dates(values: Iterable[object], order: str | None = None) -> DateColumn:
    """Read the distinct cells of a column; `order` ("dmy" or "mdy") settles what evidence cannot."""
    column = DateColumn()
    numeric: dict[object, tuple[int, int, int]] = {}
    for value in values:
        parts = _parts(value, column)
        if parts is not None:
            numeric[value] = parts
    day_first = {v for v, (a, _, _) in numeric.items() if a > 12}
    month_first = {v for v, (_, b, _) in numeric.items() if b > 12}
    if numeric:
        if order is None:
            column.ambiguous = not day_first and not month_first
            order = "mdy" if len(month_first) > len(day_first) else "dmy"
            if day_first and month_first:
                column.clash = day_first if order == "mdy" else month_first
        column.order = order
    for value, (a, b, year) in numeric.items():
        day, month = (a, b) if (order == "dmy") != (value in column.clash) else (b, a)
        _keep(column, value, year, month, day)
    return column


def looks_like_date(value: object) -> bool:
    """Is the cell written as a date? (Numbers are not: a serial needs its column's heading.)"""
    if type(value) is not str or not 6 <= len(value.strip()) <= 30:
        return False
    text = value.strip()
    if ISO(text) or NUMERIC(text):
        return True
    named = NAMED(text)
    return bool(named) and named[2].lower() in MONTH_WORD


def _parts(value: object, column: DateColumn) -> tuple[int, int, int] | None:
    """Two numbers and a year where the order is open; other forms are settled at once."""
    if type(value) in (float, int):
        _keep_serial(column, value)
        return None
    text = str(value).strip()
    if not text:
        column.dates[value] = None
    elif match := ISO(text):
        _keep(column, value, int(match[1]), int(match[2]), int(match[3]))
    elif match := NUMERIC(text):
        return int(match[1]), int(match[2]), _year(match[3])
    elif (match := NAMED(text)) and match[2].lower() in MONTH_WORD:
        _keep(column, value, _year(match[3]), MONTH_WORD[match[2].lower()], int(match[1]))
    elif (match := MONTH(text)) and match[1].lower() in MONTH_WORD:
        _keep(column, value, _year(match[2]), MONTH_WORD[match[1].lower()], 1)
    elif match := COMPACT(text):
        _keep(column, value, int(match[1] + match[2]), int(match[3]), int(match[4]))
    elif TIME_ONLY(text):
        column.time_only.add(value)
        column.dates[value] = None
    elif re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        _keep_serial(column, value)
    else:
        column.bad[value] = "is not a date"
    return None


def _keep_serial(column: DateColumn, value: object) -> None:
    number = float(str(value))
    if SERIAL_FROM <= number <= SERIAL_TO:
        column.dates[value] = EPOCH + datetime.timedelta(days=int(number))
    elif float.is_integer(number) and (match := COMPACT(str(int(number)))):
        _keep(column, value, int(match[1] + match[2]), int(match[3]), int(match[4]))
    else:
        column.bad[value] = "is not a date"


def _keep(column: DateColumn, value: object, year: int, month: int, day: int) -> None:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        column.bad[value] = "is not a date in the calendar"
        return
    if OLDEST <= year <= NEWEST:
        column.dates[value] = date
    else:
        column.bad[value] = f"is a date in {year}, outside {OLDEST} to {NEWEST}"


def _year(text: str) -> int:
    """Two figures are a year of this century, but for 90 to 99."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= 90 else 2000)
