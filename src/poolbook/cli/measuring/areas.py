"""`poolbook measure areas`: a published list of area codes taken in."""

import argparse
from pathlib import Path

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The list, and whether it is only tried."""
    parser.add_argument("file", type=Path, help="the list as published (CSV, XLSX, ODS)")
    parser.add_argument("--try", dest="only_try", action="store_true", help="say what would happen")
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)
    parser.epilog = (
        "Known lists: councils of the United Kingdom (mySociety), districts and counties (ONS), "
        "integrated care boards (ONS), NHS commissioners (eccg), and any table that has ONS codes "
        "beside the codes of social care returns (Code, LA_name, area_code)."
    )


def run(args: argparse.Namespace) -> int:
    """0 where the list was taken, or could be."""
    person = book.person(args)
    if not args.file.is_file():
        raise output.Refused(f"{args.file}: there is no such file", code=2)
    from poolbook.intake.codes import bring_areas

    kept = bring_areas(by=person, path=args.file, only_try=args.only_try)
    if args.json:
        output.as_json(
            {"list": kept.name, "areas": kept.areas, "new": kept.new, "changed": kept.changed}
        )
        return 0
    output.line(f"{args.file.name}: {kept.name}")
    told = "would be " if args.only_try else ""
    output.line(
        f"{kept.areas:,} areas; {kept.new:,} {told}new, {kept.changed:,} {told}changed."
        + (" Nothing was kept." if args.only_try else "")
    )
    return 0
