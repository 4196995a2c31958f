"""Direction of travel: a value against the one before it, in words."""

from dataclasses import dataclass
from decimal import Decimal

from poolbook.rules.measures.figures import show


@dataclass(frozen=True)
class Direction:
    """`way` is up, down, level or none; `better` is True, False, or None where nobody can say."""

    way: str
    better: bool | None
    words: str


def direction(
    now: Decimal | None,
    before: Decimal | None,
    *,
    unit: str,
    decimals: int,
    polarity: str,
) -> Direction:
    """How a value moved since the one before it, at the precision that is shown."""
    if now is None or before is None:
        return Direction("none", None, "nothing to compare with")
    step = Decimal(1).scaleb(-decimals)
    change = now.quantize(step) - before.quantize(step)
    if change == 0:
        return Direction("level", None, "no change")
    way = "up" if change > 0 else "down"
    shown = show(abs(change), unit, decimals)
    if unit == "percent":
        shown = f"{shown.removesuffix('%')} points"
    if polarity == "neutral":
        return Direction(way, None, f"{way} {shown}")
    better = (change > 0) == (polarity == "higher")
    return Direction(way, better, f"{way} {shown}, {'better' if better else 'worse'}")
