"""Small layouts and files for the tests of feeds: synthetic figures in the shapes of publications."""

import tomllib
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from poolbook.intake.feeds import FeedLayout, FeedReading, open_file, read, recognise, shipped
from poolbook.intake.reading.faults import Fault

FALLS = """
code = "falls"
name = "Falls clinic, monthly return"
[defaults]
frequency = "month"
unit = "count"
polarity = "higher"
[[tables]]
shape = "measures"
headings = ["Month", "Council", "Seen", "Seen in time"]
period = { column = "Month", reads = "month" }
area = { name = "Council" }
totals = [{ rows = [{ column = "Council", is = "Total" }] }]
[[tables.measures]]
ref = "falls-seen"
name = "People seen by the falls clinic"
value = "Seen"
[[tables.measures]]
ref = "falls-in-time"
name = "People seen by the falls clinic within two weeks"
unit = "percent"
numerator = "Seen in time"
denominator = "Seen"
"""
GOOD = """Falls clinic
Published:,9 May 2024

MONTH ,Council,seen,Seen  in time,Remark
Apr 2024,Alderford,40,30,
Apr 2024,Brackwater,60,[x],late
Apr 2024,Total,100,70,
Notes: made up
"""


def layout(text: str = FALLS, **changed: Any) -> FeedLayout:
    """A layout from TOML, its first table changed."""
    data = tomllib.loads(text)
    data["tables"][0] |= changed
    return FeedLayout.of(data)


def written(folder: Path, text: str, name: str = "falls.csv") -> Path:
    """A text file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], name: str = "book.xlsx") -> Path:
    """A workbook with these cells."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def reading(path: Path, of: FeedLayout | None = None) -> FeedReading:
    """A file read by a layout; without one, by the shipped layout that it has."""
    opened = open_file(path)
    if of is None:
        found = recognise(opened, shipped().values())
        assert found.layout, found.fault
        of = found.layout
    return read(opened, of)


def said(faults: list[Fault]) -> list[str]:
    """The faults' messages."""
    return [fault.message for fault in faults]


def values(found: FeedReading) -> dict[tuple[str, str], Any]:
    """(measure, area) → value, or the status where there is none."""
    return {
        (each.measure, each.area.name or each.area.code): each.value
        if each.value is not None
        else each.status
        for each in found.observed
    }
