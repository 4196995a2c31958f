"""`poolbook measure set-up FILE…`: areas, measures, targets and scorecards from TOML."""

import argparse
from pathlib import Path

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Several files are read as one: a scorecard may name a measure of another file."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.toml")
    parser.add_argument("--json", action="store_true", help="say what was done as JSON")
    book.add_agreement(parser)
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0; a refusal says every fault of every file."""
    person = book.person(args)
    from poolbook.intake.measuring import set_up_measures

    done = set_up_measures(args.files, by=person, agreement=book.agreement(args.agreement))
    kept = done.measures
    if args.json:
        output.as_json(
            {
                "areas": done.areas,
                "measures": kept.new,
                "changed": kept.changed,
                "definitions": kept.redefined,
                "targets": kept.targets,
                "replaced": kept.replaced,
                "scorecards": done.scorecards,
            }
        )
        return 0
    output.line(
        f"{_many(kept.new, 'new measure')}, {_many(kept.redefined, 'new definition')} of measures "
        f"there were, {_many(kept.targets, 'new target')} ({kept.replaced} in place of others), "
        f"{_many(done.areas, 'area')} new or changed, {_many(done.scorecards, 'scorecard')} kept."
    )
    return 0


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
