"""The cells of an old XLS workbook that the fast reader shows as blanks: error values.

A small reader of the compound file (sectors and their chains) and of the few BIFF8 records that
matter: sheet names, encryption, error cells, formula results.
"""

import struct
from collections.abc import Callable, Iterator

from .faults import RefusedError
from .sniff import encrypted

END = 0xFFFFFFFA  # sector numbers from here on are marks, not places
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}
FORMULA, BOUNDSHEET, FILEPASS, BOOLERR, EOF_, BOF = 0x06, 0x85, 0x2F, 0x205, 0x0A, 0x809


def errors_by_sheet(data: bytes) -> list[dict[tuple[int, int], str]]:
    """For each sheet in workbook order, (row, column), 0-based → the error text."""
    try:
        stream = workbook_stream(data)
        found = []
        for offset in _sheet_offsets(stream):
            found.append(_errors(stream, offset))
        return found
    except (struct.error, IndexError) as error:
        raise RefusedError(
            "damaged",
            "The workbook is damaged or cut short.",
            "Open it in Excel and save it again; if it does not open, ask for it again.",
        ) from error


def workbook_stream(data: bytes) -> bytes:
    """The `Workbook` stream of a compound file; empty where there is none."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise IndexError("sector size")
    directory, cutoff = struct.unpack_from("<I4xI", data, 48)
    fat = _fat(data, size)
    entries = _chain(data, size, fat, directory)
    mini_fat_start = struct.unpack_from("<I", data, 60)[0]
    root = entries[:128]
    for at in range(0, len(entries) - 127, 128):
        entry = entries[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode(
            "utf-16-le", "replace"
        )
        if name not in ("Workbook", "Book"):
            continue
        start, length = struct.unpack_from("<II", entry, 116)
        if length >= cutoff:
            return _chain(data, size, fat, start)[:length]
        store = _chain(data, size, fat, struct.unpack_from("<I", root, 116)[0])
        mini = _numbers(_chain(data, size, fat, mini_fat_start))
        return _small_chain(store, mini, start)[:length]
    return b""


def _fat(data: bytes, size: int) -> list[int]:
    sectors = list(struct.unpack_from("<109I", data, 76))
    next_table, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, 10_000)):
        if next_table >= END:
            break
        table = _numbers(_sector(data, size, next_table))
        sectors += table[:-1]
        next_table = table[-1]
    fat: list[int] = []
    for sector in sectors:
        if sector < END:
            fat += _numbers(_sector(data, size, sector))
    return fat


def _sector(data: bytes, size: int, number: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(data: bytes, size: int, fat: list[int], start: int) -> bytes:
    return _walk(lambda number: _sector(data, size, number), fat, start)


def _small_chain(store: bytes, fat: list[int], start: int) -> bytes:
    return _walk(lambda number: store[number * 64 : number * 64 + 64], fat, start)


def _walk(sector: Callable[[int], bytes], fat: list[int], start: int) -> bytes:
    """A chain of sectors joined; a loop in the chain ends it."""
    parts, seen = [], 0
    while start < END and seen <= len(fat):
        parts.append(sector(start))
        start = fat[start]
        seen += 1
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(record kind, where its body begins, its length) from an offset to the stream's end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _sheet_offsets(stream: bytes) -> list[int]:
    offsets = []
    for kind, body, _ in _records(stream, 0):
        if kind == FILEPASS:
            raise encrypted()
        if kind == BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", stream, body)[0])
        elif kind == EOF_:
            break
    return offsets


def _errors(stream: bytes, offset: int) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    depth = 0
    for kind, body, _ in _records(stream, offset):
        if kind == BOF:
            depth += 1
        elif kind == EOF_:
            depth -= 1
            if depth <= 0:
                break
        elif kind == BOOLERR and stream[body + 7]:
            row, column = struct.unpack_from("<HH", stream, body)
            found[row, column] = ERRORS.get(stream[body + 6], "#VALUE!")
        elif (
            kind == FORMULA
            and stream[body + 12 : body + 14] == b"\xff\xff"
            and stream[body + 6] == 2
        ):
            row, column = struct.unpack_from("<HH", stream, body)
            found[row, column] = ERRORS.get(stream[body + 8], "#VALUE!")
    return found
