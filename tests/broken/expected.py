"""Every broken file and what its user is told: file name → (what becomes of it, first messages).

The files that are text lie beside this module; the others are made by `workbooks.py`. To add one:
put the file here (or a maker there), named after its fault, and add a line to TOLD.

REFUSED: nothing is read. FAULTS: read, but it cannot be used as it is. WARNINGS: it can be used.
For FAULTS and REFUSED the messages are those of the faults (the first three), else of the warnings.
"""

REFUSED, FAULTS, WARNINGS = "refused", "faults", "warnings"

TOLD: dict[str, tuple[str, list[str]]] = {
    "ambiguous-dates.csv": (
        WARNINGS,
        [
            "Nothing in column Date shows whether 1/4/2020 is 1 April or 4 January: taken as day/month/year.",
        ],
    ),
    "amount-alone-in-its-row.csv": (
        FAULTS,
        [
            "Row 6, column Amount: £1,900.00 stands alone in its row, and is not the sum of rows above: it may be a total that does not add up, or a posting without its codes.",
        ],
    ),
    "amount-too-large-to-be-right.csv": (
        FAULTS,
        [
            "Row 3, column Amount: '999999999999999999.00' is too large to be right, so the row is left out.",
        ],
    ),
    "another-currency.csv": (
        FAULTS,
        [
            "Row 3, column Amount: '$350.50' is in another currency, so the row is left out.",
            "Row 4, column Amount: '€ 350.50' is in another currency, so the row is left out.",
        ],
    ),
    "binary-workbook.xlsb": (
        REFUSED,
        [
            "The workbook is in the binary format XLSB, which is not read.",
        ],
    ),
    "byte-of-no-encoding.csv": (
        FAULTS,
        [
            "Line 2 holds a byte that is neither UTF-8 nor Windows-1252; it is shown as a question mark.",
        ],
    ),
    "continental-decimals.csv": (
        FAULTS,
        [
            "Row 3, column Amount: '1.350,50' has commas or points where an amount has none, so the row is left out.",
        ],
    ),
    "control-total-elsewhere-that-does-not-match.csv": (
        FAULTS,
        [
            "Row 6: 'Control total' says £1,900.00, but the rows above it add up to £1,885.25 in 4 rows.",
        ],
    ),
    "count-of-rows-that-does-not-match.csv": (
        FAULTS,
        [
            "Row 6: 'Total rows' says £5.00, but the rows above it add up to £1,885.25 in 4 rows.",
        ],
    ),
    "cut-short.csv": (
        FAULTS,
        [
            "Row 6: the file stops in the middle of its last line (2 cells where the others have 5).",
        ],
    ),
    "cut-short.xls": (
        REFUSED,
        [
            "The file is an old Office document with no workbook in it, or it is cut short.",
        ],
    ),
    "cut-short.xlsx": (
        REFUSED,
        [
            "The workbook is damaged or cut short.",
        ],
    ),
    "damaged-inside.xlsx": (
        REFUSED,
        [
            "The workbook is damaged or cut short.",
        ],
    ),
    "date-not-in-the-calendar.csv": (
        FAULTS,
        [
            "Row 3, column Date: '31/02/2020' is not a date in the calendar.",
        ],
    ),
    "dates-in-1900.csv": (
        FAULTS,
        [
            "Row 3, column Date: '17/04/1900' is a date in 1900, outside 1990 to 2050.",
            "Row 4, column Date: '01/01/1900' is a date in 1900, outside 1990 to 2050.",
        ],
    ),
    "debit-without-credit.csv": (
        FAULTS,
        [
            "There is a debit column ('Debit') but no credit column.",
        ],
    ),
    "empty.csv": (
        REFUSED,
        [
            "The file is empty (0 bytes).",
        ],
    ),
    "entity-bomb.ods": (
        REFUSED,
        [
            "The workbook declares XML entities, which a spreadsheet never does: it may be an attack.",
        ],
    ),
    "entity-bomb.xlsx": (
        REFUSED,
        [
            "The workbook declares XML entities, which a spreadsheet never does: it may be an attack.",
        ],
    ),
    "error-cell-as-libreoffice-writes-it.ods": (
        FAULTS,
        [
            "Sheet 'Ledger', cell D5 (Amount): Excel error #DIV/0!.",
        ],
    ),
    "excel-error-in-a-cost-centre.csv": (
        FAULTS,
        [
            "Row 3, column Cost centre: Excel error #N/A.",
        ],
    ),
    "excel-error-in-a-date.csv": (
        FAULTS,
        [
            "Row 3, column Date: Excel error #VALUE!.",
        ],
    ),
    "excel-error-in-an-amount.csv": (
        FAULTS,
        [
            "Row 3, column Amount: Excel error #REF!.",
        ],
    ),
    "excel-error-in-an-amount.ods": (
        FAULTS,
        [
            "Sheet 'Ledger', cell D5 (Amount): Excel error #DIV/0!.",
        ],
    ),
    "excel-error-in-an-amount.xls": (
        FAULTS,
        [
            "Sheet 'Ledger', cell D5 (Amount): Excel error #N/A.",
        ],
    ),
    "excel-error-in-an-amount.xlsx": (
        FAULTS,
        [
            "Sheet 'Ledger', cell D3 (Amount): Excel error #DIV/0!.",
        ],
    ),
    "excel-error-in-the-last-row.xlsx": (
        FAULTS,
        [
            "Sheet 'Sheet', cell D5 (Amount): Excel error #REF!.",
        ],
    ),
    "far-cell.xlsx": (
        REFUSED,
        [
            "A sheet of the workbook reaches to cell XFD1048576: too large a sheet to be a ledger.",
        ],
    ),
    "formula-without-its-result.xlsx": (
        FAULTS,
        [
            "Sheet 'Sheet', cell D5 (Amount): the formula was saved without its result.",
        ],
    ),
    "grand-total-that-does-not-match.csv": (
        FAULTS,
        [
            "Row 6, column Amount: 'Grand total' says £1,885.52, but the rows above it add up to £1,885.25.",
        ],
    ),
    "hidden-sheet-beside.xlsx": (
        WARNINGS,
        [
            "The workbook has hidden sheets, which were not read: 'Adjustments'.",
        ],
    ),
    "hidden-sheet-only.xlsx": (
        REFUSED,
        [
            "Every sheet with anything in it is hidden: 'Ledger'.",
        ],
    ),
    "json-named-csv.csv": (
        REFUSED,
        [
            "The file is JSON, not a table.",
        ],
    ),
    "letter.csv": (
        REFUSED,
        [
            "The file has only one column: the first line is 'Dear finance team', and no comma, semicolon, tab or bar separates it into cells.",
        ],
    ),
    "macros-named-as-plain.xlsx": (
        REFUSED,
        [
            "The workbook holds macros (program code), which are not accepted.",
        ],
    ),
    "macros.xls": (
        REFUSED,
        [
            "The workbook holds macros (program code), which are not accepted.",
        ],
    ),
    "macros.xlsm": (
        REFUSED,
        [
            "The workbook holds macros (program code), which are not accepted.",
        ],
    ),
    "merged-cells.xlsx": (
        FAULTS,
        [
            "Sheet 'Ledger', cell A2 (Cost centre): cells A2:A3 are merged, so row 3 has no value.",
        ],
    ),
    "mixed-date-orders.csv": (
        FAULTS,
        [
            "Row 5, column Date: '04/30/2020' has the month first, but the other dates of the column do not.",
        ],
    ),
    "mojibake.csv": (
        WARNINGS,
        [
            "2 places hold text that was saved in the wrong encoding before it came here (such as Â£ for £). Amounts are not touched by it.",
        ],
    ),
    "month-or-period.csv": (
        WARNINGS,
        [
            "Nothing shows whether month 1 in column Month is April or January: taken as April.",
        ],
    ),
    "no-amount-column.csv": (
        FAULTS,
        [
            "No column is headed as an amount. Columns that hold figures: 'Account', 'Hours'.",
        ],
    ),
    "no-amounts.csv": (
        FAULTS,
        [
            "No row below the headings has an amount.",
        ],
    ),
    "no-headings.csv": (
        REFUSED,
        [
            "No row of headings was found: row 1 holds figures already.",
        ],
    ),
    "only-blank-lines.csv": (
        REFUSED,
        [
            "The file holds only blank lines.",
        ],
    ),
    "only-headings.csv": (
        FAULTS,
        [
            "There are headings but no rows below them.",
        ],
    ),
    "part-of-a-penny.csv": (
        FAULTS,
        [
            "Row 3, column Amount: '350.505' has a part of a penny, so the row is left out.",
        ],
    ),
    "password.xls": (
        REFUSED,
        [
            "The workbook is protected by a password.",
        ],
    ),
    "password.xlsx": (
        REFUSED,
        [
            "The workbook is protected by a password.",
        ],
    ),
    "pdf-named-csv.csv": (
        REFUSED,
        [
            "The file is a PDF, not a table.",
        ],
    ),
    "period-not-understood.csv": (
        FAULTS,
        [
            "Row 3, column Period: 'Q1' is not a period or a month.",
            "Row 4, column Period: '14' is not a period or a month.",
        ],
    ),
    "powers-of-ten.csv": (
        FAULTS,
        [
            "Row 3, column Amount: '1.35E+06' has lost digits: a spreadsheet shortened it to powers of ten, so the row is left out.",
        ],
    ),
    "program.xls": (
        REFUSED,
        [
            "The file is a program, not a table.",
        ],
    ),
    "quote-out-of-place-swallows-rows.csv": (
        FAULTS,
        [
            "Row 3, column D: one cell holds 27 lines: a quotation mark out of place has swallowed rows.",
        ],
    ),
    "repeats-without-end.ods": (
        REFUSED,
        [
            "The workbook is damaged or cut short.",
        ],
    ),
    "rows-above-the-headings.csv": (
        FAULTS,
        [
            "Rows 1 and 2 above the headings hold amounts, which are not read.",
        ],
    ),
    "same-row-twice.csv": (
        WARNINGS,
        [
            "1 row is the same as an earlier row in every cell: it is counted.",
        ],
    ),
    "says-it-is-endless.xlsx": (WARNINGS, []),
    "says-utf-8-but-is-not.csv": (
        REFUSED,
        [
            "The file says that it is utf-8-sig, but it holds bytes that are not.",
        ],
    ),
    "spreadsheet-xml.xls": (
        REFUSED,
        [
            "The file is XML, whatever its name says.",
        ],
    ),
    "subtotal-that-does-not-add-up.csv": (
        FAULTS,
        [
            "Row 7, column Amount: 'Subtotal' says £343.75, but the rows above it add up to £334.75 (all rows so far: £1,885.25).",
        ],
    ),
    "text-in-a-date.csv": (
        FAULTS,
        [
            "Row 3, column Date: 'Easter' is not a date.",
        ],
    ),
    "text-in-an-amount.csv": (
        FAULTS,
        [
            "Row 3, column Amount: 'three hundred' is not an amount, so the row is left out.",
            "Row 4, column Amount: 'tbc 75' is not an amount, so the row is left out.",
        ],
    ),
    "text-in-an-amount.xlsx": (
        FAULTS,
        [
            "Sheet 'Ledger', cell D5 (Amount): 'see note' is not an amount, so the row is left out.",
        ],
    ),
    "text-named-xlsx.xlsx": (
        WARNINGS,
        [
            "The file is named .xlsx but is delimited text: read as what it is.",
        ],
    ),
    "the-same-period-twice.csv": (
        FAULTS,
        [
            "More than one column stands for the same period (sets of period columns: all alike).",
        ],
    ),
    "three-hundred-faults.csv": (
        FAULTS,
        [
            "Row 3, column Amount: 'oops 0' is not an amount, so the row is left out.",
            "Row 4, column Amount: 'oops 1' is not an amount, so the row is left out.",
            "Row 5, column Amount: 'oops 2' is not an amount, so the row is left out.",
        ],
    ),
    "time-instead-of-date.csv": (
        WARNINGS,
        [
            "Column Date holds only a time of day ('00:00:00') where a date is expected: those rows have no date.",
        ],
    ),
    "total-of-periods-that-does-not-match.csv": (
        FAULTS,
        [
            "Row 3, column Total: the total says £16.00, but the row's periods add up to £15.00.",
        ],
    ),
    "total-row-with-a-blank-key.csv": (
        FAULTS,
        [
            "Row 4, column Amount: 'C100 Total' says £1,550.00, but the rows above it add up to £1,550.50.",
        ],
    ),
    "two-amount-columns.csv": (
        FAULTS,
        [
            "Several columns could be the amount: 'Amount' (column C, total £150.00) and 'Net amount' (column D, total £135.00).",
        ],
    ),
    "two-columns-headed-amount.csv": (
        FAULTS,
        [
            "Several columns have the same heading and hold amounts: 'Amount' (column C, total £150.00) and 'Amount' (column D, total £135.00).",
        ],
    ),
    "two-columns-headed-cost-centre.csv": (
        FAULTS,
        [
            "Columns A and B are headed 'Cost centre'; column A was taken.",
        ],
    ),
    "two-headers.csv": (
        FAULTS,
        [
            "Row 6: other headings begin here: 'Supplier', 'Invoice number', 'Paid date', 'Narrative', 'Net amount'.",
        ],
    ),
    "two-sets-of-periods.csv": (
        FAULTS,
        [
            "More than one column stands for the same period (sets of period columns: 'budget', 'forecast').",
        ],
    ),
    "two-signs.csv": (
        FAULTS,
        [
            "Row 3, column Amount: '-(350.50)' has two signs, so the row is left out.",
            "Row 4, column Amount: '(350.50) CR' has two signs, so the row is left out.",
        ],
    ),
    "two-tables.xlsx": (
        WARNINGS,
        [
            "Sheet 'April' was read; 'May' looks like a table too.",
            "1 row is the same as an earlier row in every cell: it is counted.",
        ],
    ),
    "unclosed-quote.csv": (
        FAULTS,
        [
            "Row 3: a quotation mark is opened and never closed, so nothing after it can be read.",
        ],
    ),
    "unquoted-comma-in-a-text.csv": (
        FAULTS,
        [
            "Row 3, column Amount: 'two nights' is not an amount, so the row is left out.",
        ],
    ),
    "utf-16-cut-in-a-character.csv": (
        REFUSED,
        [
            "The file says that it is utf-16, but it holds bytes that are not.",
        ],
    ),
    "web-page.xls": (
        REFUSED,
        [
            "The file is a web page (HTML), whatever its name says.",
        ],
    ),
    "word-document.xlsx": (
        REFUSED,
        [
            "The file is a Word or PowerPoint document, not a table.",
        ],
    ),
    "workbook-with-nothing-in-it.xlsx": (
        REFUSED,
        [
            "The workbook has no cells with anything in them.",
        ],
    ),
    "wrong-delimiter.csv": (
        REFUSED,
        [
            "The file has only one column: the first line is 'Cost centre^Account^Date^Description^Amount', and no comma, semicolon, tab or bar separates it into cells.",
        ],
    ),
    "zero-bytes.csv": (
        REFUSED,
        [
            "Line 3 holds zero bytes: the file is damaged, or is not text.",
        ],
    ),
    "zip-bomb.xlsx": (
        REFUSED,
        [
            "The workbook is 60 KB packed and 60 MB unpacked.",
        ],
    ),
    "zip-of-a-csv.xlsx": (
        REFUSED,
        [
            "The file is a zip archive, not a workbook.",
        ],
    ),
}
