"""`poolbook measure list`: the measures of the agreement, or its scorecards."""

import argparse
from datetime import date

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing is written."""
    parser.add_argument("--scorecards", action="store_true", help="the scorecards instead")
    parser.add_argument("--json", action="store_true", help="print JSON (poolbook-measures/1)")
    book.add_agreement(parser)


def run(args: argparse.Namespace) -> int:
    """0."""
    book.open_book()
    from poolbook.performance.queries.cards import scorecards
    from poolbook.performance.queries.told import measures_told

    agreement = book.agreement(args.agreement)
    cards = [
        {"scorecard": each.code, "name": each.name, "body": each.body, "area": each.area.code}
        for each in scorecards(agreement)
    ]
    told = measures_told(agreement, date.today())
    if args.json:
        output.as_json({**told, "scorecards": cards})
    elif args.scorecards:
        for card in cards:
            output.line(f"{card['scorecard']:<28} {card['name']}")
    else:
        for each in told["measures"]:
            output.line(f"{each['measure']:<34} {each['unit']:<8} {each['name']}")
    return 0
