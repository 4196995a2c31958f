"""Which layout a file has, by the headings that stand in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from poolbook.intake.feeds.headings import find, listed, sheets_of
from poolbook.intake.feeds.layout import FeedLayout
from poolbook.intake.feeds.opening import Opened
from poolbook.intake.reading.faults import Fault


@dataclass(frozen=True)
class Recognised:
    """The layout of a file, or why none was recognised."""

    layout: FeedLayout | None
    fault: Fault | None = None


def recognise(opened: Opened, layouts: Iterable[FeedLayout]) -> Recognised:
    """The layout whose tables are all in the file; the one that asks for most headings where several are."""
    fits: list[tuple[int, FeedLayout]] = []
    nearest: tuple[int, FeedLayout, list[str]] | None = None
    for layout in layouts:
        if layout.kinds and opened.kind not in layout.kinds:
            continue
        there, lacks = _fit(opened, layout)
        if not lacks:
            fits.append((there, layout))
        elif there and (nearest is None or there > nearest[0]):
            nearest = (there, layout, lacks)
    if fits:
        most = max(there for there, _ in fits)
        best = [layout for there, layout in fits if there == most]
        if len(best) == 1:
            return Recognised(best[0])
        names = ", ".join(layout.code for layout in best)
        return Recognised(
            None,
            Fault(
                "two-layouts",
                f"{opened.name} could be any of {names}.",
                what_to_do="Say which: --layout CODE.",
            ),
        )
    said = f"{opened.name} is not of any layout that is known"
    if nearest:
        said += f". It is nearest to {nearest[1].name}, but lacks {listed(nearest[2], 6)}"
    return Recognised(
        None,
        Fault(
            "no-layout",
            f"{said}.",
            what_to_do="Check that it is the file as published; else name a layout, or write one.",
        ),
    )


def _fit(opened: Opened, layout: FeedLayout) -> tuple[int, list[str]]:
    """How many headings of a layout are in the file, and those of its tables that are not."""
    there, lacks = 0, []
    for table in layout.tables:
        if table.optional:
            continue
        sheets = sheets_of(opened.grids, table)
        missing = list(table.headings)
        for grid in sheets:
            header, absent = find(grid, table)
            if header or len(absent) < len(missing):
                missing = absent
            if header:
                break
        there += len(table.headings) - len(missing)
        lacks += missing
    return there, lacks
