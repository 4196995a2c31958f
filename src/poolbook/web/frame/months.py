"""Periods in people's words: the command's `2020-21/P7` is `October 2020 (P7)` on a page."""

import re

from poolbook.rules.calendar import parse_month

_PERIOD = re.compile(r"(?<![\w/-])\d{4}-\d\d/P\d{1,2}(?![\w/])")


def in_months(text: object) -> str:
    """A sentence with each period by its month: `October 2020 (P7) signed`."""
    return _PERIOD.sub(_named, str(text))


def _named(found: re.Match[str]) -> str:
    try:
        month = parse_month(found[0])
    except ValueError:
        return found[0]
    return f"{month.name} (P{month.number})"
