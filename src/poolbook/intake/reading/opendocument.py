"""The error cells of an ODS workbook, which LibreOffice writes with an empty value beside the text.

Runs in the limited child process, after `ooxml.check_package` has refused entity declarations.
"""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from .faults import RefusedError

MARK = b'value-type="error"'
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
Unseen = dict[tuple[int, int], str]


def errors_by_sheet(path: Path) -> dict[str, Unseen]:
    """Sheet name → (row, column), 0-based → the error's text. Nothing is parsed without errors."""
    with zipfile.ZipFile(path) as package:
        if MARK not in package.read("content.xml"):
            return {}
        with package.open("content.xml") as part:
            try:
                return _errors(part)
            except ElementTree.ParseError as error:
                raise RefusedError(
                    "damaged",
                    "The workbook is damaged or cut short.",
                    "Open it in LibreOffice and save it again; if it does not open, ask for it again.",
                ) from error


def _errors(part: object) -> dict[str, Unseen]:
    sheets: dict[str, Unseen] = {}
    unseen: Unseen = {}
    row = 0
    for event, element in ElementTree.iterparse(part, events=("start", "end")):  # type: ignore[arg-type]
        if event == "start":
            if element.tag == f"{TABLE}table":
                unseen = sheets.setdefault(element.get(f"{TABLE}name", ""), {})
                row = 0
        elif element.tag == f"{TABLE}table-row":
            for column, text in _errors_of_row(element):
                unseen[row, column] = text
            row += int(element.get(f"{TABLE}number-rows-repeated", "1"))
            element.clear()
    return sheets


def _errors_of_row(row: ElementTree.Element) -> list[tuple[int, str]]:
    found = []
    column = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        if any(k.endswith("}value-type") and v == "error" for k, v in cell.attrib.items()):
            shown = cell.find(TEXT)
            text = "".join(shown.itertext()).strip() if shown is not None else ""
            found.append((column, text if text.startswith("#") else "#VALUE!"))
        column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))
    return found
