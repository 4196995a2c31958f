"""Plain sentences for under a protected table."""

from poolbook.rules.disclosure.presets import Preset
from poolbook.rules.disclosure.published import SMALL, WITHHELD, Publication
from poolbook.rules.disclosure.tables import is_amount


def notes(publication: Publication, preset: Preset, *, averages: bool = False) -> tuple[str, ...]:
    """What a reader must know of a table: its marks, its rounding, its averages (if it has any)."""
    marks = {cell.mark for cell in publication.cells.values()}
    money = any(is_amount(cell) for cell in publication.cells)
    return tuple(
        sentence
        for sentence, needed in (
            (_small(preset, SMALL in marks, money), SMALL in marks or preset.base > 1),
            (
                f"{WITHHELD} is a number that is not shown, whatever its size, because another could "
                "be worked out from it or because one person makes most of it.",
                WITHHELD in marks,
            ),
            (
                f"An average is shown only where it rests on {preset.below} people or more.",
                averages,
            ),
        )
        if needed
    )


def _small(preset: Preset, hidden: bool, money: bool) -> str:
    what = "Sums resting on 1" if money else "Numbers from 1"
    first = f"{what} to {preset.below - 1} {'people ' if money else ''}are shown as {SMALL}"
    base = f"£{preset.money // 100:,}" if money else str(preset.base)
    rounded = preset.money > 1 if money else preset.base > 1
    second = f"are rounded to {base}, so totals may not add up" if rounded else "are exact"
    if not hidden:
        return f"All {'sums' if money else 'numbers'} {second}."
    return f"{first}; others {second}."
