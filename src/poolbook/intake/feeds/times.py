"""What a file calls a time, as two days: by the words of `rules`, or as the layout says it is meant."""

import re
from datetime import date, timedelta

from poolbook.rules.calendar import parse_year
from poolbook.rules.measures import periods
from poolbook.rules.measures.periods import Time

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}").match
_THREE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})").fullmatch
_YEARS = re.compile(r"(\d{4})\s*(?:to|-|/|–)\s*(\d{2}|\d{4})").fullmatch
_OF_YEAR = re.compile(r"(\d{4}\s*[-/]\s*\d{2,4}) ([A-Za-z]+)").fullmatch


def day_of(text: str, order: str) -> date:
    """A day as files write it: 2024-01-31, or with numbers in the order given. Raises ValueError."""
    said = text.strip()
    if _ISO(said):
        return date.fromisoformat(said[:10])
    found = _THREE(said)
    if not found:
        wanted = "01/31/2024 (month first)" if order == "mdy" else "31/01/2024"
        raise ValueError(f"“{said}” is not a day such as 2024-01-31 or {wanted}")
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    day, month = (second, first) if order == "mdy" else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        first_words = "month first" if order == "mdy" else "day first"
        raise ValueError(f"“{said}” is no day of the calendar ({first_words})") from None


def time(text: str, reads: str = "", order: str = "dmy") -> Time:
    """The time that a text says. Raises ValueError in the user's words."""
    said = " ".join(text.split())
    if not said:
        raise ValueError("the period is empty")
    if reads == "financial year":
        return _financial(said)
    if reads == "month of year":
        return _month_of_year(said)
    if reads in ("day", "week"):
        starts = day_of(said, order)
        return Time(starts, starts + timedelta(6 if reads == "week" else 0))
    if reads == "month" and (_ISO(said) or _THREE(said)):
        day = day_of(said, order)
        return periods.month(day.year, day.month)
    found = periods.time_of(said)
    if reads == "month" and found.months != 1:
        raise ValueError(f"“{said}” is not a month")
    return found


def _financial(said: str) -> Time:
    if _ISO(said):
        day = date.fromisoformat(said[:10])
        start = day.year if day.month >= 4 else day.year - 1
        return Time(date(start, 4, 1), date(start + 1, 3, 31))
    found = _YEARS(said)
    if not found or (int(found[2]) - int(found[1])) % 100 != 1:
        raise ValueError(f"“{said}” is not a financial year such as 2019 to 2020")
    return Time(date(int(found[1]), 4, 1), date(int(found[1]) + 1, 3, 31))


def _month_of_year(said: str) -> Time:
    found = _OF_YEAR(said)
    if not found:
        raise ValueError(f"“{said}” is not a financial year and a month such as 2019-20 February")
    try:
        year = parse_year(found[1].replace(" ", ""))
        number = periods.time_of(f"{found[2]} 2000").starts.month
    except ValueError:
        raise ValueError(
            f"“{said}” is not a financial year and a month such as 2019-20 February"
        ) from None
    return periods.month(year.start + (number < 4), number)
