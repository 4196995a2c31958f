"""Money: whole pence, exact apportionment by largest remainder, and the ways an amount is shown."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
MINUS = "\u2212"


def round_half_up(value: Fraction | int) -> int:
    """The nearest whole number; a tie goes away from zero, as Excel shows it.

    Domain rule: "£000 in tables, rounded half-up from pence for display only".
    """
    top, bottom = value.numerator, value.denominator
    whole = (2 * abs(top) + bottom) // (2 * bottom)
    return whole if top >= 0 else -whole


def nearest(amount: int, unit: int) -> int:
    """`round_half_up` of whole pence over a unit, without a fraction made for each of many cells."""
    whole = (2 * abs(amount) + unit) // (2 * unit)
    return whole if amount >= 0 else -whole


def pence(pounds: Decimal | int | str) -> int:
    """Pounds as whole pence; raises ValueError where there is a part of a penny."""
    amount = Decimal(pounds) * 100
    if amount != amount.to_integral_value():
        raise ValueError(f"{pounds} has a part of a penny")
    return int(amount)


def pounds(amount: int) -> Decimal:
    """Whole pence as pounds with two places, exactly."""
    return Decimal(amount).scaleb(-2)


def round_shares(parts: Mapping[K, Fraction], order: Sequence[K]) -> dict[K, int]:
    """Exact parts (pence, whose sum is whole) as whole pence with the same sum.

    Largest remainder: every part is cut towards zero, then the missing pennies go to the parts
    that lost most; ties by `order` (the partners' order in the agreement). The result of negated
    parts is the negated result. A part that is whole already never moves.
    Raises ValueError where the parts do not sum to whole pence.
    """
    total = sum(parts.values(), Fraction(0))
    if total.denominator != 1:
        raise ValueError("the parts do not sum to whole pence")
    cut = {key: int(part) for key, part in parts.items()}  # int() cuts towards zero
    missing = int(total) - sum(cut.values())
    sign = 1 if missing > 0 else -1
    place = {key: at for at, key in enumerate(order)}
    lost = [key for key, part in parts.items() if (part - cut[key]) * sign > 0]
    lost.sort(key=lambda key: (-abs(parts[key] - cut[key]), place[key]))
    for key in lost[: abs(missing)]:
        cut[key] += sign
    return cut


def apportion(total: int, weights: Mapping[K, Fraction | int], order: Sequence[K]) -> dict[K, int]:
    """`total` pence over non-negative `weights`, to the penny, by largest remainder.

    Raises ValueError for a negative weight, or where all weights are zero and the total is not.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if whole == 0:
        if total:
            raise ValueError("all weights are zero, so there is nobody to share with")
        return dict.fromkeys(weights, 0)
    return round_shares({key: total * Fraction(w) / whole for key, w in weights.items()}, order)


def thousands(amount: int) -> int:
    """Pence as whole £000, half-up, for display only."""
    return nearest(amount, 100_000)


def signed(text: str, negative: bool) -> str:
    """`text` with a true minus sign before it where it is negative."""
    return f"{MINUS}{text}" if negative else text


def show_thousands(amount: int) -> str:
    """£000 as printed: `1,645`, `−83`; a negative that rounds to nothing is `0`."""
    shown = thousands(amount)
    return signed(f"{abs(shown):,}", shown < 0)


def show_pounds(amount: int) -> str:
    """Pounds, with pence only where there are any: `£422,490`, `−£12.50`."""
    whole, part = divmod(abs(amount), 100)
    return signed(f"£{whole:,}" + (f".{part:02d}" if part else ""), amount < 0)


def show_whole(amount: int) -> str:
    """Whole pounds, half-up, for a cost a week: `£1,015`, `−£83`."""
    shown = round_half_up(Fraction(amount, 100))
    return signed(f"£{abs(shown):,}", shown < 0)


def show_short(amount: int) -> str:
    """Pounds as people say them: `£200k`, `£1.2m`; falls back to `£1,234.56` when that is exact."""
    size = abs(amount)
    for unit, mark in ((100_000_000, "m"), (100_000, "k")):
        tenths, rest = divmod(size * 10, unit)
        if size >= unit and rest == 0:
            shown = f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")
            return signed(f"£{shown}{mark}", amount < 0)
    return show_pounds(amount)


def ratio(part: int, whole: int) -> Fraction | None:
    """`part` of `whole`, or None ("n/a") where the whole is zero."""
    return Fraction(part, whole) if whole else None


def show_percent(value: Fraction | None, places: int = 0) -> str:
    """A percentage as printed, half-up: `−75.39%`; None is `n/a`."""
    if value is None:
        return "n/a"
    shown = round_half_up(value * 100 * 10**places)
    text = Decimal(abs(shown)).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return signed(f"{text:,}%", shown < 0)
