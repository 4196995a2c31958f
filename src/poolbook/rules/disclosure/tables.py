"""A table of counts of people: cells named by what they count, and which cells add up to which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf

from poolbook.rules.refusal import Refusal

Key = tuple[tuple[str, str], ...]
AMOUNT = "(amount)"  # the dimension that tells a sum of money from the count it rests on


def key(pairs: Mapping[str, str]) -> Key:
    """The name of a cell: its dimensions in order; a dimension that is left out is the total of it.

    The same people at the same date, as known at the same time, must have the same name in every
    table: put `date` and `known` among the dimensions.
    """
    return tuple(sorted(pairs.items()))


def amount_key(cell: Key, name: str) -> Key:
    """The name of a sum of money, such as `weekly cost`, that rests on the people of a cell."""
    return key({**dict(cell), AMOUNT: name})


def is_amount(cell: Key) -> bool:
    """Whether a name is that of a sum of money."""
    return any(dimension == AMOUNT for dimension, _ in cell)


def say(cell: Key) -> str:
    """A cell in words: `service: residential, setting: in county`; `everybody` for a grand total."""
    return ", ".join(f"{dimension}: {value}" for dimension, value in cell) or "everybody"


@dataclass(frozen=True)
class Sum:
    """`total` = the sum of `parts` − the sum of `less`; everybody is taken to know it."""

    total: Key
    parts: tuple[Key, ...]
    less: tuple[Key, ...] = ()

    def signs(self) -> Iterator[tuple[Key, int]]:
        """Each cell with its sign in: parts − less − total = 0."""
        yield from ((part, 1) for part in self.parts)
        yield from ((part, -1) for part in self.less)
        yield self.total, -1

    def of_amounts(self, name: str) -> "Sum":
        """The same sum for the money of these cells."""
        renamed = [tuple(amount_key(k, name) for k in part) for part in (self.parts, self.less)]
        return Sum(amount_key(self.total, name), *renamed)


@dataclass(frozen=True)
class Claim:
    """What else ties cells: low ≤ Σ factor × cell ≤ high (None: no limit); everybody is taken to know it."""

    factors: tuple[tuple[Key, float], ...]
    low: float | None
    high: float | None


def at_least(more: Sequence[Key], less: Sequence[Key]) -> Claim:
    """The cells of `more` together are never fewer than those of `less`."""
    signs = [*((k, 1.0) for k in more), *((k, -1.0) for k in less)]
    return Claim(tuple(signs), 0.0, None)


@dataclass(frozen=True)
class Table:
    """Exact counts by cell, totals included, and the sums and other claims among them.

    `unseen` cells are not printed but follow from what is: the people between two dates, or
    outside a group whose total is known. They are protected like the others.
    """

    counts: Mapping[Key, int]
    sums: tuple[Sum, ...] = ()
    unseen: frozenset[Key] = field(default_factory=frozenset)
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        faults = [
            f"{say(k)}: {n} people; a count is zero or more"
            for k, n in self.counts.items()
            if n < 0
        ]
        faults += [
            f"{say(k)}: not printed, but without a count" for k in self.unseen - set(self.counts)
        ]
        faults += [fault for one in self.sums if (fault := _fault(one, self.counts))]
        faults += [fault for one in self.claims if (fault := _false(one, self.counts))]
        if faults:
            raise Refusal("The table to be protected is not whole.", faults)


def _fault(one: Sum, counts: Mapping[Key, int]) -> str | None:
    missing = [say(k) for k, _ in one.signs() if k not in counts]
    if missing:
        return f"{say(one.total)}: its sum names cells without a count: {'; '.join(missing)}"
    if left := sum(sign * counts[k] for k, sign in one.signs()):
        return (
            f"{say(one.total)}: {counts[one.total]}, but its parts make {counts[one.total] + left}"
        )
    return None


def _false(one: Claim, counts: Mapping[Key, int]) -> str | None:
    """Why a claim does not hold; a cell that the table does not have is another publication's."""
    if any(k not in counts for k, _ in one.factors):
        return None
    found = sum(factor * counts[k] for k, factor in one.factors)
    low = -inf if one.low is None else one.low
    high = inf if one.high is None else one.high
    if low <= found <= high:
        return None
    return f"{'; '.join(say(k) for k, _ in one.factors)}: {found:g} is not from {low:g} to {high:g}"


def cube(
    dimensions: Mapping[str, Sequence[str]],
    counts: Mapping[tuple[str, ...], int],
    *,
    at: Mapping[str, str] | None = None,
    groups: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> Table:
    """A table of every combination with every total, from the counts of its innermost cells.

    `dimensions`: each dimension's values; `counts` by values in that order, absent = zero;
    `at`: what all cells share, such as the date; `groups`: subtotals, dimension → group → values.
    """
    names = tuple(dimensions)
    trees = [_tree(dimensions[name], (groups or {}).get(name, {})) for name in names]
    unknown = [values for values in counts if not _fits(values, list(dimensions.values()))]
    if unknown:
        raise Refusal("Counts of cells that the table does not have.", [str(v) for v in unknown])
    fixed = dict(at or {})

    def named(place: tuple[str, ...]) -> Key:
        return key({**fixed, **{n: v for n, v in zip(names, place, strict=True) if v}})

    totals, sums = {}, []
    for place in product(*([*tree, *dimensions[n]] for tree, n in zip(trees, names, strict=True))):
        splits = [
            tuple((*place[:i], part, *place[i + 1 :]) for part in trees[i][value])
            for i, value in enumerate(place)
            if value in trees[i]
        ]
        sums += [Sum(named(place), tuple(map(named, parts))) for parts in splits]
        totals[place] = splits[0] if splits else ()
    worked: dict[tuple[str, ...], int] = {}

    def count(place: tuple[str, ...]) -> int:
        if place not in worked:
            parts = totals[place]
            worked[place] = sum(map(count, parts)) if parts else counts.get(place, 0)
        return worked[place]

    return Table({named(place): count(place) for place in totals}, tuple(sums))


def _tree(values: Sequence[str], groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Each total of a dimension with its parts; the empty name is the total of all."""
    inside = [value for members in groups.values() for value in members]
    wrong = [v for v in inside if v not in values or inside.count(v) > 1]
    wrong += [group for group in groups if group in values or not group]
    if wrong or not values or len(set(values)) < len(values) or "" in values:
        raise Refusal("Every value of a dimension has a name, and belongs to one group.", wrong)
    tops = [*groups, *(value for value in values if value not in inside)]
    return {"": tops} | {group: list(members) for group, members in groups.items()}


def _fits(values: tuple[str, ...], dimensions: list[Sequence[str]]) -> bool:
    return len(values) == len(dimensions) and all(
        value in allowed for value, allowed in zip(values, dimensions, strict=True)
    )
