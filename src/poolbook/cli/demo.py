"""`poolbook demo`: the Oxfordshire demonstration, loaded by running its own commands one by one."""

import argparse
import shlex
from pathlib import Path

from poolbook.cli import output
from poolbook.cli.init import migrate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder holds agreement.toml and steps.txt: a poolbook command a line."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path("demo/oxfordshire"))
    parser.add_argument("--quiet", action="store_true", help="say nothing while all goes well")


def run(args: argparse.Namespace) -> int:
    """Runs each step; a demonstration that is there already is left as it is."""
    from poolbook.__main__ import main

    migrate()
    if loaded():
        output.line("The book has an agreement already; nothing was done.")
        return 0
    steps = (args.folder / "steps.txt").read_text(encoding="utf-8").splitlines()
    for step in steps:
        words = shlex.split(step, comments=True)
        if not words:
            continue
        expected = 1 if words[0] == "?" else 0
        words = [word.replace("{here}", str(args.folder)) for word in words[expected:]]
        if not args.quiet:
            output.line(f"$ poolbook {shlex.join(words)}")
        with output.silenced(args.quiet):
            code = main(words)
        if code != expected:
            raise output.Refused(f"the step “{step}” ended with {code}")
    return 0


def loaded() -> bool:
    """Whether the book has an agreement already."""
    from poolbook.agreements.models import Agreement

    return Agreement.objects.exists()
