"""`poolbook map`: mappings from a file, what is in suspense, and clearing it."""

import argparse
from pathlib import Path
from typing import Any

from poolbook.cli import book, output
from poolbook.cli.import_ import find_source
from poolbook.rules import money


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file of mappings for a source; or a period, to see and clear its suspense."""
    parser.add_argument(
        "file", nargs="?", type=Path, help="columns: cost centre, account, line, reason, from, to"
    )
    parser.add_argument(
        "--source", help="the ledger that the mappings are for, by its code, or AGREEMENT/CODE"
    )
    parser.add_argument(
        "--period", help="map again what is in suspense in this period, and show what is left"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0, or 1 where rows are left in suspense."""
    person = book.person(args)
    found: dict[str, Any] = {}
    if args.file:
        if not args.source:
            raise output.Refused("say which ledger the mappings are for: --source", code=2)
        found["added"] = _add(args, person)
        if not args.json:
            output.line(f"{found['added']} mappings added from {args.file.name}.")
    if args.period:
        found |= _suspense(args, person)
    if not (args.file or args.period):
        raise output.Refused("give a file of mappings with --source, or --period", code=2)
    if args.json:
        output.as_json(found)
    return 1 if found.get("suspense") else 0


def _add(args: argparse.Namespace, person: Any) -> int:
    from poolbook.finance.actions.mappings import add_mappings
    from poolbook.intake.small import mapping_rules

    source = find_source(args.source)
    return add_mappings(by=person, source=source, rules=mapping_rules(args.file, source.agreement))


def _suspense(args: argparse.Namespace, person: Any) -> dict[str, Any]:
    from poolbook.finance.actions.postings import clear_suspense
    from poolbook.finance.queries.suspense import suspense

    period = book.period(args.period)
    moved = clear_suspense(by=person, period=period) if period.state == "open" else 0
    left = suspense(period)
    if not args.json:
        output.line(
            f"{moved} rows left suspense in {period}; {sum(item.rows for item in left)} remain."
        )
        for item in left:
            hint = f" (was it {item.suggestion}?)" if item.suggestion else ""
            output.line(
                f"  {item.source}: {item.cost_centre} {item.account}, {item.rows} rows, "
                f"{money.show_pounds(item.pence)}{hint}"
            )
    rows = [
        {**vars(item), "pence": None, "pounds": f"{money.pounds(item.pence):.2f}"} for item in left
    ]
    for row in rows:
        del row["pence"]
    return {"moved": moved, "suspense": rows}
