"""What a file is, by its content and not by its name; and what is refused before it is opened."""

import re
from pathlib import Path

from .faults import RefusedError

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIGGEST = 300 * 2**20  # bytes; a ledger of a million rows is about half of this
SAVE_AS = "Open it in Excel, save it as 'Excel workbook (*.xlsx)' or as CSV, and try again."
OTHERS = (
    (
        b"%PDF",
        "a PDF",
        "Ask for the ledger extract as CSV or Excel: figures cannot be taken from a PDF.",
    ),
    (b"\x89PNG", "a picture", "Ask for the ledger extract as CSV or Excel."),
    (b"\xff\xd8\xff", "a picture", "Ask for the ledger extract as CSV or Excel."),
    (b"\x1f\x8b", "a compressed (gzip) file", "Unpack it and give the file inside."),
    (b"Rar!", "a compressed (RAR) file", "Unpack it and give the file inside."),
    (b"7z\xbc\xaf", "a compressed (7-Zip) file", "Unpack it and give the file inside."),
    (b"{\\rtf", "a word-processing document", "Ask for the ledger extract as CSV or Excel."),
    (b"\x7fELF", "a program", "Check that you chose the right file."),
    (b"MZ\x90", "a program", "Check that you chose the right file."),
    (b"PAR1", "a Parquet file", "Ask for the ledger extract as CSV or Excel."),
)


def kind_of(path: Path) -> str:
    """'csv', 'xlsx', 'xls' or 'ods'; raises RefusedError with the reason for anything else."""
    size = path.stat().st_size
    if size == 0:
        raise RefusedError("empty", "The file is empty (0 bytes).", "Run the extract again.")
    if size > BIGGEST:
        raise RefusedError(
            "too-large",
            f"The file is {size // 2**20} MB; the limit is {BIGGEST // 2**20} MB.",
            "Split the extract by period or by cost centre.",
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(ZIP):
        return kind_of_zip(path)
    if head.startswith(OLE):
        return kind_of_ole(path)
    if head.startswith(b"PK"):
        raise RefusedError("damaged", "The workbook is damaged or empty.", "Ask for it again.")
    for mark, name, do in OTHERS:
        if head.startswith(mark):
            raise RefusedError("not-a-table", f"The file is {name}, not a table.", do)
    refuse_markup(head)
    return "csv"


def refuse_markup(head: bytes) -> None:
    """HTML and XML are often saved under the name of a workbook or a CSV."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style")):
        raise RefusedError(
            "html", "The file is a web page (HTML), whatever its name says.", SAVE_AS
        )
    if re.match(rb'[{[]\s*["{\[]', start):
        raise RefusedError(
            "json", "The file is JSON, not a table.", "Ask for the ledger extract as CSV or Excel."
        )
    if start.startswith((b"<?xml", b"<workbook")):
        raise RefusedError("xml", "The file is XML, whatever its name says.", SAVE_AS)


def kind_of_zip(path: Path) -> str:
    """Which office format a zip file holds; refuses macros and plain archives."""
    from .ooxml import names_in

    names = names_in(path)
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lower) or path.suffix.lower() == ".xlsm":
        raise RefusedError(
            "macros",
            "The workbook holds macros (program code), which are not accepted.",
            "Save it as 'Excel workbook (*.xlsx)', which leaves the macros out.",
        )
    if "xl/workbook.bin" in lower:
        raise RefusedError(
            "xlsb", "The workbook is in the binary format XLSB, which is not read.", SAVE_AS
        )
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "content.xml" in lower and "mimetype" in lower:
        return "ods"
    if "word/document.xml" in lower or "ppt/presentation.xml" in lower:
        raise RefusedError(
            "not-a-table",
            "The file is a Word or PowerPoint document, not a table.",
            "Ask for the ledger extract as CSV or Excel.",
        )
    raise RefusedError(
        "not-a-table",
        "The file is a zip archive, not a workbook.",
        "Unpack it and give the file inside.",
    )


def kind_of_ole(path: Path) -> str:
    """An old-format Excel file; refuses encrypted workbooks and macros by the streams they hold."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise RefusedError(
            "macros",
            "The workbook holds macros (program code), which are not accepted.",
            "Save it as 'Excel workbook (*.xlsx)', which leaves the macros out.",
        )
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "xls"
    raise RefusedError(
        "not-a-table",
        "The file is an old Office document with no workbook in it, or it is cut short.",
        "Ask for the ledger extract as CSV or Excel.",
    )


def encrypted() -> RefusedError:
    """The refusal for any workbook that needs a password."""
    return RefusedError(
        "encrypted",
        "The workbook is protected by a password.",
        "Open it, remove the password (File, Info, Protect Workbook) and save it again.",
    )
