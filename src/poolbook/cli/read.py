"""`poolbook read FILE`: what Poolbook understands of a ledger file, and everything wrong with it."""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from poolbook.cli import output
from poolbook.intake.reading import Fault, Layout, Reading, read_file
from poolbook.rules.money import pounds

CLEAN, FAULTY, UNUSABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `poolbook read`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX, XLS or ODS")
    parser.add_argument("--sheet", help="the sheet to read, where a workbook has several")
    parser.add_argument("--header-row", type=int, metavar="N", help="the row of the headings")
    parser.add_argument("--amount", metavar="NAME", help="the heading of the amount column")
    parser.add_argument("--layout", type=Path, metavar="FILE", help="a saved layout (JSON)")
    parser.add_argument("--json", action="store_true", help="print JSON (poolbook-read/1)")
    parser.add_argument("--rows", action="store_true", help="with --json: every typed row too")
    parser.epilog = (
        "Exit codes: 0 read, nothing wrong; 1 read, but with faults; "
        "2 the file cannot be opened or is refused. Nothing is stored."
    )


def run(args: argparse.Namespace) -> int:
    """Read, print, and return the exit code."""
    try:
        reading = read_file(args.file, layout_of(args))
    except ValueError as error:
        raise output.Refused(str(error), code=UNUSABLE) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise output.Refused(f"{args.file}: cannot be opened ({reason})", code=UNUSABLE) from None
    if args.json:
        output.as_json(reading.as_dict(rows=args.rows))
    else:
        show(reading)
    if reading.refused:
        return UNUSABLE
    return CLEAN if reading.ok else FAULTY


def layout_of(args: argparse.Namespace) -> Layout:
    """The saved layout, with what the command line says on top. Raises ValueError, OSError."""
    layout = Layout()
    if args.layout:
        try:
            layout = Layout.from_dict(json.loads(args.layout.read_text(encoding="utf-8-sig")))
        except json.JSONDecodeError as error:
            raise ValueError(f"{args.layout}: is not JSON: {error}") from None
    if args.header_row is not None and args.header_row < 1:
        raise ValueError("--header-row must be 1 or more")
    columns = dict(layout.columns) | ({"amount": args.amount} if args.amount else {})
    return replace(
        layout,
        sheet=args.sheet or layout.sheet,
        header_row=args.header_row or layout.header_row,
        columns=columns,
    )


def show(reading: Reading) -> None:
    """The reading as a short page for a finance officer."""
    if not reading.refused:
        for label, text in _facts(reading):
            output.line(f"{label:<10} {text}")
        _show_columns(reading)
    _show_faults("Faults", reading.faults, reading.faults_not_listed)
    _show_faults("Look at", reading.warnings, reading.warnings_not_listed)
    output.line()
    output.line(_verdict(reading))


def _facts(reading: Reading) -> list[tuple[str, str]]:
    counts = reading.counts
    form = [reading.kind or "", reading.encoding or "", _delimiter(reading.delimiter)]
    facts = [("File", reading.file), ("Form", ", ".join(filter(None, form)))]
    if reading.sheet is not None:
        others = f" (of {len(reading.sheets)})" if len(reading.sheets) > 1 else ""
        facts.append(("Sheet", reading.sheet + others))
    if reading.header_row:
        titles = f", under {reading.title_rows} title rows" if reading.title_rows else ""
        facts.append(("Headings", f"row {reading.header_row}{titles}"))
    left_out = ", ".join(
        f"{counts[name]:,} {words}" for name, words in LEFT_OUT.items() if counts.get(name)
    )
    data = counts.get("data_rows", 0)
    facts.append(("Rows", f"{data:,}" + (f" (left out: {left_out})" if left_out else "")))
    if reading.period_columns:
        facts.append(
            ("Periods", f"{len(reading.period_columns)} columns, {len(reading.rows):,} amounts")
        )
    facts.append(
        ("Total", f"{_money(reading.total_pence)}, of which {reading.negatives:,} negative")
    )
    if reading.debit_total is not None:
        facts.append(("Debits", _money(reading.debit_total)))
        facts.append(("Credits", _money(reading.credit_total or 0)))
    return facts


LEFT_OUT = {
    "blank": "blank",
    "repeated_headers": "repeated headings",
    "subtotals": "totals",
    "footers": "footers",
    "stray": "stray",
    "no_amount": "without an amount",
    "bad_amounts": "with an amount that cannot be read",
    "second_headers": "other headings",
    "skipped": "skipped by the layout",
    "outside": "outside the table",
    "not_sorted": "not understood without an amount column",
}


def _show_columns(reading: Reading) -> None:
    if not reading.columns:
        return
    output.line()
    width = min(40, max(len(column.name) for column in reading.columns))
    output.line(
        f"     {'Column':<{width}}  {'Used as':<16} {'Kind':<7} {'Filled':>9} {'Total':>18}"
    )
    for column in reading.columns:
        role = "" if column.role == "other" else column.role.replace("_", " ")
        role += f" {column.month}" if column.month else ""
        total = "" if column.total_pence is None else _money(column.total_pence)
        name = column.name[:width]
        output.line(
            f"{column.letter:>3}  {name:<{width}}  {role:<16} {column.kind:<7} "
            f"{column.non_blank:>9,} {total:>18}".rstrip()
        )


def _show_faults(title: str, faults: list[Fault], more: int) -> None:
    if not faults:
        return
    output.line()
    output.line(f"{title}:")
    for fault in faults:
        output.line(f"- {fault.message}" + (f" {fault.what_to_do}" if fault.what_to_do else ""))
    if more:
        output.line(f"- and {more:,} more")


def _verdict(reading: Reading) -> str:
    if reading.refused:
        return "Refused: nothing was read."
    count = len(reading.faults) + reading.faults_not_listed
    if count:
        return f"{count:,} fault{'s' if count > 1 else ''}: correct the file and read it again."
    return "Read with no faults."


def _money(amount: int) -> str:
    return f"{'−' if amount < 0 else ''}£{pounds(abs(amount)):,}"


def _delimiter(delimiter: str | None) -> str:
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    return f"separated by {names.get(delimiter, repr(delimiter))}" if delimiter else ""
