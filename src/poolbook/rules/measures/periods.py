"""The times that values are for: a month, a quarter, a year, a day, or any two dates; their names.

    time_of("Q1 2017/18") == Time(date(2017, 4, 1), date(2017, 6, 30))

Quarters and years are financial ones (April to March) unless the text says "calendar".
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from poolbook.rules.calendar import Year, parse_year

_MONTHS = {name[:3].lower(): at for at, name in enumerate(calendar.month_name) if name}
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?").fullmatch
_TWO = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:/|to|–)\s*(\d{4}-\d{2}-\d{2})").fullmatch
_MONTH = re.compile(r"([a-z]{3,9})\.?[\s\-/']*(\d{4}|\d{2})").fullmatch
_DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+([a-z]{3,9}|\d{1,2})[\s/.\-]+(\d{4})"
).fullmatch
_QUARTER = re.compile(r"(?:q|quarter )\s?([1-4])[\s,:\-]*(\d{4}[-/]\d{2,4})").fullmatch
_QUARTER_LAST = re.compile(r"(\d{4}[-/]\d{2,4})[\s,:\-]*q([1-4])").fullmatch
_ROLLING = re.compile(r"(\d{1,2}) months to (.+)").fullmatch


@dataclass(frozen=True, order=True)
class Time:
    """From one day to another, both included."""

    starts: date
    ends: date

    def __post_init__(self) -> None:
        if self.ends < self.starts:
            raise ValueError(f"{self.ends} is before {self.starts}")

    @property
    def months(self) -> int | None:
        """How many whole months it is, or None where it is not of whole months."""
        whole = self.starts.day == 1 and (self.ends + timedelta(1)).day == 1
        if not whole:
            return None
        return (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month + 1

    def __str__(self) -> str:
        return name_of(self)


def name_of(time: Time) -> str:
    """`October 2020`, `Q1 2017/18`, `2016/17`, `12 months to September 2020`, `1 November 2020`."""
    starts, ends, months = time.starts, time.ends, time.months
    if starts == ends:
        return _day(ends)
    if months == 1:
        return f"{calendar.month_name[ends.month]} {ends.year}"
    if months == 3 and starts.month in (4, 7, 10, 1):
        year = Year(starts.year if starts.month >= 4 else starts.year - 1)
        return f"Q{(starts.month - 4) % 12 // 3 + 1} {year}"
    if months == 12:
        if starts.month == 4:
            return str(Year(starts.year))
        return f"12 months to {calendar.month_name[ends.month]} {ends.year}"
    if months and starts.month == 4:
        return f"April to {calendar.month_name[ends.month]} {ends.year}"
    return f"{_day(starts)} to {_day(ends)}"


def month(year: int, number: int) -> Time:
    """A calendar month (number 1 is January)."""
    return Time(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def months_to(ends: date, many: int) -> Time:
    """So many whole months, the last being that of `ends`."""
    at = ends.year * 12 + ends.month - many
    return Time(date(at // 12, at % 12 + 1, 1), month(ends.year, ends.month).ends)


def year_to(ends: date) -> Time:
    """From 1 April to the end of the month of a day."""
    start = ends.year if ends.month >= 4 else ends.year - 1
    return Time(date(start, 4, 1), month(ends.year, ends.month).ends)


def ends_a_year(day: date) -> bool:
    """Whether a financial year ends on that day."""
    return (day.month, day.day) == (3, 31)


def time_of(text: str) -> Time:
    """What a paper or a file calls a time. Raises ValueError that says what would be understood."""
    said = " ".join(text.split()).lower()
    for read in (_two, _iso, _quarter, _rolling, _year, _month, _a_day):
        try:
            found = read(said)
        except ValueError:
            continue
        if found:
            return found
    raise ValueError(
        f"“{text.strip()}” is not a time such as 2020-10, Oct 2020, Q1 2020/21, 2020/21, "
        "12 months to September 2020, 1 November 2020 or 2020-04-01 to 2020-09-30"
    )


def _two(said: str) -> Time | None:
    found = _TWO(said)
    return Time(date.fromisoformat(found[1]), date.fromisoformat(found[2])) if found else None


def _iso(said: str) -> Time | None:
    found = _ISO(said)
    if not found:
        return None
    if found[3]:
        day = date.fromisoformat(said)
        return Time(day, day)
    if int(found[2]) > 12:  # 2020-21 is a financial year
        return None
    return month(int(found[1]), int(found[2]))


def _quarter(said: str) -> Time | None:
    found, last = _QUARTER(said), _QUARTER_LAST(said)
    if not found and not last:
        return None
    number, text = (found[1], found[2]) if found else (last[2], last[1]) if last else ("", "")
    year = parse_year(text)
    at = 3 + 3 * (int(number) - 1)
    first = month(year.start + at // 12, at % 12 + 1)
    return Time(first.starts, months_to(_add(first.starts, 2), 3).ends)


def _rolling(said: str) -> Time | None:
    found = _ROLLING(said)
    if not found:
        return None
    ends = time_of(found[2]).ends
    return months_to(ends, int(found[1]))


def _year(said: str) -> Time | None:
    calendar_year = re.fullmatch(r"calendar (?:year )?(\d{4})", said)
    if calendar_year:
        year = int(calendar_year[1])
        return Time(date(year, 1, 1), date(year, 12, 31))
    if not re.fullmatch(r"\d{4}\s?[-/]\s?\d{2}(?:\d{2})?", said):
        return None
    found = parse_year(said.replace(" ", ""))
    return Time(found.first, found.last)


def _month(said: str) -> Time | None:
    found = _MONTH(said)
    if not found or found[1][:3] not in _MONTHS or not _is_month(found[1]):
        return None
    year = int(found[2])
    return month(year if year > 99 else 2000 + year, _MONTHS[found[1][:3]])


def _a_day(said: str) -> Time | None:
    found = _DAY(said)
    if not found:
        return None
    if found[2].isdigit():
        number = int(found[2])
    elif _is_month(found[2]):
        number = _MONTHS[found[2][:3]]
    else:
        return None
    day = date(int(found[3]), number, int(found[1]))
    return Time(day, day)


def _is_month(word: str) -> bool:
    """`oct`, `sept`, `october`; not `octagon`."""
    at = _MONTHS.get(word[:3])
    return at is not None and calendar.month_name[at].lower().startswith(word.removesuffix("."))


def _add(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
