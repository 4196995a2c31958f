"""Two ledger extracts in two layouts, reconstructed: their postings add up to the paper's actuals.

The council's is a Windows-1252 CSV of transactions as a finance system prints it: title rows, a
heading repeated a page, £ and brackets, subtotals and a footer. The NHS body's is a workbook with a
column a month and totals of rows and columns.
"""

import datetime
import io

import xlsxwriter

from demo.lines import LINES, Line
from poolbook.rules import money

MONTHS = 7
# A new service code appears in the council's ledger in month 7 and is not mapped yet.
NEW_IN_P7 = ("41990", "ld-home-support", 70)
SHARES = (92, 97, 101, 99, 103, 104, 104)


def by_month(code: str, pounds: int) -> list[int]:
    """A line's actual to period 7 in pence, month by month, adding up to it exactly."""
    tilt = sum(code.encode()) % 7
    weights = {month: SHARES[month] + (month * tilt) % 5 for month in range(MONTHS)}
    found = money.apportion(pounds * 100, weights, range(MONTHS))
    return [found[month] for month in range(MONTHS)]


def cost_centre(line: Line) -> str:
    """The line's cost centre: 4xxxx in the council's ledger, 7xxxxx in the NHS body's."""
    at = LINES.index(line)
    return f"{41000 + at * 10}" if line.ledger == "OCC" else f"{732000 + at * 7}"


def account(line: Line) -> str:
    """The line's account: income on one, care on another, block contracts on a third."""
    if line.code == "ld-income":
        return "92100"
    return "45110" if line.ledger == "OCC" else "52161007"


def mappings(ledger: str, new: bool) -> list[tuple[str, ...]]:
    """Cost centre and account to line; `new` gives only what appears in period 7."""
    if new:
        return [(NEW_IN_P7[0], "45110", NEW_IN_P7[1], "")]
    mine = [line for line in LINES if line.paper and line.ledger == ledger]
    rows = [(cost_centre(line), account(line), line.code, "") for line in mine]
    if ledger == "OCC":
        rows.append(("49900", "", "", "Corporate overheads, outside the pools"))
    return rows


def council(actual: dict[str, int], number: int) -> bytes:
    """The council's extract for months 1 to 6 (period 6) or month 7 (period 7)."""
    months = range(6) if number == 6 else range(6, 7)
    head = "Cost Centre,Cost Centre Description,Subjective,Period,Posting Date,Document,Narrative,Amount £"
    out = [
        "Oxfordshire County Council,,,,,,,",
        f"General ledger transactions 2020/21, periods {months[0] + 1} to {months[-1] + 1},,,,,,,",
    ]
    out += ["Reconstructed for demonstration,,,,,,,", "", head]
    total, printed = 0, 0
    for line in LINES:
        if line.ledger != "OCC" or not line.paper:
            continue
        subtotal = 0
        for month in months:
            for row, pence in _transactions(
                line, month, by_month(line.code, actual[line.code])[month]
            ):
                out.append(f"{row},{_bracketed(pence)}")
                subtotal += pence
                printed += 1
                if printed % 55 == 0:
                    out += ["", head]
        out.append(f",,,,,,Subtotal {line.name.replace(',', '')},{_bracketed(subtotal)}")
        total += subtotal
    if number == 6:
        out.append(
            f"49900,Corporate overheads,45110,6,30/09/2020,JNL900001,Outside the pools,{_bracketed(1_234_567)}"
        )
        total += 1_234_567
    out += [f",,,,,,Grand total,{_bracketed(total)}", "", "*** End of report ***,,,,,,,"]
    return ("\r\n".join(out) + "\r\n").encode("cp1252")


def _transactions(line: Line, month: int, pence: int) -> list[tuple[str, int]]:
    """A month's postings of a line: a payment run, a second one, and a correction the other way."""
    date = _month_end(month)
    parts = (
        [pence]
        if abs(pence) < 1_000_000
        else [pence * 3 // 5, pence - pence * 3 // 5 + pence // 50, -(pence // 50)]
    )
    rows = []
    for at, part in enumerate(parts):
        centre = cost_centre(line)
        if line.code == NEW_IN_P7[1] and month == 6 and at == 2:
            centre = NEW_IN_P7[0]
        words = ("Payment run", "Payment run 2", "Correction of an earlier payment")[at]
        document = f"PI{month + 1:02d}{LINES.index(line):02d}{at}"
        name = line.name.replace(",", "")
        rows.append(
            (
                f"{centre},{name},{account(line)},{month + 1},{date:%d/%m/%Y},{document},{words}",
                part,
            )
        )
    return rows


def _month_end(month: int) -> datetime.date:
    """The last day of a month, 0 being April 2020."""
    return datetime.date(2020, 5 + month, 1) - datetime.timedelta(days=1)


def _bracketed(pence: int) -> str:
    """Pounds as that ledger prints them, quoted: "£1,234.50", "(£12.00)", "-" for nothing."""
    if pence == 0:
        return "-"
    text = f"£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f'"({text})"' if pence < 0 else f'"{text}"'


def nhs(actual: dict[str, int], number: int) -> bytes:
    """The NHS body's extract for the year to the period: a column a month."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": "Ledger extract", "created": datetime.datetime(2020, 11, 6)})
    sheet = book.add_worksheet("Ledger")
    sheet.write(0, 0, "Oxfordshire Clinical Commissioning Group")
    sheet.write(
        1,
        0,
        f"Ledger by cost centre, year to month {number}, 2020/21 (reconstructed for demonstration)",
    )
    heads = (
        ["Cost Centre", "Cost Centre Name", "Account"]
        + [f"M{m:02d}" for m in range(1, number + 1)]
        + ["Total"]
    )
    for at, text in enumerate(heads):
        sheet.write(3, at, text)
    row, sums = 4, [0] * number
    for line in LINES:
        if line.ledger != "OCCG" or not line.paper:
            continue
        months = by_month(line.code, actual[line.code])[:number]
        sheet.write(row, 0, cost_centre(line))
        sheet.write(row, 1, line.name)
        sheet.write(row, 2, account(line))
        for at, pence in enumerate(months):
            sheet.write(row, 3 + at, pence / 100)
            sums[at] += pence
        sheet.write(row, 3 + number, sum(months) / 100)
        row += 1
    sheet.write(row, 1, "Grand Total")
    for at, pence in enumerate([*sums, sum(sums)]):
        sheet.write(row, 3 + at, pence / 100)
    book.close()
    return file.getvalue()
