"""Counts, days and moments as sentences say them."""

from datetime import date, datetime


def several(count: int, one: str, many: str = "") -> str:
    """`1 row`, `1,204 rows`; `many` where the plural is not with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def of_all(count: int, whole: int, one: str, many: str = "") -> str:
    """`38 of 40 lines`."""
    return f"{count:,} of {several(whole, one, many)}"


def day(given: date) -> str:
    """`5 November 2020`."""
    return f"{given:%-d %B %Y}"


def moment(given: datetime) -> str:
    """`5 November 2020, 10:31`, in the zone that the moment has."""
    return f"{given:%-d %B %Y, %H:%M}"


def listed(words: list[str], most: int = 3) -> str:
    """`a, b and c`; beyond `most`, `a, b, c and 2 more`."""
    if len(words) > most:
        return ", ".join(words[:most]) + f" and {len(words) - most:,} more"
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def capital(text: str) -> str:
    """With its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def an(word: str) -> str:
    """`a partner`, `an auditor`."""
    return f"{'an' if word[:1].lower() in set('aeiou') else 'a'} {word}"
