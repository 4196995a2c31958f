"""Delimited text: its encoding and delimiter found, its records read, its damage named."""

import codecs
import csv
import io
import re
from collections import Counter
from pathlib import Path

from .faults import WARNING, Faults, RefusedError, clip
from .layout import Layout
from .model import Grid

DELIMITERS = ",;\t|"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
STRAY_BOMS = (
    "\u00c3\u00af\u00c2\u00bb\u00c2\u00bf",
    "\u00ef\u00bb\u00bf",
    "\ufeff",
)  # decoded wrongly once or twice
MOJIBAKE = re.compile(
    "Ã[\u0080-\u00bf\u0192\u201a-\u203a]|Â[\u0080-\u00bf]|â\u20ac[\u0080-\u00bf\u2010-\u2122]"
)
CUT = "Run the extract again, and check that it finished."
LINES_IN_A_CELL = 20
csv.field_size_limit(10_000_000)


def read_text(path: Path, layout: Layout, faults: Faults) -> tuple[Grid, str, str]:
    """The file as a grid, its encoding and its delimiter; faults are added, RefusedError raised."""
    text, encoding = decode(path.read_bytes(), layout.encoding, faults)
    for mark in STRAY_BOMS:
        text = text.removeprefix(mark)
    if not text.strip():
        raise RefusedError("empty", "The file holds only blank lines.", "Run the extract again.")
    mojibake = len(MOJIBAKE.findall(text)) if "Ã" in text or "Â" in text or "â€" in text else 0
    if mojibake:
        faults.file(
            "mojibake",
            f"{mojibake:,} places hold text that was saved in the wrong encoding before it came "
            "here (such as Â£ for £). Amounts are not touched by it.",
            "Names may look odd; ask the sender for UTF-8 if they matter.",
            WARNING,
        )
    delimiter = layout.delimiter or find_delimiter(text)
    rows = records(text, delimiter, faults)
    return Grid(None, rows), encoding, delimiter


def decode(data: bytes, encoding: str | None, faults: Faults) -> tuple[str, str]:
    """Bytes as text and the encoding's name: by its mark, by trial, or as told."""
    if encoding:
        return _decode_as_told(data, encoding), encoding
    for mark, name in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeDecodeError as error:
                raise _wrong_encoding(name) from error
    if b"\0" in data[:100_000] or b"\0" in data:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.file(
            "encoding",
            f"Line {line} holds a byte that is neither UTF-8 nor Windows-1252; "
            "it is shown as a question mark.",
            "Save the file again as 'CSV UTF-8'.",
        )
        return data.decode("cp1252", "replace"), "windows-1252"


def _decode_as_told(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise RefusedError(
            "encoding", f"'{encoding}' is not the name of an encoding.", "Use utf-8 or cp1252."
        ) from error
    except UnicodeDecodeError as error:
        raise _wrong_encoding(encoding) from error


def _wrong_encoding(name: str) -> RefusedError:
    return RefusedError(
        "encoding",
        f"The file says that it is {name}, but it holds bytes that are not.",
        "Save the file again as 'CSV UTF-8'.",
    )


def _utf16_without_mark(data: bytes) -> tuple[str, str]:
    """Western text in UTF-16 has a zero in every other byte; other zeros are damage."""
    even, odd = data[0:20_000:2].count(0), data[1:20_000:2].count(0)
    half = min(len(data), 20_000) / 2
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.8 * half and others < 0.05 * half:
            try:
                return data.decode(name), name
            except UnicodeDecodeError:
                break
    line = data.count(b"\n", 0, data.index(0)) + 1
    raise RefusedError(
        "nul-bytes",
        f"Line {line} holds zero bytes: the file is damaged, or is not text.",
        "Run the extract again.",
    )


def find_delimiter(text: str) -> str:
    """The character that cuts most lines into the same number of cells, more than one."""
    sample = text[:200_000].rsplit("\n", 1)[0] if len(text) > 200_000 else text
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        widths = Counter()
        for at, row in enumerate(_lenient(sample, delimiter)):
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
            if at > 400:
                break
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
            score = count / sum(widths.values()) + min(width, 30) / 1000
            if score > best_score:
                best, best_score = delimiter, score
    if best:
        return best
    first = next(line for line in text.splitlines() if line.strip())
    raise RefusedError(
        "one-column",
        f"The file has only one column: the first line is '{clip(first)}', and no comma, "
        "semicolon, tab or bar separates it into cells.",
        "Save it as CSV with commas, or say what separates the cells.",
    )


def _lenient(sample: str, delimiter: str):
    try:
        yield from csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def records(text: str, delimiter: str, faults: Faults) -> list[list[str]]:
    """The cells of every record; an unclosed quotation mark is a fault, never a silence."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows.extend(reader)
    except csv.Error as error:
        if "unexpected end" not in str(error):
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        else:
            faults.at(
                "unclosed-quote",
                len(rows) + 1,
                None,
                "a quotation mark is opened and never closed, so nothing after it can be read.",
                do="Correct the quotation mark in the file, or run the extract again.",
            )
            return rows
    if "\n" in text and reader.line_num > len(rows):
        _check_long_cells(rows, faults)
    if rows and len(rows) > 2 and not text.endswith(("\n", "\r")):
        _check_cut(rows, faults)
    return rows


def _check_long_cells(rows: list[list[str]], faults: Faults) -> None:
    """A quotation mark closed by a later one swallows the rows between into one cell."""
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            if len(cell) > 100 and cell.count("\n") >= LINES_IN_A_CELL:
                faults.at(
                    "swallowed-rows",
                    number,
                    index,
                    f"one cell holds {cell.count(chr(10)) + 1} lines: a quotation mark out of "
                    "place has swallowed rows.",
                    value=cell,
                    do="Correct the quotation mark in the file, or run the extract again.",
                )


def _check_cut(rows: list[list[str]], faults: Faults) -> None:
    """The last line has no end and too few cells: the file was cut off while it was written."""
    usual = Counter(map(len, rows[-200:-1])).most_common(1)[0][0]
    last = rows[-1]
    if usual > 2 and 1 < len(last) < usual:
        faults.at(
            "cut-short",
            len(rows),
            None,
            f"the file stops in the middle of its last line ({len(last)} cells where the others "
            f"have {usual}).",
            do=CUT,
        )
