"""Months and periods: headings such as Apr-20, M01, Period 1, and the cells of a period column."""

import re

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG = "january february march april may june july august september october november december"
MONTH_WORD = {name: at + 1 for at, name in enumerate(NAMES)}
MONTH_WORD |= {name: at + 1 for at, name in enumerate(LONG.split())}
MONTH_WORD["sept"] = 9
WORD = "|".join(sorted(MONTH_WORD, key=len, reverse=True))
YEAR = r"(?:20[0-9]{2}|[0-9]{2})"
NAMED = re.compile(rf"(?<![a-z])(?P<month>{WORD})(?![a-z])(?:[ \-/']*(?P<year>{YEAR}))?(?![0-9])")
NUMBERED = re.compile(
    r"(?<![a-z0-9])(?:period|month|per|mth|pd|p|m)[ \-.]?0?(?P<n>1[0-3]|[1-9])(?![0-9])"
)
ISO = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>[01][0-9])(?:-[0-3][0-9])?(?:[ T].*)?")
YEARS = re.compile(r"\b(?:fy)? ?20[0-9]{2}(?:[ /\-]+(?:20)?[0-9]{2})?\b")
COMPACT = re.compile(r"(20[0-9]{2})[/\-. ]?(0[1-9]|1[0-3])")
TURNED = re.compile(r"(0?[1-9]|1[0-3])[/\-. ](20[0-9]{2})")


def financial(month: int) -> int:
    """A calendar month (January = 1) as a financial one (April = 1)."""
    return (month - 4) % 12 + 1


def month_of_heading(text: str) -> tuple[int, str] | None:
    """A heading as (financial month, the rest of its words), or None where it names no month.

    "Actual Apr-20" → (1, "actual"); "M07" → (7, ""); "2020-04-01" (a date cell) → (1, "").
    """
    lower = " ".join(text.lower().split())
    iso = ISO.fullmatch(lower)
    if iso and 1 <= int(iso["month"]) <= 12:
        return financial(int(iso["month"])), ""
    found = NAMED.search(lower)
    if found:
        month = financial(MONTH_WORD[found["month"]])
    else:
        found = NUMBERED.search(lower)
        if not found:
            return None
        month = int(found["n"])
    rest = lower[: found.start()] + " " + lower[found.end() :]
    rest = re.sub(r"[^a-z0-9]+", " ", YEARS.sub(" ", rest)).strip()
    return (month, rest) if len(rest.split()) <= 3 else None


def month_of_cell(value: object) -> tuple[int, str] | None:
    """A period cell as (number, how it was written), or None where it is not understood.

    How: "month" is a named or dated month, already financial; "number" a bare 1–13; "year and
    number" such as 202004, whose last part may be a calendar month or a financial period.
    """
    text = _plain(value)
    if re.fullmatch(r"0?[1-9]|1[0-3]", text):
        return int(text), "number"
    compact = COMPACT.fullmatch(text)
    if compact and "-" not in text:
        return int(compact[2]), "year and number"
    turned = TURNED.fullmatch(text)
    if turned:
        return int(turned[1]), "year and number"
    heading = month_of_heading(text)
    return (heading[0], "month") if heading and not heading[1] else None


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
