"""Figures made from counts: shares, changes, averages; from what is shown, or withheld.

Shares and changes are computed from the printed numbers, so they tell nothing that these do not.
Averages are of true values; they are withheld where their people are hidden or too few.
"""

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.disclosure.attack import attack
from poolbook.rules.disclosure.presets import Preset, nearest
from poolbook.rules.disclosure.published import CLEAR, Publication
from poolbook.rules.disclosure.tables import Claim, Key, amount_key


def share(publication: Publication, part: Key, whole: Key) -> Fraction | None:
    """`part` of `whole` from the printed numbers; None where either is hidden or the whole is none."""
    top, bottom = publication.cells[part].value, publication.cells[whole].value
    return None if top is None or bottom is None else money.ratio(top, bottom)


def change(later: Publication, after: Key, earlier: Publication, before: Key) -> int | None:
    """The change between two printed counts; None where either is hidden."""
    new, old = later.cells[after].value, earlier.cells[before].value
    return None if new is None or old is None else new - old


def average(
    publication: Publication, cell: Key, value: Fraction | int, people: int, preset: Preset
) -> int | None:
    """A mean or median in pence as it is printed (rounded to `preset.unit`); None: withheld.

    `people`: how many it rests on, which may be fewer than the cell's where some have no price.
    """
    if people < preset.below or publication.cells[cell].mark != CLEAR:
        return None
    return nearest(money.round_half_up(Fraction(value)), preset.unit)


def mean_claims(cell: Key, name: str, printed: int, preset: Preset) -> tuple[Claim, Claim]:
    """What a printed mean tells: the sum of money is the people times the mean, within its rounding."""
    half, named = (preset.unit + 1) / 2, amount_key(cell, name)
    return (
        Claim(((named, 1.0), (cell, -(printed + half))), None, 0.0),
        Claim(((named, 1.0), (cell, -(printed - half))), 0.0, None),
    )


def safe_means(
    counts: Publication,
    amounts: Publication,
    means: Mapping[Key, int],
    name: str,
    preset: Preset,
    earlier: Sequence[Publication] = (),
    unpriced: Set[Key] = frozenset(),
) -> tuple[dict[Key, int], Publication]:
    """The printed means that give no hidden cell away, with the amounts and what the means tell.

    Means of cells whose sum of money is withheld are withheld. Those of the most people go first, and
    where some together give something away, their halves are tried. Where some people of a cell have
    no price (`unpriced`), people × mean is more than the money: a bound only.
    """
    clear = [k for k in sorted(means) if amounts.cells[amount_key(k, name)].mark == CLEAR]
    clear.sort(key=lambda k: -(counts.cells[k].value or 0))
    claims: list[Claim] = []
    kept: dict[Key, int] = {}
    known = {one.cell for one in attack([*earlier, counts, amounts])}

    def add(batch: list[Key]) -> None:
        told = [(k, mean_claims(k, name, means[k], preset)) for k in batch]
        more = [claim for k, both in told for claim in (both[:1] if k in unpriced else both)]
        with_them = amounts.with_claims((*claims, *more))
        if {one.cell for one in attack([*earlier, counts, with_them])} <= known:
            claims.extend(more)
            kept.update({k: means[k] for k in batch})
        elif len(batch) > 1:
            half = len(batch) // 2
            add(batch[:half])
            add(batch[half:])

    if clear:
        add(clear)
    return kept, amounts.with_claims(tuple(claims))
