"""Makes the broken files that are not text: each function writes one, named after its fault."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HEADINGS = ["Cost centre", "Account", "Description", "Amount"]
ROWS: list[list[Any]] = [
    ["C100", "4001", "Home care", 1200.0],
    ["C100", "4002", "Respite", 350.5],
    ["C200", "4001", "Day service", -75.25],
]
MAKERS: dict[str, Callable[[Path], None]] = {}


def named(name: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Register the maker of a file under the name that the fault has."""

    def register(maker: Callable[[Path], None]) -> Callable[[Path], None]:
        MAKERS[name] = maker
        return maker

    return register


def book(path: Path, **sheets: list[list[Any]]) -> None:
    """A workbook by XlsxWriter; "=" begins a formula, whose cached value is 0."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    """The workbook at `path` with its parts changed."""
    source = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """A change of the first worksheet's XML."""
    return lambda name, data: data.replace(old, new, 1) if name.endswith("sheet1.xml") else data


@named("text-in-an-amount.xlsx")
def text_in_an_amount(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS, ["C300", "4001", "Equipment", "see note"]])


@named("excel-error-in-an-amount.xlsx")
def excel_error(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    repacked(path, in_sheet(b'<c r="D3"><v>350.5</v>', b'<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v>'))


@named("excel-error-in-the-last-row.xlsx")
def excel_error_last(path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [HEADINGS, *ROWS, ["", "", "", ""]]:
        sheet.append(row)
    sheet["D5"].value, sheet["D5"].data_type = "#REF!", "e"
    sheet["A5"], sheet["B5"], sheet["C5"] = "C300", "4001", "Equipment"
    workbook.save(path)


@named("formula-without-its-result.xlsx")
def formula_without_result(path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in [HEADINGS, *ROWS, ["C300", "4001", "Equipment", "=D2+D3"]]:
        workbook.active.append(row)
    workbook.save(path)


@named("excel-error-in-an-amount.xls")
def excel_error_xls(path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Ledger")
    for at, row in enumerate([HEADINGS, *ROWS]):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    for column, value in enumerate(["C300", "4001", "Equipment"]):
        sheet.write(4, column, value)
    sheet.row(4).set_cell_error(3, 0x2A)  # #N/A
    workbook.save(str(path))


@named("excel-error-in-an-amount.ods")
def excel_error_ods(path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Ledger")
    document.spreadsheet.addElement(table)
    for row in [HEADINGS, *ROWS, ["C300", "4001", "Equipment", "#DIV/0!"]]:
        line = TableRow()
        table.addElement(line)
        for value in row:
            number = isinstance(value, float)
            more = {"valuetype": "float", "value": value} if number else {"valuetype": "string"}
            cell = TableCell(**more)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
    document.save(str(path))


@named("error-cell-as-libreoffice-writes-it.ods")
def libreoffice_error(path: Path) -> None:
    excel_error_ods(path)
    calcext = (
        b'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    error = (
        b'<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        b'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!'
    )

    def change(name: str, data: bytes) -> bytes:
        data = data.replace(
            b"<office:document-content ", b"<office:document-content " + calcext + b" "
        )
        cell = b'<table:table-cell office:value-type="string"><text:p>#DIV/0!'
        return data.replace(cell, error)

    repacked(path, change)


@named("merged-cells.xlsx")
def merged(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Ledger")
        for at, row in enumerate([HEADINGS, *ROWS]):
            sheet.write_row(at, 0, row)
        sheet.merge_range(1, 0, 2, 0, "C100")


@named("hidden-sheet-only.xlsx")
def hidden_only(path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Front"
    ledger = workbook.create_sheet("Ledger")
    for row in [HEADINGS, *ROWS]:
        ledger.append(row)
    ledger.sheet_state = "hidden"
    workbook.save(path)


@named("hidden-sheet-beside.xlsx")
def hidden_beside(path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Ledger"
    hidden = workbook.create_sheet("Adjustments")
    for row in [HEADINGS, *ROWS]:
        workbook.active.append(row)
        hidden.append(row)
    hidden.sheet_state = "veryHidden"
    workbook.save(path)


@named("two-tables.xlsx")
def two_tables(path: Path) -> None:
    book(path, April=[HEADINGS, *ROWS, ROWS[0]], May=[HEADINGS, *ROWS])


@named("workbook-with-nothing-in-it.xlsx")
def nothing(path: Path) -> None:
    book(path, Sheet1=[])


@named("cut-short.xlsx")
def cut_xlsx(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    path.write_bytes(path.read_bytes()[:-700])


@named("cut-short.xls")
def cut_xls(path: Path) -> None:
    excel_error_xls(path)
    path.write_bytes(path.read_bytes()[:1500])


@named("damaged-inside.xlsx")
def damaged(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    repacked(path, in_sheet(b"</sheetData>", b""))


@named("zip-of-a-csv.xlsx")
def zip_of_csv(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("ledger.csv", "Cost centre,Amount\nC100,1.00\n")


@named("word-document.xlsx")
def word(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")


@named("binary-workbook.xlsb")
def xlsb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.bin", b"\0")


@named("macros.xlsm")
def macros(path: Path) -> None:
    macros_renamed(path)


@named("macros-named-as-plain.xlsx")
def macros_renamed(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Attribut")


@named("macros.xls")
def macros_xls(path: Path) -> None:
    excel_error_xls(path)
    path.write_bytes(path.read_bytes() + "_VBA_PROJECT".encode("utf-16-le"))


@named("password.xlsx")
def password(path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(512))


@named("password.xls")
def password_xls(path: Path) -> None:
    excel_error_xls(path)
    data = path.read_bytes()
    at = data.find(struct.pack("<HH", 0x0042, 2))  # the code page record becomes a FILEPASS record
    path.write_bytes(data[:at] + struct.pack("<H", 0x002F) + data[at + 2 :])


@named("far-cell.xlsx")
def far_cell(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    repacked(path, in_sheet(b"</sheetData>", far))


@named("zip-bomb.xlsx")
def zip_bomb(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    repacked(path, in_sheet(b"</sheetData>", b"</sheetData>" + b" " * (60 * 2**20)))


@named("entity-bomb.xlsx")
def entity_bomb(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n<worksheet'
    repacked(path, in_sheet(b"<worksheet", bomb))


@named("entity-bomb.ods")
def entity_bomb_ods(path: Path) -> None:
    excel_error_ods(path)
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<office:document-content'
    repacked(path, lambda name, data: data.replace(b"<office:document-content", bomb, 1))


@named("says-it-is-endless.xlsx")
def endless(path: Path) -> None:
    book(path, Ledger=[HEADINGS, *ROWS])
    repacked(path, in_sheet(b'ref="A1:D4"', b'ref="A1:XFD1048576"'))


@named("repeats-without-end.ods")
def repeats(path: Path) -> None:
    excel_error_ods(path)
    endless_cell = b'<table:table-cell table:number-columns-repeated="16000" office:value-type='
    repacked(
        path,
        lambda name, data: data.replace(
            b"<table:table-cell office:value-type=", endless_cell
        ).replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">'),
    )


@named("zero-bytes.csv")
def zero_bytes(path: Path) -> None:
    path.write_bytes(b"Cost centre,Amount\nC100,1.00\nC2\0\0\0,2.00\n")


@named("says-utf-8-but-is-not.csv")
def false_utf8(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfCost centre,Supplier,Amount\nC100,Caf\xe9,1.00\n")


@named("utf-16-cut-in-a-character.csv")
def cut_utf16(path: Path) -> None:
    path.write_bytes("Cost centre,Amount\nC100,1.00\n".encode("utf-16") + b"\x41")


@named("byte-of-no-encoding.csv")
def no_encoding(path: Path) -> None:
    path.write_bytes(b"Cost centre,Supplier,Amount\nC100,Caf\xe9 \x81,1.00\n")


@named("mojibake.csv")
def mojibake(path: Path) -> None:
    text = "Cost centre,Supplier,Amount\nC100,Café £ Co,1.00\nC200,Other,2.00\n"
    path.write_bytes(text.encode().decode("cp1252").encode())


@named("three-hundred-faults.csv")
def many(path: Path) -> None:
    lines = [f"C{n},4001,oops {n}" for n in range(300)]
    path.write_text("Cost centre,Account,Amount\nC1,4001,1.00\n" + "\n".join(lines) + "\n")


@named("program.xls")
def program(path: Path) -> None:
    path.write_bytes(b"MZ\x90\0" + bytes(100))


def make_all(folder: Path) -> None:
    """Write every file into a folder."""
    for name, maker in MAKERS.items():
        maker(folder / name)
