"""`poolbook share`: who bears a variation, from a terms file and a position file, or for a period."""

import argparse
from pathlib import Path
from typing import Any

from poolbook.cli import files, output
from poolbook.rules import money
from poolbook.rules.risk_share import Result, Terms, read_position, read_terms, share
from poolbook.rules.risk_share.engine import ShareError
from poolbook.rules.risk_share.people import SPECIAL
from poolbook.rules.risk_share.result import GroupResult
from poolbook.rules.risk_share.written import difference, written


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two files (no database), or a period of the book."""
    parser.add_argument(
        "period",
        nargs="?",
        help="a period of the book, such as 2020-21/P7, or AGREEMENT/2020-21/P7",
    )
    parser.add_argument("--terms", type=Path, help="the terms, a TOML or JSON file")
    parser.add_argument(
        "--position", type=Path, help="lines with budget and forecast, TOML or JSON"
    )
    parser.add_argument(
        "--previous", type=Path, help="last period's position: shows the change since"
    )
    parser.add_argument(
        "--against", type=Path, help="other terms (agreed, say): shows the difference"
    )
    parser.add_argument(
        "--json", action="store_true", help="as docs/reference/share.schema.json says"
    )


def run(args: argparse.Namespace) -> int:
    """Shares and shows; 1 where some of it is nobody's yet."""
    given = [args.terms, args.position, args.previous, args.against]
    if args.period and any(given):
        raise output.Refused("give a period, or files; not both", code=2)
    if args.period:
        from poolbook.cli import book

        result = book.share(args.period)
        extra: dict[str, Any] = {}
    elif args.terms and args.position:
        result, extra = _from_files(args)
    else:
        raise output.Refused("give a period, or both --terms and --position", code=2)
    if args.json:
        output.as_json(written(result) | extra)
    else:
        _show(result, extra)
    return 1 if any(part.unallocated for part in result.parts()) else 0


def _from_files(args: argparse.Namespace) -> tuple[Result, dict[str, Any]]:
    terms = _terms(args.terms)
    result = _share(terms, args.terms, args.position)
    extra: dict[str, Any] = {}
    if args.previous:
        before = _share(terms, args.terms, args.previous)
        extra["since_previous"] = difference(before, result)
    if args.against:
        other = _share(_terms(args.against), args.against, args.position)
        extra["against"] = {"result": written(other), "difference": difference(result, other)}
    return result, extra


def _terms(path: Path) -> Terms:
    terms, faults = read_terms(files.load(path))
    files.refuse_faults(path, faults)
    assert terms is not None
    return terms


def _share(terms: Terms, terms_path: Path, position_path: Path) -> Result:
    position, faults = read_position(files.load(position_path))
    files.refuse_faults(position_path, faults)
    assert position is not None
    try:
        return share(terms, position)
    except ShareError as error:
        raise output.Refused(
            f"{position_path.name} does not fit {terms_path.name}; nothing was shared",
            details=[f"{position_path.name}: {fault}" for fault in error.faults],
            code=2,
        ) from None


def _show(result: Result, extra: dict[str, Any]) -> None:
    output.line(f"Terms: {result.status}. Positive amounts are overspends, borne as a cost.")
    for part in result.parts():
        _show_group(part, result)
    net = " ".join(
        f"{name} {money.show_pounds(result.net()[who])};" for who, name in result.partners.items()
    )
    output.line(f"\nNet {money.show_pounds(result.variance())}: {net.rstrip(';')}")
    for who, amount in result.others().items():
        output.line(f"  {SPECIAL.get(who, who)}: {money.show_pounds(amount)}")
    if result.unallocated():
        output.line(
            f"  Nobody bears {money.show_pounds(result.unallocated())} yet: it is to be decided."
        )
    for pot in result.pots:
        output.line(
            f"  Pot {pot.measure}: {money.show_pounds(pot.released)} of {money.show_pounds(pot.pot)}"
        )
    for title, name in (
        ("Change since the previous position", "since_previous"),
        ("Against", "against"),
    ):
        if name in extra:
            found = extra[name].get("difference", extra[name])
            output.line(
                f"\n{title}: "
                + ", ".join(f"{who} {amount}" for who, amount in found["net"].items())
            )


def _show_group(group: GroupResult, result: Result) -> None:
    output.line(f"\n{group.name} ({group.status}): {money.show_pounds(group.variance)}")
    shares = ", ".join(
        f"{result.partners[who]} {money.show_pounds(amount)}"
        for who, amount in group.shares.items()
    )
    output.line(f"  {shares}")
    for step in group.steps:
        clause = f" [{step.clause}]" if step.clause else ""
        output.line(f"  - {step.text}{clause}")
