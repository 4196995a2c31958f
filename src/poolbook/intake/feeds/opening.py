"""A file opened into sheets of cells, by the reader that ledgers are opened with."""

from dataclasses import dataclass, field
from pathlib import Path

from poolbook.intake.reading.faults import Fault, Faults, RefusedError
from poolbook.intake.reading.layout import Layout
from poolbook.intake.reading.model import Grid
from poolbook.intake.reading.reader import no_collection
from poolbook.intake.reading.sniff import kind_of
from poolbook.intake.reading.textfile import read_text
from poolbook.intake.reading.workbook import read_workbook


@dataclass
class Opened:
    """A file's visible sheets. `faults` are those of the file as such, such as a line cut short."""

    name: str
    kind: str = ""
    grids: list[Grid] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def open_file(path: Path, name: str = "") -> Opened:
    """The file as cells; what cannot be opened comes back with its reason. Raises OSError."""
    opened = Opened(name or path.name)
    faults = Faults()
    try:
        opened.kind = kind_of(path)
        with no_collection():
            if opened.kind == "csv":
                opened.grids = [read_text(path, Layout(), faults)[0]]
            else:
                grids, _ = read_workbook(path, opened.kind)
                opened.grids = [grid for grid in grids if not grid.hidden]
    except RefusedError as refusal:
        faults.put(refusal.fault)
    opened.faults, opened.warnings = faults.faults, faults.warnings
    return opened
