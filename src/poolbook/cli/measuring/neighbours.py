"""`poolbook measure neighbours`: the user's own table of comparators taken in."""

import argparse
from pathlib import Path

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The table and the name of the model of likeness that it comes from."""
    parser.add_argument(
        "file", type=Path, help="columns area, neighbour, position (1 is the likest)"
    )
    parser.add_argument("--model", required=True, help="such as “CIPFA nearest neighbours 2023”")
    book.add_agreement(parser)
    book.add_person(parser)
    parser.epilog = "The table takes the place of an earlier one of the same model."


def run(args: argparse.Namespace) -> int:
    """0 where the table was taken."""
    person, agreement = book.person(args), book.agreement(args.agreement)
    if not args.file.is_file():
        raise output.Refused(f"{args.file}: there is no such file", code=2)
    from poolbook.intake.neighbours import bring_neighbours

    many = bring_neighbours(by=person, agreement=agreement, model=args.model, path=args.file)
    output.line(f"{args.model}: {many:,} comparator{'s' * (many != 1)} of {agreement} kept.")
    return 0
