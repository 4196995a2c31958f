"""`poolbook caseload`: packages taken in from an extract, made up, put on lines, forecast; the files checked."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from poolbook.cli import book, landing, output
from poolbook.rules.money import show_pounds

PROVIDERS = 39  # of the made-up county, by their number; 0 is none


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which area."""
    parser.add_argument(
        "do",
        choices=("import", "make-up", "lines", "forecast", "verify", "ready"),
        help="import an extract; make-up: load a county in which nobody is real; lines: say which "
        "budget lines packages belong to; forecast: the year from packages; verify the files; "
        "ready: compile what computes, so that no page waits for it",
    )
    parser.add_argument(
        "file", nargs="?", type=Path, help="CSV, XLSX, XLS or ODS with named columns"
    )
    parser.add_argument("--area", default="", help="the area's code; made if it is not there yet")
    parser.add_argument("--name", default="", help="the area's name, where it is new")
    parser.add_argument("--agreement", default="", help="where the book has several")
    parser.add_argument(
        "--whole", action="store_true", help="the extract holds all packages: others have ended"
    )
    parser.add_argument(
        "--as-at",
        type=date.fromisoformat,
        help="make-up: as an extract of that day would have had it, such as 2020-10-07",
    )
    parser.add_argument(
        "--remove-orphans",
        action="store_true",
        help="verify: delete files of the lake that no load made (by default they are only named)",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    landing.add_arguments(parser)
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0; 1 where a file of the lake is not what was written."""
    book.open_book()
    if args.do == "ready":
        return _ready(args)
    if args.do == "verify":
        return _verify(args)
    if args.do == "lines":
        return _lines(args)
    if args.do == "forecast":
        return landing.run(args)
    if not args.area:
        raise output.Refused("say which area the packages are of: --area CODE", code=2)
    if args.do == "import" and not args.file:
        raise output.Refused("give a file of packages", code=2)
    person = book.person(args)
    _show(_import(args, person) if args.do == "import" else _make_up(args, person), args)
    return 0


def _ready(args: argparse.Namespace) -> int:
    from poolbook.caseload import engine

    name = engine.ready()
    if args.json:
        output.as_json({"engine": name})
    else:
        output.line(f"The caseload’s engine ({name}) is ready.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from poolbook.caseload.verifying import broken_files, orphans, remove_orphans

    found = broken_files()
    left = [str(path) for path in (remove_orphans() if args.remove_orphans else orphans())]
    if args.json:
        said = {"holds": not found, "findings": found, "orphans": left}
        output.as_json(said | {"removed": args.remove_orphans})
        return 1 if found else 0
    for each in found:
        output.error(f"NOT AS WRITTEN: {each}")
    if not found:
        output.line("Every file of the caseload is as written.")
    for path in left:
        output.line(f"{'removed' if args.remove_orphans else 'no load made'}: {path}")
    if left and not args.remove_orphans:
        output.line("They do no harm. --remove-orphans deletes them.")
    return 1 if found else 0


def _lines(args: argparse.Namespace) -> int:
    from poolbook.caseload import lines
    from poolbook.intake.small import package_lines

    if not args.file:
        raise output.Refused("give a file: client group, service, funder, line", code=2)
    agreement = _agreement(args)
    rules = package_lines(args.file, agreement)
    kept = lines.keep(by=book.person(args), agreement=agreement, rules=rules)
    if args.json:
        output.as_json({"kept": kept, "known": len(rules) - kept})
    else:
        output.line(f"{kept:,} rules are new, {len(rules) - kept:,} were known.")
    return 0


def _import(args: argparse.Namespace, person: Any) -> Any:
    from poolbook.intake.taking_packages import take

    return take(
        by=person,
        agreement=_agreement(args),
        path=args.file,
        code=args.area,
        name=args.name or "",
        whole=args.whole,
    )


def _make_up(args: argparse.Namespace, person: Any) -> Any:
    from poolbook.caseload import actions
    from poolbook.caseload.generator import as_at, county
    from poolbook.rules.caseload.codes import day_number

    table, name = county(), "made-up county"
    if args.as_at:
        table = as_at(table, day_number(args.as_at))
        name = f"made-up county as at {args.as_at:%-d %B %Y}"
    agreement = _agreement(args)
    area = actions.keep_area(
        by=person,
        agreement=agreement,
        code=args.area,
        name=args.name or _known(agreement, args),
        synthetic=True,
    )
    names = tuple(f"Provider {number} (made up)" for number in range(1, PROVIDERS + 1))
    return actions.take_in(
        by=person, area=area, table=table, providers=names, whole=True, file_name=name
    )


def _agreement(args: argparse.Namespace) -> Any:
    from poolbook.agreements.queries import the_agreement

    return the_agreement(None, args.agreement)


def _known(agreement: Any, args: argparse.Namespace) -> str:
    from poolbook.caseload.queries import areas

    found = areas(agreement).filter(code=args.area).first()
    return found.name if found else str(args.area)


def _show(loaded: Any, args: argparse.Namespace) -> None:
    counts = {name: getattr(loaded, name) for name in ("new", "changed", "same", "ended")}
    load = loaded.load
    if args.json:
        output.as_json(counts | {"weekly_pence": load.weekly_pence if load else None})
        return
    if load is None:
        output.line(f"Nothing is new: all {loaded.same:,} rows were known.")
        return
    output.line(
        f"{loaded.new:,} rows are new, {loaded.changed:,} changed, {loaded.same:,} were known, "
        f"{loaded.ended:,} hold no more. Ongoing packages in the extract: "
        f"{show_pounds(load.weekly_pence)} a week."
    )
