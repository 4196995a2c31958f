"""`poolbook measure`: measures, their values and scorecards; a module a subcommand in `measuring/`."""

import argparse
from importlib import import_module
from keyword import iskeyword
from types import ModuleType

# subcommand → one line of help; the module is poolbook.cli.measuring.<name>
SUBCOMMANDS: dict[str, str] = {
    "set-up": "define measures, their targets and scorecards from TOML files",
    "enter": "take in values from tables: measure, area, time, value",
    "judge": "take in colours and comments of measures and headings from tables",
    "show": "a scorecard as it stands at the end of a period",
    "list": "the measures, or the scorecards, of the agreement",
    "import": "take in a file of a national series or return",
    "areas": "take in a published list of area codes",
    "neighbours": "take in your table of comparators",
    "feeds": "list the layouts that are known and what came in, or save a layout",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Every subcommand with its own arguments."""
    commands = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    for name, summary in SUBCOMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + "."
        )
        _module(name).add_arguments(command)


def run(args: argparse.Namespace) -> int:
    """Runs the subcommand and returns its exit code."""
    return int(_module(args.subcommand).run(args))


def _module(name: str) -> ModuleType:
    return import_module(f"poolbook.cli.measuring.{name.replace('-', '_')}{'_' * iskeyword(name)}")
