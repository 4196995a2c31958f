"""One value as written, in JSON or in a cell of a CSV: a number, a date, a yes or no.

Each function raises ValueError with what is wrong, as said after the place: “should be …”.
"""

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from poolbook.rules.fields import shown

MISSING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "-", "–", "—", "..", ":", "*", "[x]", "[c]", "[z]")
)
MOST = 1e100  # a larger figure is a mistake, and squares of it would overflow
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3,9})[ -](\d{4}|\d{2})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YES, _NO = ("1", "true", "yes", "y", "x"), ("", "0", "false", "no", "n", "na", "null")


def number(value: Any) -> float | None:
    """A finite number; None where it is missing, whichever way that is written."""
    if value is None:
        return None
    if isinstance(value, str):
        text = value.strip().replace("\u2212", "-")
        if text.lower() in MISSING:
            return None
        if text.endswith("%") or text.startswith("£"):
            raise ValueError(f"is {shown(value)}; write the number alone, without a sign of a unit")
        if not _NUMBER.fullmatch(text) or not re.search(r"\d", text):
            raise ValueError(
                f"should be a number, or empty where it is missing, not {shown(value)}"
            )
        value = text.replace(",", "")
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"should be a number, or null where it is missing, not {shown(value)}")
    try:
        found = float(value)
    except (OverflowError, ValueError):
        found = math.inf
    if not abs(found) < MOST:
        raise ValueError(f"should be a finite number below 1e100, not {shown(value)}")
    return found


def day(value: Any) -> date | None:
    """A date: 2020-04-30, 30/04/2020, Apr 2020 or 2020-04 (the month's first day); None if empty."""
    if value is None or type(value) is date:
        return value
    if isinstance(value, datetime):
        return value.date()
    wrong = f"should be a date such as 2020-04-30, 30/04/2020 or 2020-04, not {shown(value)}"
    if not isinstance(value, str):
        raise ValueError(wrong)
    text = value.strip()
    if text.lower() in MISSING:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
        if found := _BRITISH.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _NAMED.fullmatch(text)) and found[2][:3].lower() in _MONTHS:
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            month = _MONTHS.index(found[2][:3].lower()) + 1
            return date(year, month, int(found[1] or 1))
    except ValueError:
        raise ValueError(f"is {shown(value)}, which is no day of the calendar") from None
    raise ValueError(wrong)


def flag(value: Any) -> bool:
    """Yes or no: true, 1, yes; false, 0, no, empty."""
    if value is None:
        return False
    text = str(value).strip().lower()
    if text in _YES or value == 1:
        return True
    if text in _NO or value == 0:
        return False
    raise ValueError(f"should be 1 or 0 (or true or false), not {shown(value)}")


def note(value: Any) -> str:
    """A text on one point."""
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise ValueError(f"should be text, not {shown(value)}")
    return str(value).strip()
