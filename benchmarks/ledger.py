"""The long ledger of the benchmarks: 200,000 rows of 15 columns, as XLSX and as CSV.

The same rows every time, from a seeded generator; made once and kept in var/bench. Amounts are
whole pence; in the CSV they are written as a council's ledger prints them, negatives in brackets.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from poolbook.config.database import var_folder

ROWS = 200_000
HEADINGS = (
    "Cost Centre", "Cost Centre Description", "Subjective", "Subjective Description", "Period",
    "Posting Date", "Document", "Document Line", "Supplier Number", "Supplier Name", "Narrative",
    "Purchase Order", "Entered By", "VAT Code", "Amount",
)  # fmt: skip
CENTRES = tuple(str(41_000 + 10 * at) for at in range(400))
# One cost centre in fifty is new to the book, so that its rows go to suspense.
NEW = frozenset(CENTRES[::50])
ACCOUNTS = ("45110", "45210", "45310", "61010", "92100")
LAST = 6


def file(kind: str, year: int = 2020) -> Path:
    """The ledger, made where it is not there yet.

    `streamed` is XLSX with texts in the cells, as ledger systems stream long extracts; `saved` has
    them in a table of shared strings, as Excel saves it; `csv` is CSV. `year` is the financial year.
    """
    folder = var_folder() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ledger-{kind}-{year}-{ROWS}.{'csv' if kind == 'csv' else 'xlsx'}"
    if not path.exists():
        part = path.with_name("part-of-" + path.name)
        if kind == "csv":
            _write_csv(part, year)
        else:
            _write_xlsx(part, year, streamed=kind == "streamed")
        part.replace(path)
    return path


def rows(year: int = 2020) -> Iterator[tuple[str | int | date, ...]]:
    """The rows in HEADINGS' order; the last cell is pence."""
    chance = random.Random(2020)
    suppliers = [f"Provider {number:04} Limited" for number in range(3000)]
    for number in range(1, ROWS + 1):
        centre, account = chance.choice(CENTRES), chance.choice(ACCOUNTS)
        month, supplier = chance.randint(1, LAST), chance.randrange(len(suppliers))
        pence = chance.randint(1, 900_000) * (-1 if chance.random() < 0.08 else 1)
        yield (
            centre, f"Service {centre}", account, f"Subjective {account}", month,
            date(year, month + 3, chance.randint(1, 28)), f"PI{number:07}", number % 40 + 1,
            f"S{supplier:05}", suppliers[supplier], f"Care package, week {number % 52 + 1}",
            f"PO{chance.randrange(10**6):06}", f"user{number % 25:02}", "EZSX"[number % 4], pence,
        )  # fmt: skip


def small(path: Path, number: int) -> Path:
    """A ledger of 50 rows of another source; each number gives other rows."""
    head = "Cost centre,Account,Period,Document,Amount"
    body = [f"732154,52161007,{LAST},N{number:04}{at:03},{at + 1}.25" for at in range(50)]
    path.write_text("\n".join([head, *body]) + "\n", encoding="utf-8")
    return path


def _write_xlsx(path: Path, year: int, streamed: bool) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": streamed}) as book:
        sheet = book.add_worksheet("Ledger")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        for at, row in enumerate(rows(year), 1):
            sheet.write_row(at, 0, row[:5])
            sheet.write_datetime(at, 5, row[5], day)
            sheet.write_row(at, 6, row[6:-1])
            sheet.write_number(at, 14, row[-1] / 100)


def _write_csv(path: Path, year: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        for row in rows(year):
            writer.writerow((*row[:5], f"{row[5]:%d/%m/%Y}", *row[6:-1], _printed(row[-1])))


def _printed(pence: int) -> str:
    text = f"{abs(pence) // 100:,}.{abs(pence) % 100:02}"
    return f"({text})" if pence < 0 else text
