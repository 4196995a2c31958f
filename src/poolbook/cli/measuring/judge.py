"""`poolbook measure judge FILE…`: colours and comments of measures and headings, from tables."""

import argparse
from pathlib import Path

from poolbook.cli import book, output
from poolbook.rules.refusal import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """CSV, XLSX, XLS or ODS; whole or not at all, however many files."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="columns: time; measure and area, or heading (scorecard/heading); colour, reason, "
        "comment, printed",
    )
    parser.add_argument("--json", action="store_true", help="say what was done as JSON")
    book.add_agreement(parser)
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0; a refusal says every fault with its file and row."""
    person = book.person(args)
    from poolbook.intake.measuring import judgements
    from poolbook.performance.actions.judging_many import judge_many

    given, faults = [], []
    for path in args.files:
        try:
            given += judgements(path)
        except Refusal as refusal:
            faults += refusal.details or [refusal.message]
    if faults:
        names = ", ".join(path.name for path in args.files)
        raise Refusal(f"{names}: no judgement was kept", faults)
    new, same = judge_many(by=person, agreement=book.agreement(args.agreement), given=given)
    if args.json:
        output.as_json({"new": new, "same": same})
    else:
        output.line(f"{new:,} new judgements, {same:,} as they were.")
    return 0
