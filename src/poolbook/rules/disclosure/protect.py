"""Protection of a table: hide what is small, then as little more as keeps it from being worked out.

For a hidden cell that is not safe, a linear programme finds the cheapest other set of numbers that
differs enough in that cell; the cells that must move further than a reader allows are hidden too.
The attack then runs again, until it finds nothing.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from poolbook.rules.disclosure import published
from poolbook.rules.disclosure.attack import Reader, read
from poolbook.rules.disclosure.mend import Stretched, mend
from poolbook.rules.disclosure.presets import DEFAULT, Preset
from poolbook.rules.disclosure.published import UNSEEN, WITHHELD, Publication, Shown
from poolbook.rules.disclosure.ranges import Seen, look
from poolbook.rules.disclosure.tables import Claim, Key, Sum, Table, say
from poolbook.rules.refusal import Refusal, Restated

ROUNDS = 60  # attacks and mendings; each hides at least one cell more
HELD = (WITHHELD, UNSEEN)  # marks that say nothing of the number
STEEP = 4.0  # how many times dearer it is to hide a total than its parts


def protect(
    table: Table, preset: Preset = DEFAULT, earlier: Sequence[Publication] = ()
) -> Publication:
    """The table as it may be published beside everything published `earlier`.

    Raises Restated where earlier publications say otherwise of the same people at the same time, and
    Refusal where nothing can be hidden that makes it safe.
    """
    cells = {
        k: published.unseen(n, preset) if k in table.unseen else published.shown(n, preset)
        for k, n in table.counts.items()
    }
    veils = {k: published.withheld(preset) for k in cells}
    costs = {k: 1.0 + n if n else 2.0 * preset.below for k, n in table.counts.items()}
    return hide(dict(table.counts), cells, veils, costs, table.sums, earlier, table.claims)


def hide(
    truth: Mapping[Key, int],
    cells: Mapping[Key, Shown],
    veils: Mapping[Key, Shown],
    costs: Mapping[Key, float],
    sums: tuple[Sum, ...],
    earlier: Sequence[Publication] = (),
    claims: tuple[Claim, ...] = (),
) -> Publication:
    """`cells` with as many more replaced by their `veils` as make every hidden one safe.

    `costs`: what hiding a cell costs, from 1; totals cost more by themselves.
    """
    before = read(earlier)
    _agree(truth, before)
    levels = _levels(cells, sums)
    dear = {k: costs[k] * STEEP ** levels[k] for k in cells}
    printed = {k for p in earlier for k, cell in p.cells.items() if cell.mark not in HELD}
    held = {k for p in earlier for k, cell in p.cells.items() if cell.mark == WITHHELD} - printed
    marks = {k: veils[k] if k in held and c.mark != UNSEEN else c for k, c in cells.items()}
    bare = {k: c if c.mark == UNSEEN else veils[k] for k, c in cells.items()}
    lost = read([*earlier, Publication(bare, sums, claims)]).recovered() if earlier else ()
    given = frozenset(one.cell for one in lost)
    known = {k: (float(n), float(n)) for k, n in truth.items()}
    for _ in range(ROUNDS):
        reader = read([*earlier, Publication(marks, sums, claims)])
        seen = _seen(reader, given, known, truth)
        look(reader.system, seen)
        stretched = Stretched(reader, marks, veils, dear, printed)
        more = mend(stretched, seen, truth)
        marks |= {k: veils[k] for k in more}
        if not more and not len(seen.pending()):
            gone = (k for k in sorted(given) if k in marks and marks[k].hidden)
            return Publication(marks, sums, claims, tuple(gone))
        if not more:
            break
        for i, k in enumerate(reader.keys):
            known[k] = float(seen.low[i]) * reader.unit(k), float(seen.high[i]) * reader.unit(k)
    raise Refusal("The table cannot be protected; publish fewer cells or a coarser table.")


def _agree(truth: Mapping[Key, int], before: Reader) -> None:
    faults = []
    for i, k in enumerate(before.keys):
        unit = before.unit(k)
        low, high = before.system.low[i] * unit, before.system.high[i] * unit
        if k in truth and not low - 1 < truth[k] < high + 1:
            faults.append(f"{say(k)}: {truth[k]} now; published earlier as {low:.0f} to {high:.0f}")
    if faults:
        advice = "Figures that have changed since need another `known` date in their names."
        raise Restated("Earlier publications say otherwise.", [*faults, advice])


def _levels(cells: Mapping[Key, Shown], sums: tuple[Sum, ...]) -> dict[Key, int]:
    """How many sums deep each cell is: 0 for an innermost one."""
    parts: dict[Key, list[Sum]] = {}
    for one in sums:
        parts.setdefault(one.total, []).append(one)
    levels: dict[Key, int] = {}

    def level(k: Key, above: frozenset[Key]) -> int:
        if k not in levels:
            below = [p for one in parts.get(k, ()) for p in one.parts if p not in above]
            levels[k] = 1 + max((level(p, above | {k}) for p in below), default=-1)
        return levels[k]

    return {k: level(k, frozenset()) for k in cells}


def _seen(
    reader: Reader,
    given: frozenset[Key],
    known: Mapping[Key, tuple[float, float]],
    truth: Mapping[Key, int],
) -> Seen:
    """What has been seen possible so far; cells `given` away by earlier publications need nothing."""
    need = [0.0 if k in given else n for k, n in zip(reader.keys, reader.need, strict=True)]
    point = None  # the truth satisfies everything, where all of it is known here
    if all(k in truth for k in reader.keys):
        point = np.array([truth[k] / reader.unit(k) for k in reader.keys])
    seen = Seen(reader.system.whole, np.array(need), point)
    for i, k in enumerate(reader.keys):
        low, high = known.get(k, (np.inf, -np.inf))
        seen.low[i], seen.high[i] = low / reader.unit(k), high / reader.unit(k)
    return seen
