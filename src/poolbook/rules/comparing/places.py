"""Places among others: quarters and fifths of a list of values, and ranks with their ties."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from poolbook.rules.comparing.words import HIGH

Values = Sequence[float | None]


def categories(values: Values, number: int, polarity: str) -> list[int]:
    """The quarter (4) or fifth (5) of each value, 1 the lowest; 0 for none.

    Bounds are linear percentiles, rounded to ten decimals; fifths run from the highest where high
    is good. Fewer values than categories have none, nor has a missing value.
    """
    known = sorted(value for value in values if value is not None)
    if len(known) < number:
        return [0] * len(values)
    bounds = [_percentile(known, at / number) for at in range(1, number + 1)]
    bounds[-1] = math.inf  # whatever rounding did to it, the highest is in the last
    found = [
        0 if value is None else next(at for at, bound in enumerate(bounds, 1) if value <= bound)
        for value in values
    ]
    if number == 5 and polarity == HIGH:
        return [at and 6 - at for at in found]
    return found


def shares(values: Values, number: int) -> list[int]:
    """Equal shares of the areas in the order of their values, 1 the lowest; 0 for none.

    As SQL's NTILE: ties are split, here in the order given.
    """
    known = [(value, at) for at, value in enumerate(values) if value is not None]
    found = [0] * len(values)
    if len(known) < number:
        return found
    small, larger = divmod(len(known), number)
    order = iter(sorted(known))
    for share in range(1, number + 1):
        for _ in range(small + (share <= larger)):
            found[next(order)[1]] = share
    return found


@dataclass(frozen=True)
class Rank:
    """One area's place: 1 is the best (or, without a judgement, the lowest); None without a value."""

    rank: int | None
    of: int
    tied: bool

    def __str__(self) -> str:
        if self.rank is None:
            return "no value, so no rank"
        return f"{self.rank} of {self.of}" + ", tied" * self.tied


def ranks(values: Values, polarity: str) -> list[Rank]:
    """The rank of each value: one more than are strictly ahead, so that ties share the best."""
    known = sorted(value for value in values if value is not None)
    if polarity == HIGH:
        known.reverse()
    first: dict[float, int] = {}
    often: dict[float, int] = {}
    for at, value in enumerate(known, 1):
        first.setdefault(value, at)
        often[value] = often.get(value, 0) + 1
    return [
        Rank(None, len(known), False)
        if value is None
        else Rank(first[value], len(known), often[value] > 1)
        for value in values
    ]


def _percentile(known: Sequence[float], share: float) -> float:
    place = (len(known) - 1) * share + 1
    whole = math.floor(place)
    if whole >= len(known):
        return _ten_places(known[-1])
    return _ten_places(known[whole - 1] + (place - whole) * (known[whole] - known[whole - 1]))


def _ten_places(value: float) -> float:
    """A number rounded to ten decimals, halves away from 0."""
    if abs(value) >= 1e15:
        return value
    return float(Decimal(value).quantize(Decimal("1e-10"), ROUND_HALF_UP))
