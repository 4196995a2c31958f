"""Confidence levels: what may be asked for, and how the columns and the label are called."""

from collections.abc import Sequence

LOW, HIGH = 0.95, 0.998  # the only two that may be asked for together
Levels = tuple[float, ...]


def levels(asked: Sequence[float]) -> tuple[Levels, str]:
    """Levels as fractions, or what is wrong: 0.9–1, or 90–100 per cent; two only 0.95 and 0.998."""
    found = tuple(round(one / 100, 15) if one >= 90 else one for one in asked)
    if any(not 0.9 <= one <= 1 for one in found):
        return (), "should be from 0.9 to 1, or from 90 to 100 per cent"
    if len(found) > 2:
        return (), "should be one level, or 0.95 and 0.998 together"
    if len(found) == 2 and found != (LOW, HIGH):
        return (), "two levels may only be 0.95 and 0.998, in this order"
    return found, ""


def label(chosen: Levels) -> str | None:
    """The levels in words: "95%" or "95%, 99.8%"; None without an interval."""
    return ", ".join(f"{one * 100:.13g}%" for one in chosen) or None


def columns(chosen: Levels) -> list[tuple[str, str]]:
    """The names of the lower and the upper limit of each level."""
    if len(chosen) < 2:
        return [("lowercl", "uppercl")]
    return [
        (f"lower{name}cl", f"upper{name}cl")
        for name in (f"{one * 100:.1f}".replace(".", "_") for one in chosen)
    ]
