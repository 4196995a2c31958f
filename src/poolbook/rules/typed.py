"""Amounts as people type or paste them into a forecast: `1.2m`, `(300)`, `=budget`, `103%`.

The grid's script (`web/static/poolbook/js/forecast/typed.js`) says the same in the browser, for
speed; what counts is what this says. `tests/unit/rules/typed_cases.json` is tried on both.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.money import round_half_up

_SPACES = re.compile("[\t\n\v\f\r \u00a0\u2000-\u200b\u2028\u2029\u202f\u2060\u3000\ufeff]+")
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2012\u2013\u2014\u2010\u2011\ufe63\uff0d", "-"))
_NUMBER = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:\.([0-9]*))? ?([km]?)"
).fullmatch
_WORD = re.compile(r"= ?([a-z]+)(?: ?([+-]) ?(.+))?").fullmatch
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}
_BLANK = ("", "-", "--", "£-", "£ -", "-£", "- £")
_MISSING = {
    "budget": "there is no budget",
    "last": "there is no forecast of last period",
    "actual": "there is no actual yet",
    "forecast": "there is no forecast yet",
}
LIMIT = 10**14  # pence; a trillion pounds is a mistake


class TypedError(ValueError):
    """Why a text is no amount, as said at the cell."""


@dataclass(frozen=True)
class Known:
    """What the words after `=` stand for, in pence: last is last period's forecast. None: not there."""

    budget: int | None = None
    last: int | None = None
    actual: int | None = None
    forecast: int | None = None


def typed(text: str, known: Known) -> int | None:
    """The amount in pence; None for a blank or a lone dash, which leave a cell as it is.

    `103%` is a share of the budget, `=last-3k` a step from a figure that is known. Raises TypedError.
    """
    bare = _SPACES.sub(" ", text).strip(" ").translate(_MINUSES).lower()
    if bare in _BLANK:
        return None
    if bare.startswith("#"):
        raise TypedError(f"“{_clip(text)}” is an error of the spreadsheet")
    if bare.startswith("="):
        return _limited(_from_word(bare, text, known), text)
    if bare.startswith("+"):
        raise TypedError(f"“{_clip(text)}” is not clear: write =last{_clip(bare)} or the amount")
    if bare.endswith("%"):
        return _limited(_percent(bare, text, known), text)
    return _limited(_amount(bare, text), text)


def _from_word(bare: str, text: str, known: Known) -> int:
    found = _WORD(bare)
    if not found or found[1] not in _MISSING:
        raise TypedError(
            f"“{_clip(text)}” is not known: write =budget, =last, =actual or =forecast, or an amount"
        )
    start: int | None = getattr(known, found[1])
    if start is None:
        raise TypedError(_MISSING[found[1]])
    if not found[2]:
        return start
    step = round_half_up(_plain(found[3], text))
    return start + (step if found[2] == "+" else -step)


def _percent(bare: str, text: str, known: Known) -> int:
    part = _plain(bare[:-1].rstrip(" "), text, percent=True)
    if known.budget is None:
        raise TypedError(_MISSING["budget"])
    return round_half_up(known.budget * part / 10_000)


def _amount(bare: str, text: str) -> int:
    """A number with its pound sign, minus and brackets, which come in any order."""
    signs, pounds = 0, 0
    for _ in range(4):
        bare = bare.strip(" ")
        if bare.startswith("(") and bare.endswith(")"):
            bare, signs = bare[1:-1], signs + 1
        elif bare.startswith("-"):
            bare, signs = bare[1:], signs + 1
        elif bare.endswith("-"):
            bare, signs = bare[:-1], signs + 1
        elif bare.startswith("£"):
            bare, pounds = bare[1:], pounds + 1
    if signs > 1 or pounds > 1:
        raise TypedError(f"“{_clip(text)}” has two signs")
    amount = round_half_up(_plain(bare.strip(" "), text))
    return -amount if signs else amount


def _plain(bare: str, text: str, percent: bool = False) -> Fraction:
    """A number without signs, in hundredths (pence, where it is pounds)."""
    found = _NUMBER(bare)
    if not found or not (found[1] or found[2]) or (percent and found[3]):
        raise TypedError(_why(bare, text))
    whole, part, suffix = found[1].replace(",", "").replace(" ", ""), found[2] or "", found[3]
    if len(part) == 3 and not suffix and not percent:
        raise TypedError(f"“{_clip(text)}” is not clear: is the point one of thousands?")
    return Fraction(int(whole + part or 0) * 100 * _SCALE[suffix], 10 ** len(part))


def _why(bare: str, text: str) -> str:
    shown = _clip(text)
    if any(mark in bare for mark in "$€¥"):
        return f"“{shown}” is in another currency"
    if re.fullmatch(r"[0-9.]+e[+-]?[0-9]+", bare):
        return f"“{shown}” has lost digits: a spreadsheet shortened it"
    if re.fullmatch(r"[0-9., ]+[km]?", bare):
        return f"“{shown}” has commas, points or spaces where an amount has none"
    return f"“{shown}” is not an amount"


def _limited(amount: int, text: str) -> int:
    if abs(amount) >= LIMIT:
        raise TypedError(f"“{_clip(text)}” is too large to be right")
    return amount


def _clip(text: str) -> str:
    """A text as a message shows it: at most thirty characters, on one line."""
    shown = _SPACES.sub(" ", text).strip(" ")
    return shown if len(shown) <= 30 else shown[:29] + "…"
