"""The financial year (April to March) and its periods 1 to 12, with 13 for the closing entries."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

MONTHS = (
    "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "January", "February", "March",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Year:
    """A financial year by the calendar year in which it starts: Year(2020) is 2020/21."""

    start: int

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def first(self) -> date:
        """1 April."""
        return date(self.start, 4, 1)

    @property
    def last(self) -> date:
        """31 March."""
        return date(self.start + 1, 3, 31)

    @property
    def days(self) -> int:
        """365, or 366 where the year holds a 29 February."""
        return (self.last - self.first).days + 1

    def part_by_days(self, starts: date, ends: date) -> Fraction:
        """The part of the year that lies between two dates, both included, by days."""
        low, high = max(starts, self.first), min(ends, self.last)
        return Fraction(max(0, (high - low).days + 1), self.days)

    def weeks(self, starts: date, ends: date) -> Fraction:
        """Weeks of this year between two dates, both included; a day is a seventh of a week.

        What a weekly price is multiplied by to cost a package over part of a year.
        """
        low, high = max(starts, self.first), min(ends, self.last)
        return Fraction(max(0, (high - low).days + 1), 7)


@dataclass(frozen=True, order=True)
class Month:
    """A period: number 1 (April) to 12 (March) of a year, or 13, the closing one."""

    year: Year
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 13:
            raise ValueError(f"period {self.number} is not one of 1 to 13")

    def __str__(self) -> str:
        return f"{self.year.start}-{(self.year.start + 1) % 100:02d}/P{self.number}"

    @property
    def name(self) -> str:
        """`October 2020`, or `Closing period of 2020/21`."""
        if self.number == 13:
            return f"Closing period of {self.year}"
        return f"{MONTHS[self.number - 1]} {self.first.year}"

    @property
    def said(self) -> str:
        """`October 2020 (month 7)`, as a paper says it."""
        return f"{self.name} (month {self.number})"

    @property
    def word(self) -> str:
        """`October`, or `the closing period`: where the year is plain."""
        return MONTHS[self.number - 1] if self.number < 13 else "the closing period"

    @property
    def first(self) -> date:
        """Its first day; of period 13, the first of March."""
        at = min(self.number, 12) + 3
        return date(self.year.start + (at > 12), at - 12 * (at > 12), 1)

    @property
    def last(self) -> date:
        """Its last day; of period 13, 31 March."""
        first = self.first
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])

    @property
    def elapsed(self) -> int:
        """Months of the year gone by at its end: 1 to 12."""
        return min(self.number, 12)

    def before(self) -> "Month | None":
        """The period before it in the same year, or None before period 1."""
        return Month(self.year, self.number - 1) if self.number > 1 else None


def month_of(day: date) -> Month:
    """The period in which a date falls."""
    start = day.year if day.month >= 4 else day.year - 1
    return Month(Year(start), (day.month - 4) % 12 + 1)


def parse_year(text: str) -> Year:
    """`2020/21`, `2020-21` or `2020` as a year; ValueError says what was wrong."""
    found = re.fullmatch(r"(\d{4})(?:[-/](\d{2}|\d{4}))?", text.strip())
    if not found:
        raise ValueError(f"“{text}” is not a financial year such as 2020/21")
    start = int(found[1])
    if found[2] and int(found[2]) % 100 != (start + 1) % 100:
        raise ValueError(f"“{text}” is not one year: {start} is followed by {start + 1}")
    return Year(start)


def parse_month(text: str) -> Month:
    """`2020-21/P7` (also `2020/21 P7`, `2020-21/7`) as a period; ValueError says what was wrong."""
    found = re.fullmatch(r"(\d{4}[-/]\d{2,4})[\s/]*[PpMm]?(\d{1,2})", text.strip())
    if not found:
        raise ValueError(f"“{text}” is not a period such as 2020-21/P7")
    return Month(parse_year(found[1]), int(found[2]))
