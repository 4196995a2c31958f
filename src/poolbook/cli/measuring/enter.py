"""`poolbook measure enter FILE…`: values from tables, each as it is printed."""

import argparse
from pathlib import Path

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """CSV, XLSX, XLS or ODS; whole or not at all, however many files."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="columns: measure, area, time, value; and numerator, denominator, count, status, note, source",
    )
    parser.add_argument("--json", action="store_true", help="say what was done as JSON")
    book.add_agreement(parser)
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0; a refusal says every fault with its file and row."""
    person = book.person(args)
    from poolbook.intake.measuring import enter_values

    done = enter_values(args.files, by=person, agreement=book.agreement(args.agreement))
    if args.json:
        output.as_json({"new": done.new, "changed": done.changed, "same": done.same})
    else:
        output.line(f"{done.new:,} new values, {done.changed:,} changed, {done.same:,} known.")
    return 0
