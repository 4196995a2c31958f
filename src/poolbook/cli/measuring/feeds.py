"""`poolbook measure feeds`: the layouts that are known and the loads that came in; or a layout saved."""

import argparse
from pathlib import Path

from poolbook.cli import book, output
from poolbook.cli.measuring.import_ import load_layout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to list; --show CODE prints a layout, --save FILE keeps one."""
    parser.add_argument("--show", metavar="CODE", default="", help="print a layout as JSON")
    parser.add_argument("--save", metavar="FILE", type=Path, help="keep a layout (TOML or JSON)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_agreement(parser)
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0 where it was listed or kept."""
    agreement = book.agreement(args.agreement)
    from poolbook.intake.feeding import seeing, taking
    from poolbook.performance.queries.loads import loads

    if args.save:
        layout = load_layout(args.save)
        taking.keep_layout(by=book.person(args), agreement=agreement, data=layout.data)
        output.line(f"{layout.code}: the layout is kept; files like it are recognised from now on.")
        return 0
    known = seeing.layouts(agreement)
    if args.show:
        if args.show not in known:
            raise output.Refused(f"there is no layout “{args.show}”", details=sorted(known))
        output.as_json(known[args.show].data)
        return 0
    came = list(loads(agreement))
    if args.json:
        output.as_json(
            {
                "layouts": [
                    {"code": each.code, "name": each.name, "get_it": each.get_it}
                    for each in known.values()
                ],
                "loads": [
                    {"load": each.pk, "feed": each.feed.code if each.feed else None,
                     "file": each.file_name, "values": each.rows, "at": each.at.isoformat(),
                     "withdrawn": each.withdrawn_why or None}
                    for each in came
                ],
            }
        )  # fmt: skip
        return 0
    output.line("Layouts")
    for each in known.values():
        output.line(f"  {each.code:<22} {each.name}")
    output.line("Loads" if came else "No load yet")
    for load in came:
        gone = f"; withdrawn: {load.withdrawn_why}" if load.withdrawn_at else ""
        output.line(f"  {load.pk:>5}  {load.at:%d %b %Y}  {load.rows:>9,} values  {load}{gone}")
    return 0
