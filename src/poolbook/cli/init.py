"""`poolbook init`: makes the database ready, and sets up an agreement from its folder."""

import argparse
from pathlib import Path

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder is not needed where only the database should be made ready."""
    parser.add_argument("folder", nargs="?", type=Path, help="a folder with agreement.toml in it")
    parser.add_argument("--json", action="store_true", help="say what was done as JSON")


def run(args: argparse.Namespace) -> int:
    """Brings the tables up to date, then the agreement to its folder."""
    book.open_book()
    migrate()
    if not args.folder:
        output.line("The database is ready.")
        return 0
    from poolbook.intake.setup import set_up

    agreement = set_up(args.folder)
    if args.json:
        output.as_json({"agreement": agreement.code, "name": agreement.name})
    else:
        output.line(f"{agreement.name} is set up, with {_counts(agreement)}.")
    return 0


def migrate() -> None:
    """Brings the tables up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _counts(agreement: object) -> str:
    from poolbook.agreements.models import BudgetLine, Pool

    pools = Pool.objects.filter(agreement=agreement).count()
    lines = BudgetLine.objects.filter(pool__agreement=agreement).count()
    return f"{pools} pools and {lines} budget lines"
