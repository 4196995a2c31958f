"""Contributions: what each partner puts into each element, gross to net, and how versions differ.

Gross by element and partner; less service user income (the council's, inside the pool); less grant
funding (counted in expenditure, taken out of the net); net. Sources: Schedule 3 (2020/21) and
Appendix 4 (2017/18). All amounts are pence; income and grant are held as negative amounts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KINDS = {
    "gross": "gross contribution",
    "service user income": "less service user income",
    "grant": "less grant funding",
}


@dataclass(frozen=True)
class Item:
    """One amount in a version. `element` is as the paper calls it."""

    pool: str
    element: str
    partner: str
    kind: str
    pence: int


@dataclass(frozen=True)
class Totals:
    """One partner's contribution to one pool, in pence."""

    gross: int
    income: int
    grant: int

    @property
    def net(self) -> int:
        """Gross less service user income and grant."""
        return self.gross + self.income + self.grant


@dataclass(frozen=True)
class Change:
    """One element that differs between two versions; None where a version does not have it."""

    pool: str
    element: str
    partner: str
    kind: str
    before: int | None
    after: int | None

    @property
    def pence(self) -> int:
        """After less before, a missing one counted as nothing."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class Misprint:
    """A printed total that is not the sum of its parts."""

    pool: str
    partner: str
    what: str
    printed: int
    computed: int


def totals(items: Iterable[Item], pool: str, partner: str) -> Totals:
    """Gross, income and grant of a partner in a pool."""
    sums = dict.fromkeys(KINDS, 0)
    for item in items:
        if item.pool == pool and item.partner == partner:
            sums[item.kind] += item.pence
    return Totals(sums["gross"], sums["service user income"], sums["grant"])


def compare(before: Iterable[Item], after: Iterable[Item]) -> tuple[Change, ...]:
    """Every element, partner and kind whose amount differs, in the order of `after` then `before`."""
    old, new = _by_key(before), _by_key(after)
    return tuple(
        Change(*key, before=old.get(key), after=new.get(key))
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    )


def misprints(
    items: Iterable[Item], printed: Mapping[tuple[str, str, str], int]
) -> tuple[Misprint, ...]:
    """Printed totals that do not hold. Keys: (pool, partner, "gross" or "net")."""
    items = tuple(items)
    found = []
    for (pool, partner, what), amount in printed.items():
        computed = totals(items, pool, partner)
        value = computed.gross if what == "gross" else computed.net
        if value != amount:
            found.append(Misprint(pool, partner, what, amount, value))
    return tuple(found)


def _by_key(items: Iterable[Item]) -> dict[tuple[str, str, str, str], int]:
    sums: dict[tuple[str, str, str, str], int] = {}
    for item in items:
        key = (item.pool, item.element, item.partner, item.kind)
        sums[key] = sums.get(key, 0) + item.pence
    return sums
