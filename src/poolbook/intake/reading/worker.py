"""The child process that opens a workbook: limited in memory and time, so that a hostile file harms nobody.

Run as `python -m poolbook.intake.reading.worker KIND FILE [SHEET]`. Writes to standard output
frames of a 4-byte length and marshalled plain values: ("sheet", name, hidden, first column,
merged cells, row count), ("rows", [...]), ("refused", code, message, what to do), ("done",).
"""

import datetime
import marshal
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY = 3 * 2**30  # bytes of address space
SECONDS = 120  # of processor time
CHUNK = 4000  # rows a frame
Unseen = dict[tuple[int, int], str]


def send(*frame: Any) -> None:
    """Write one frame."""
    data = marshal.dumps(frame)
    sys.stdout.buffer.write(len(data).to_bytes(4, "big") + data)


def main(kind: str, file: str, sheet: str | None = None) -> None:
    """Check the package, then stream the worksheets (or only the one asked for)."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from .faults import RefusedError

    try:
        stream(kind, Path(file), sheet)
    except RefusedError as refusal:
        fault = refusal.fault
        send("refused", fault.code, fault.message, fault.what_to_do)
    except MemoryError:
        send("refused", "too-large", "The workbook needs more memory than is allowed.", "Split it.")
    sys.stdout.buffer.flush()


def stream(kind: str, path: Path, only: str | None) -> None:
    """Send every worksheet in order."""
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
    )

    from .faults import RefusedError
    from .sniff import encrypted

    unseen = unseen_cells(kind, path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        infos = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        for info in infos:
            if only is None or info.name == only:
                send_sheet(book, info, unseen(book, info.name))
            else:
                send("sheet", info.name, is_hidden(info), 0, [], 0)
    except PasswordError as error:
        raise encrypted() from error
    except CalamineError as error:
        raise RefusedError(
            "damaged",
            "The workbook is damaged or cut short.",
            "Open it in Excel and save it again; if it does not open, ask for it again.",
        ) from error
    send("done")


def unseen_cells(kind: str, path: Path):
    """A function (book, sheet name) → the cells of a sheet that calamine shows as blank."""
    if kind == "xls":
        from .biff import errors_by_sheet

        errors = errors_by_sheet(path.read_bytes())
        return lambda book, name: dict(zip(book.sheet_names, errors, strict=False)).get(name, {})
    from .ooxml import check_package, sheet_parts

    scans = check_package(path)
    if kind == "ods":
        from .opendocument import errors_by_sheet as ods_errors

        found = ods_errors(path)
        return lambda book, name: found.get(name, {})
    parts = {name: scans.get(part) for name, part in sheet_parts(path).items()}
    return lambda book, name: parts[name].unseen if parts.get(name) else {}


def is_hidden(info: Any) -> bool:
    """Is the sheet hidden, or very hidden?"""
    from python_calamine import SheetVisibleEnum

    return info.visible != SheetVisibleEnum.Visible


def send_sheet(book: Any, info: Any, unseen: Unseen) -> None:
    """Send one worksheet, with the unseen cells put in their places."""
    sheet = book.get_sheet_by_name(info.name)
    first = sheet.start[1] if sheet.start else 0
    if unseen:
        first = min(first, min(column for _, column in unseen))
    merged = [(*a, *b) for a, b in (sheet.merged_cell_ranges or [])]
    height = max([sheet.end[0] + 1 if sheet.end else 0, *(row + 1 for row, _ in unseen)])
    send("sheet", info.name, is_hidden(info), first, merged, height)
    shift = (sheet.start[1] if sheet.start else 0) - first
    chunk: list[list[Any]] = []
    for row in placed(sheet, unseen, first, shift):
        chunk.append(row)
        if len(chunk) == CHUNK:
            send("rows", chunk)
            chunk = []
    send("rows", chunk)


def placed(sheet: Any, unseen: Unseen, first: int, shift: int) -> Iterator[list[Any]]:
    """Rows as plain values, from row 1 of the sheet."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in unseen.items():
        by_row.setdefault(row, []).append((column - first, text))
    number = -1
    for number, cells in enumerate(sheet.iter_rows() if sheet.start else ()):
        row = [plain(c) if type(c) not in PLAIN else c for c in cells]
        if shift:
            row = [""] * shift + row
        yield overlaid(row, by_row.pop(number, ()))
    for later in range(number + 1, max(by_row, default=-1) + 1):
        yield overlaid([], by_row.pop(later, ()))


def overlaid(row: list[Any], cells: Any) -> list[Any]:
    """A row with error texts put where calamine left blanks."""
    for column, text in cells:
        row.extend([""] * (column + 1 - len(row)))
        row[column] = text
    return row


PLAIN = frozenset((str, float, bool))


def plain(cell: Any) -> Any:
    """Dates and times as ISO text, which cannot be mistaken; midnight is left off."""
    if isinstance(cell, datetime.datetime):
        day = cell.date() if cell.time() == datetime.time() else cell
        return day.isoformat(*([" "] if day is cell else []))
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return "" if cell is None else cell


if __name__ == "__main__":
    main(*sys.argv[1:4])
