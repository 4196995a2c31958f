"""What the kernel counted, as rows of facts."""

from collections.abc import Iterator

import numpy as np

from poolbook.caseload.kernel import shapes
from poolbook.caseload.kernel.shapes import VALUES, Array, Asked, Scratch, Sums
from poolbook.rules.caseload import facts
from poolbook.rules.caseload.facts import CostRow, Row

COST_CUTS = (facts.SERVICE, facts.BAND)


def sum_rows(sums: Sums, asked: Asked) -> Iterator[Row]:
    """The sums, each day's made of the changes up to it."""
    for name in ("lines", "moves", "lifetimes", "bridge"):
        yield from _rows(name, getattr(sums, name))
    yield from _rows("seen", sums.seen[:, None])
    yield from _rows("packages", _by_day(sums.packages, asked))
    yield from _rows("fit", _aged(sums.fit[:-1], asked))
    cells = sums.cells
    for cut, array in (
        (facts.SERVICE, cells[: shapes.AT_FUNDER]),
        (facts.FUNDER, cells[shapes.AT_FUNDER : shapes.AT_COUNTY]),
        (facts.COUNTY, cells[shapes.AT_COUNTY : shapes.AT_PROVIDER]),
        (facts.PROVIDER, cells[shapes.AT_PROVIDER :]),
        (facts.EVERYBODY, sums.all),
        (facts.SETTING, sums.setting),
        (facts.CONDITION, sums.condition),
        (facts.BAND, sums.band),
        (facts.HIGH, sums.high),
    ):
        for _, (day, value), (people, unpriced, pence) in _rows("", _by_day(array, asked)):
            yield "people", (day, cut, value), (people, people - unpriced, pence)


def cost_rows(scratch: Scratch, asked: Asked) -> Iterator[CostRow]:
    """Single costs of an area as arrays, by what `person._keep` put before the pence."""
    pence, last = scratch.pence[: scratch.used[0]].copy(), scratch.heads
    for head in np.flatnonzero(np.diff(last, prepend=0)).tolist():
        day, cut, value = head // (2 * VALUES), head // VALUES % 2, head % VALUES
        key = (int(asked.places[day]), COST_CUTS[cut], value)
        yield "costs", key, pence[last[head - 1] if head else 0 : last[head]]


def _by_day(changes: Array, asked: Asked) -> Array:
    """Each day's sums, the question's first day first: running totals, without the day after the last."""
    sums = np.cumsum(changes, axis=-2)[..., :-1, :]
    found = np.empty_like(sums)
    found[..., asked.places, :] = sums
    return np.moveaxis(found, -2, 0)


def _aged(sums: Array, asked: Asked) -> Array:
    """Sums over age from sums over births, by the days' places in the question: age is the day less
    the birth."""
    n, born, y, born2, born_y, yy = sums.T
    day = asked.days
    xx = n * day * day - 2 * day * born + born2
    made = np.stack([n, n * day - born, y, xx, day * y - born_y, yy], axis=1)
    found = np.empty_like(made)
    found[asked.places] = made
    return found


def _rows(name: str, array: Array) -> Iterator[Row]:
    places = np.argwhere(array.any(axis=-1))
    for key, cell in zip(places.tolist(), array[tuple(places.T)].tolist(), strict=True):
        yield name, tuple(key), tuple(cell)
