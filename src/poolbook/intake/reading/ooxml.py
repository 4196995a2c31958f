"""The safety checks of XLSX and ODS packages, and the cells that the fast reader cannot show.

Runs in the limited child process. Every XML part is unpacked once in pieces: sizes are counted
as they come, entity declarations refused, and worksheets searched for error values and for
formulas without a cached result, which python-calamine returns as blanks.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from .amounts import UNCALCULATED
from .faults import RefusedError, letters
from .sniff import encrypted

PART = 600 * 2**20  # unpacked bytes of one part
WHOLE = 1200 * 2**20  # unpacked bytes of the package
RATIO = 250  # a real ledger's sheet unpacks 8 to 60 times
SMALL = 20 * 2**20  # parts below this are let off the ratio
PARTS = 5000
PIECE = 4 * 2**20
CELLS = 40_000_000  # of the box that a sheet spans: it is held in memory whole
BOMB = "It unpacks to far more than a ledger holds. Ask the sender what made it."
DAMAGED = "Open it in Excel and save it again; if it does not open, ask for it again."

CELL = re.compile(rb"<(?:\w+:)?c [^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
FAR = re.compile(rb"r=\"([A-Z]{3})([0-9]{1,7})\"").findall
LAST_ROW = re.compile(rb"[^>]*?\br=\"([0-9]{1,9})\"").match
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</").search
EMPTY = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*<[A-Za-z]", re.DOTALL).match


@dataclass
class SheetScan:
    """What one worksheet's XML says: 0-based cells that calamine would show as blank."""

    unseen: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 26


def names_in(path: Path) -> list[str]:
    """The names of a package's parts; refuses what is not a sound zip file."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedError("damaged", "The workbook is damaged or cut short.", DAMAGED) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    return [entry.filename for entry in entries]


def check_package(path: Path) -> dict[str, SheetScan]:
    """Refuse a hostile package; otherwise what was seen in each worksheet, by part name."""
    scans: dict[str, SheetScan] = {}
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_sizes(entries)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    scans[entry.filename] = _scan(package, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise RefusedError("damaged", "The workbook is damaged or cut short.", DAMAGED) from error
    return scans


def sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name → the part that holds it, by workbook.xml and its relations (XLSX)."""
    with zipfile.ZipFile(path) as package:
        try:
            book = ElementTree.fromstring(package.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError) as error:
            raise RefusedError(
                "damaged", "The workbook is damaged or cut short.", DAMAGED
            ) from error
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    parts = {}
    for each in book.iter():
        if each.tag.rpartition("}")[2] == "sheet":
            key = next((v for k, v in each.attrib.items() if k.rpartition("}")[2] == "id"), "")
            target = targets.get(key, "")
            parts[each.get("name", "")] = (
                target.lstrip("/") if target[:1] == "/" else "xl/" + target
            )
    return parts


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > PARTS or sum(entry.file_size for entry in entries) > WHOLE:
        raise RefusedError("zip-bomb", "The workbook unpacks to too much.", BOMB)
    for entry in entries:
        packed = max(entry.compress_size, 1)
        if entry.file_size > PART or (entry.file_size > SMALL and entry.file_size / packed > RATIO):
            raise RefusedError(
                "zip-bomb",
                f"The workbook is {packed // 1024:,} KB packed and {entry.file_size // 2**20:,} MB unpacked.",
                BOMB,
            )


def _pieces(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that end between cells, so that no cell is cut in two."""
    carried = b""
    with package.open(entry) as part:
        while piece := part.read(PIECE):
            piece = carried + piece
            cut = max(piece.rfind(b"<c "), piece.rfind(b":c "), piece.rfind(b"<row"))
            if cut <= 0 or len(piece) - cut > 2**20:
                cut = len(piece)
            carried = piece[cut:]
            yield piece[:cut]
    yield carried


def _scan(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> SheetScan:
    scan = SheetScan()
    worksheet = "worksheets/" in entry.filename.lower()
    first = True
    for piece in _pieces(package, entry):
        if first and piece and not PROLOGUE(piece):
            raise _declares(piece)
        first = first and not piece
        if worksheet:
            _scan_cells(piece, scan)
    if scan.last_row * scan.last_column > CELLS:
        place = f"{letters(scan.last_column - 1)}{scan.last_row}"
        raise RefusedError(
            "far-cell",
            f"A sheet of the workbook reaches to cell {place}: too large a sheet to be a ledger.",
            "Delete what lies far from the table (Ctrl+End shows it), save the workbook and try again.",
        )
    return scan


def _declares(piece: bytes) -> RefusedError:
    """Why a part does not simply begin with its root element."""
    if b"<!" in piece or b"<\0!" in piece or b"\0<\0!" in piece:
        return RefusedError(
            "entities",
            "The workbook declares XML entities, which a spreadsheet never does: it may be an attack.",
            "Do not open it. Ask the sender what made it.",
        )
    return RefusedError("damaged", "The workbook is damaged or cut short.", DAMAGED)


def _scan_cells(piece: bytes, scan: SheetScan) -> None:
    last = piece.rfind(b"<row ")
    number = LAST_ROW(piece, last) if last >= 0 else None
    if number:
        scan.last_row = max(scan.last_row, int(number[1]))
    for name, row in FAR(piece):  # without a three-letter column nothing is far out
        scan.last_column = max(scan.last_column, _column(name) + 1)
        scan.last_row = max(scan.last_row, int(row))
    at = piece.find(b't="e"')
    while at >= 0:
        _note(piece, at, scan, None)
        at = piece.find(b't="e"', at + 5)
    if b"<f" in piece or b":f" in piece:
        for match in EMPTY.finditer(piece):
            _note(piece, match.start(), scan, UNCALCULATED)


def _note(piece: bytes, at: int, scan: SheetScan, text: str | None) -> None:
    start = max(piece.rfind(b"<c ", 0, at), piece.rfind(b":c ", 0, at) - 1)
    tag = CELL.match(piece, start) or CELL.search(piece, max(start - 20, 0), at + 200)
    if not tag or len(scan.unseen) >= 100_000:
        return
    head = piece[start : piece.find(b">", start)]
    if text is not None and (b't="str"' in head or b't="e"' in head):
        return  # an empty text is a result, and an error is noted as one
    if text is None:
        value = VALUE(piece, at, at + 2000)
        text = value[1].decode("utf-8", "replace").strip() if value else "#VALUE!"
    scan.unseen[int(tag[2]) - 1, _column(tag[1])] = text


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1
