"""How what is published now is named so that it is attacked together with the packs issued before.

What a pack told is known by names with the date and with when it was known. Where an earlier pack's
numbers of a date still hold, what is published now takes over their names, so that both are attacked
as one; where they were restated since, its numbers have names of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from poolbook.rules.disclosure import Key, Publication
from poolbook.rules.refusal import Restated

T = TypeVar("T")
Earlier = Mapping[str, Publication]  # what the year's issued packs told of people, by its hash


def told_of(earlier: Earlier, dimension: str, value: str = "") -> dict[str, Publication]:
    """What earlier publications tell of a date, or of anything with that dimension."""

    def chosen(k: Key) -> bool:
        said = dict(k).get(dimension, "")
        return said == value if value else bool(said)

    found = {sha256: each.only(chosen) for sha256, each in earlier.items()}
    return {sha256: each for sha256, each in found.items() if each.cells}


def linked(publications: Sequence[Publication], fresh: str, make: Callable[[str], T]) -> T:
    """What is made under the first name whose earlier numbers still hold, else under a fresh one.

    The newest pack's name goes first. Raises Refusal where it cannot be protected beside them.
    """
    names = (dict(k)["known"] for each in publications[::-1] for k in each.cells)
    for known in dict.fromkeys(names):
        try:
            return make(known)
        except Restated:
            continue
    return make(fresh)
