"""The `poolbook` command. Only the chosen command's module is loaded, so that `--help` is instant."""

import argparse
import sys
from importlib import import_module

# name → one line of help; the module is poolbook.cli.<name>
COMMANDS = {
    "init": "make the database ready; with a folder, set up its agreement",
    "read": "say what Poolbook understands of a ledger file (no database)",
    "import": "read a ledger extract, map it and post it to a period",
    "map": "say which budget line a cost centre and account belong to; clear suspense",
    "forecast": "enter or show the forecasts of a period",
    "check": "run every check of a period, and mark it checked",
    "share": "share a variation by the terms, from two files or for a period",
    "spc": "control charts of the series in a file: limits, rules, icons (no database)",
    "indicator": "rates, proportions, standardised rates, quantiles, funnels of a file (no database)",
    "compare": "a file's areas against England, a goal, neighbours or their past (no database)",
    "sign": "sign a checked period for one partner",
    "close": "close a signed period, issue its report, or note an erratum",
    "report": "write a period's report as a page, PDF, Excel, Word, slides, CSV and JSON",
    "explain": "say why a figure is what it is",
    "verify": "check that nothing in the record was changed, lost or added",
    "measure": "measures, their values, targets and scorecards",
    "caseload": "packages of care: take in an extract, make a county up, verify the files",
    "people": "who may sign in; the first administrator; a partner's identity provider",
    "demo": "load the Oxfordshire demonstration by running its commands",
    "serve": "run the site",
    "work": "do the work that waits in the queue: long imports, reminders, housekeeping",
    "backup": "the whole book in one file, while everybody goes on working",
    "restore": "a backup into an empty database, every table held against the backup",
}

# These work on files alone and start no database, but for `share` of a period of the book.
WITHOUT_BOOK = ("read", "share", "spc", "indicator", "compare")


def parser(chosen: str | None) -> argparse.ArgumentParser:
    """The command line; only the chosen command's own arguments are loaded."""
    top = argparse.ArgumentParser(
        prog="poolbook",
        description="The shared book of a Section 75 pooled budget.",
        epilog="Exit codes: 0 done; 1 done, but with faults to see to, or refused by a rule; "
        "2 the command or a file could not be used.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + "."
        )
        if name == chosen:
            module = import_module(f"poolbook.cli.{_module(name)}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return top


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    words = sys.argv[1:] if argv is None else argv
    chosen = next((word for word in words if word in COMMANDS), None)
    args = parser(chosen).parse_args(words)
    from poolbook.cli import output
    from poolbook.rules.refusal import Refusal

    try:
        if args.command not in WITHOUT_BOOK:
            from poolbook.cli import book

            book.open_book()
        return int(args.run(args))
    except Refusal as refused:
        output.refuse(refused, as_json=getattr(args, "json", False))
        return getattr(refused, "code", 1)
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _module(name: str) -> str:
    return "import_" if name == "import" else name


if __name__ == "__main__":
    sys.exit(main())
