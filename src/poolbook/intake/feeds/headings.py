"""Where the headings of a table are, and which column a layout means by a heading."""

from dataclasses import dataclass, field

from poolbook.intake.feeds.layout import TableFrom
from poolbook.intake.feeds.words import alike, clean, plain
from poolbook.intake.reading.faults import Faults
from poolbook.intake.reading.model import Grid

LOOKED_AT = 80  # rows from the top in which headings are looked for
JOIN = " | "


@dataclass
class Header:
    """The headings of a table: the row of the last of them (0-based), and each column's in full.

    Several rows of headings are joined from the top (`Acute | E) Care package | NHS`).
    """

    last: int
    names: list[str]
    joined: list[str] = field(default_factory=list)
    lowest: list[str] = field(default_factory=list)
    also: dict[str, int] = field(default_factory=dict)
    also_row: int = -1
    _known: dict[str, list[int]] = field(default_factory=dict)

    def columns(self, wanted: str) -> list[int]:
        """The columns headed so: by the whole heading, else by the lowest row of it."""
        found = self._known.get(wanted)
        if found is None:
            text = plain(wanted)
            found = [at for at, name in enumerate(self.joined) if name and alike(name, text)]
            if not found:
                found = [at for at, name in enumerate(self.lowest) if name and alike(name, text)]
            if not found and text in self.also:
                found = [self.also[text]]
            self._known[wanted] = found
        return found

    def column(self, wanted: str, faults: Faults) -> int | None:
        """The one column headed so; none or several are a fault, told once."""
        fresh = wanted not in self._known
        found = self.columns(wanted)
        if len(found) == 1:
            return found[0]
        if fresh and not found:
            faults.file(
                "no-such-column",
                f"{_of(faults)}there is no column headed “{wanted}”. The headings in row "
                f"{self.last + 1} are {listed(self.names)}.",
                "Check that this is the publication that the layout is for; if its headings have "
                "changed, correct the layout.",
            )
        elif fresh:
            letters = " and ".join(faults.place.letter(at) for at in found)
            faults.file(
                "two-columns",
                f"{_of(faults)}columns {letters} are both headed “{wanted}”.",
                "Delete the one that does not count, or give the heading in full in the layout.",
            )
        return None


def _of(faults: Faults) -> str:
    return f"Sheet '{faults.place.sheet}': " if faults.place.sheet else ""


def listed(names: list[str], most: int = 12) -> str:
    """Headings as people read them, each in quotation marks, not endless."""
    told = [f"“{name[:60]}”" for name in names if name]
    more = f" and {len(told) - most} more" if len(told) > most else ""
    return ", ".join(told[:most]) + more


def sheets_of(grids: list[Grid], table: TableFrom) -> list[Grid]:
    """The sheets that hold a table: those whose names fit, or every one where none is named."""
    if not table.sheet:
        return grids
    wanted = [plain(name) for name in table.sheet]
    return [g for g in grids if g.name is None or any(alike(plain(g.name), w) for w in wanted)]


def find(grid: Grid, table: TableFrom) -> tuple[Header | None, list[str]]:
    """The headings of a table in a sheet; where they are not there, those that are missing."""
    wanted = [(name, plain(name)) for name in table.headings]
    missing = list(table.headings)
    for at, row in enumerate(grid.rows[:LOOKED_AT]):
        cells = {plain(cell) for cell in row if isinstance(cell, str) and cell}
        lacks = [
            name
            for name, text in wanted
            if text not in cells and not ("*" in text and any(alike(c, text) for c in cells))
        ]
        if not lacks:
            return _header(grid, at, table), []
        if len(lacks) < len(missing):
            missing = lacks
    return None, missing


def _header(grid: Grid, last: int, table: TableFrom) -> Header:
    lowest = [clean(cell) for cell in grid.rows[last]]
    width = max((at + 1 for at, name in enumerate(lowest) if name), default=0)
    lowest = lowest[:width]
    levels = [lowest]
    for row in reversed(grid.rows[max(last - table.header_rows + 1, 0) : last]):
        filled, here = [], ""
        for at in range(width):
            here = clean(row[at]) if at < len(row) and row[at] != "" else here
            filled.append(here if lowest[at] else "")
            if not lowest[at]:
                here = ""
        levels.insert(0, filled)
    names = [JOIN.join(level[at] for level in levels if level[at]) for at in range(width)]
    header = Header(last, names, [plain(n) for n in names], [plain(n) for n in lowest])
    if table.also:
        _side_headings(grid, header, table)
    return header


def _side_headings(grid: Grid, header: Header, table: TableFrom) -> None:
    """Headings that stand in a row of their own further down, over the columns at the left."""
    wanted = [plain(name) for name in table.also]
    for at in range(header.last + 1, min(header.last + LOOKED_AT, len(grid.rows))):
        cells = [plain(cell) for cell in grid.rows[at]]
        if all(text in cells for text in wanted):
            header.also = {text: cells.index(text) for text in wanted}
            header.also_row = at
            for name, text in zip(table.also, wanted, strict=True):
                index = header.also[text]
                if index < len(header.names):
                    header.names[index] = name
            return
