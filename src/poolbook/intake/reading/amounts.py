"""Amounts as written in ledgers, as whole pence: brackets, CR and DR, pound signs, trailing minus."""

import math
import re

from .faults import clip

PLAIN = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}").fullmatch
SIMPLE = re.compile(r"(-?)([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]{1,2}))?").fullmatch
NUMBER = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+|)(?:\.(?P<part>[0-9]*))?"
).fullmatch
SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")
MINUSES = str.maketrans(dict.fromkeys("\u2212\u2012\u2013\u2014\u2010\u2011\ufe63\uff0d", "-"))
SIDE = re.compile(r"^(?:(CR|DR)\.? ?(.+)|(.+?) ?(CR|DR)\.?)$").match
NIL = {"-", "--", "NIL", "£-", "£ -", "- £", "-£"}
ERRORS = ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
UNCALCULATED = "#UNCALCULATED"  # put by the workbook reader where a formula has no cached value
LIMIT = 10**16  # pence; a hundred trillion pounds is a mistake, and must fit the database's integer
NOISE = 1e-6  # of a penny: what Excel's binary arithmetic leaves behind


class AmountError(ValueError):
    """The reason, as said to the user after the place."""


def to_pence(value: object) -> int | None:
    """A cell as pence; None where it is blank. Raises AmountError with the reason."""
    kind = type(value)
    if kind is str:
        if PLAIN(value):
            return int(value[:-3] + value[-2:])
        simple = SIMPLE(value)
        if simple:
            minus, whole, part = simple.groups("")
            return int(minus + whole.replace(",", "") + part.ljust(2, "0"))
        return from_text(value) if value else None
    if kind is float or kind is int:
        return from_number(value)
    if value is None:
        return None
    raise AmountError(f"'{clip(value)}' is not an amount")


def from_number(value: float) -> int:
    """A number of pounds from a workbook as pence, cleaned of binary noise below 1e-6 pence."""
    if not math.isfinite(value):
        raise AmountError(f"'{value}' is not an amount")
    if isinstance(value, int):
        return _limited(value * 100, value)
    raw = value * 100.0
    if abs(raw) >= LIMIT:
        return _limited(int(raw), value)
    whole = round(raw)
    if abs(raw - whole) > NOISE + abs(raw) * 2**-50:
        raise AmountError(f"'{value!r}' has a part of a penny")
    return whole


def from_text(text: str) -> int | None:
    """An amount as text; None for blank, 0 for a lone dash. Raises AmountError."""
    bare = SPACES.sub(" ", text).strip().translate(MINUSES).upper()
    if not bare:
        return None
    if bare in NIL:
        return 0
    if bare.startswith("#"):
        raise AmountError(error_reason(text))
    number, negative = _unsigned(bare, text)
    match = NUMBER(number)
    if not match or not (match["whole"] or match["part"]):
        raise AmountError(_why(number, text))
    whole = match["whole"].replace(",", "").replace(" ", "")
    amount = _limited(int(whole or 0) * 100 + _part(match["part"] or "", text), text)
    return -amount if negative else amount


def error_reason(text: str) -> str:
    """What to say of an Excel error, or of a formula that was saved without its result."""
    if text == UNCALCULATED:
        return "the formula was saved without its result"
    return f"Excel error {clip(text)}" if is_error(text) else f"'{clip(text)}' is not an amount"


def is_error(value: object) -> bool:
    """Is the cell an Excel error, or a formula without a result?"""
    return type(value) is str and (value == UNCALCULATED or value.strip().upper() in ERRORS)


def _unsigned(bare: str, text: str) -> tuple[str, bool]:
    """The number without pound sign and signs, and whether it is negative."""
    signs = 0
    side = SIDE(bare)
    if side:
        bare = side[2] or side[3]
        signs += 1
    credit = bool(side) and "CR" in (side[1], side[4])
    negative = credit
    currency = 0
    for _ in range(4):  # pound sign, minus and brackets come in any order
        bare = bare.strip()
        if bare.startswith("(") and bare.endswith(")"):
            bare, negative, signs = bare[1:-1], True, signs + 1
        elif bare.startswith("-"):
            bare, negative, signs = bare[1:], True, signs + 1
        elif bare.endswith("-"):
            bare, negative, signs = bare[:-1], True, signs + 1
        elif bare.startswith("+"):
            bare, signs = bare[1:], signs + 1
        elif bare.startswith("£"):
            bare, currency = bare[1:], currency + 1
        elif bare.startswith("GBP") or bare.endswith("GBP"):
            bare, currency = bare.removeprefix("GBP").removesuffix("GBP"), currency + 1
    if signs > 1 or currency > 1:
        raise AmountError(f"'{clip(text)}' has two signs")
    return bare.strip(), negative


def _part(digits: str, text: str) -> int:
    """Pence from the digits after the point; more than two only where they are noise."""
    if len(digits) <= 2:
        return int(digits.ljust(2, "0"))
    pence, rest = int(digits[:2]), int(digits[2:])
    unit = 10 ** (len(digits) - 2)
    if rest * 10**6 <= unit:
        return pence
    if (unit - rest) * 10**6 <= unit:
        return pence + 1
    raise AmountError(f"'{clip(text)}' has a part of a penny")


def _limited(amount: int, shown: object) -> int:
    if abs(amount) >= LIMIT:
        raise AmountError(f"'{clip(shown)}' is too large to be right")
    return amount


def _why(number: str, text: str) -> str:
    shown = clip(text)
    if any(mark in number for mark in "$€¥"):
        return f"'{shown}' is in another currency"
    if re.fullmatch(r"[0-9.]+E[+-]?[0-9]+", number):
        return f"'{shown}' has lost digits: a spreadsheet shortened it to powers of ten"
    if re.fullmatch(r"[0-9.,]+", number):
        return f"'{shown}' has commas or points where an amount has none"
    return f"'{shown}' is not an amount"
