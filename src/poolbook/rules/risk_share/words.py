"""How amounts and splits are said in a trace that a councillor can read."""

from collections.abc import Mapping
from fractions import Fraction

from poolbook.rules import money

_EQUAL = {2: "half each", 3: "a third each", 4: "a quarter each"}


def about(amount: Fraction | int) -> str:
    """An amount without its sign, as said aloud: `£200k`, `£1.2m`, `£445k`, `£812.40`.

    From £10,000 it is to the nearest £1,000; the exact amounts follow in the trace.
    """
    size = abs(money.round_half_up(amount))
    if size < 1_000_000:
        return money.show_pounds(size)
    return money.show_short(money.thousands(size) * 100_000)


def exactly(amount: Fraction | int) -> str:
    """An amount to the penny."""
    return money.show_pounds(money.round_half_up(amount))


def over_or_under(amount: Fraction | int) -> str:
    """`£645k over budget`, `£475k under budget`, `on budget`."""
    if amount == 0:
        return "on budget"
    return f"{about(amount)} {'over' if amount > 0 else 'under'} budget"


def percent(weight: Fraction) -> str:
    """A share of the whole as a percentage with as many places as it needs, two at most."""
    for places in (0, 1, 2):
        if (weight * 100 * 10**places).denominator == 1:
            return money.show_percent(weight, places)
    return "about " + money.show_percent(weight, 2)


def split(weights: Mapping[str, Fraction], names: Mapping[str, str]) -> str:
    """Who shares, in words: one name, `half each`, or each with a percentage."""
    held = {who: weight for who, weight in weights.items() if weight}
    if len(held) == 1:
        return names[next(iter(held))]
    if len(set(held.values())) == 1:
        listed = join([names[who] for who in held])
        return f"{_EQUAL.get(len(held), 'equal shares')} ({listed})"
    return join([f"{names[who]} {percent(weight)}" for who, weight in held.items()])


def join(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
