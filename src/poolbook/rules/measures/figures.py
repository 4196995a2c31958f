"""Figures as papers and returns write them, and as pages show them.

A figure is a number, or the reason there is none: withheld, not available, not due.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from poolbook.rules.measures.kinds import VALUE

_MINUS = str.maketrans(dict.fromkeys("\u2212\u2012\u2013\u2014", "-"))
_NUMBER = re.compile(r"(-?)£?\s?(-?)((?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s?(%|k|m)?").fullmatch
_SCALE = {"k": 1_000, "m": 1_000_000}
# What publishers write where there is no number (ASCOF, NHS England, ONS), and what it says.
MARKS: dict[str, tuple[str, str]] = {
    "": ("not available", ""),
    "-": ("not available", ""),
    "n/a": ("not available", "the source says n/a"),
    "na": ("not available", "the source says n/a"),
    "n/k": ("not available", "not known"),
    "null": ("not available", ""),
    ".": ("not available", "the source says it does not apply"),
    "..": ("not available", "the source says it is not available"),
    "#n/a": ("not available", "an error of the spreadsheet (#N/A)"),
    "[x]": ("not available", "the source says it is not available ([x])"),
    "x": ("not available", "the source says it is not available (x)"),
    "[z]": ("not available", "the source says it does not apply ([z])"),
    "z": ("not available", "the source says it does not apply (z)"),
    "[w]": ("not available", "the source withdrew it ([w])"),
    "[low]": ("suppressed", "too small to show ([low])"),
    "[c]": ("suppressed", "withheld by the source ([c])"),
    "c": ("suppressed", "withheld by the source (c)"),
    "*": ("suppressed", "withheld by the source (*)"),
    "<5": ("suppressed", "fewer than 5"),
    "not due": ("not due", ""),
    "nr": ("not due", "not reported yet"),
}


class FigureError(ValueError):
    """Why a text is no figure, in the user's words."""


@dataclass(frozen=True)
class Figure:
    """What a cell says: a value, or the status and note that stand in its place.

    `percent` is whether it was written with a per cent sign.
    """

    status: str
    value: Decimal | None = None
    note: str = ""
    percent: bool = False


def figure(text: str | int | float | Decimal | None) -> Figure:
    """A cell as a figure. Raises FigureError for what is neither a number nor a known mark."""
    if text is None:
        return Figure(*_mark(""))
    if isinstance(text, bool):
        raise FigureError(f"“{text}” is not a figure")
    if isinstance(text, int | float | Decimal):
        value = Decimal(str(text))
        if not value.is_finite():
            raise FigureError(f"“{text}” is not a number")
        return Figure(VALUE, _limited(value))
    said = " ".join(str(text).split()).translate(_MINUS)
    if said.lower() in MARKS:
        return Figure(*_mark(said.lower()))
    found = _NUMBER(said)
    if not found or not found[3] or (found[1] and found[2]):
        raise FigureError(f"“{str(text).strip()[:40]}” is not a figure")
    value = Decimal(found[3].replace(",", "")) * _SCALE.get(found[4] or "", 1)
    if found[1] or found[2]:
        value = -value
    return Figure(VALUE, _limited(value), percent=found[4] == "%")


def show(value: Decimal | float | None, unit: str, decimals: int = 0) -> str:
    """A value in its unit: `61,006`, `79.8%`, `£23.22`, `33.3`; a dash where there is none."""
    if value is None:
        return "–"
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    sign = "−" if rounded < 0 else ""
    if unit == "percent":
        return f"{sign}{text}%"
    if unit == "pounds":
        return f"{sign}£{text}"
    return f"{sign}{text}"


def ratio(numerator: Decimal, denominator: Decimal, per: int) -> Decimal | None:
    """Numerator ÷ denominator × per, to eight digits after the point; None over nothing."""
    if denominator == 0:
        return None
    return (numerator * per / denominator).quantize(Decimal("0.00000001"), ROUND_HALF_UP)


def _mark(key: str) -> tuple[str, None, str]:
    status, note = MARKS[key]
    return status, None, note


def _limited(value: Decimal) -> Decimal:
    if abs(value) >= Decimal(10) ** 12:
        raise FigureError("it is too large to be right")
    return value.quantize(Decimal("0.00000001"), ROUND_HALF_UP)
