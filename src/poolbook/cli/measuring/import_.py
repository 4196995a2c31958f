"""`poolbook measure import`: a file of a national series or return taken in, tried, or withdrawn."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poolbook.cli import book, files, output

if TYPE_CHECKING:
    from poolbook.agreements.models import Agreement
    from poolbook.intake.feeding.seeing import Seen
    from poolbook.intake.feeds import FeedLayout
    from poolbook.performance.actions.loads import Loaded

SHOWN = 50  # faults said one by one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file, how it is read, and whether it is only tried; or --withdraw with a load's number."""
    parser.add_argument("file", nargs="?", type=Path, help="CSV, XLS, XLSX or ODS, as published")
    parser.add_argument(
        "--layout", default="", help="a layout’s code, or a file of one; else it is recognised"
    )
    parser.add_argument("--try", dest="only_try", action="store_true", help="say what would happen")
    parser.add_argument(
        "--new-areas", action="store_true", help="add areas that the book does not have yet"
    )
    parser.add_argument("--withdraw", type=int, metavar="NUMBER", help="take a load back")
    parser.add_argument("--why", default="", help="why it is taken back")
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_agreement(parser)
    book.add_person(parser)
    parser.epilog = "Exit codes: 0 done, or tried without a fault; 1 refused, with every fault."


def run(args: argparse.Namespace) -> int:
    """0 where the file was taken, or could be."""
    agreement = book.agreement(args.agreement)
    if args.withdraw is not None:
        return _withdraw(args, agreement)
    if args.file is None:
        raise output.Refused("give the file, or --withdraw and its number", code=2)
    if not args.file.is_file():
        raise output.Refused(f"{args.file}: there is no such file", code=2)
    from poolbook.intake.feeding import seeing, taking

    options = {"layout": _layout(args.layout), "new_areas": args.new_areas}
    if args.only_try:
        seen = seeing.see(args.file, agreement, **options)
        _tell(args, seen, None)
        return 1 if seen.faults else 0
    person = book.person(args)
    done, seen = taking.bring(by=person, agreement=agreement, path=args.file, **options)
    _tell(args, seen, done)
    return 0


def _layout(given: str) -> "FeedLayout | str | None":
    if not given:
        return None
    path = Path(given)
    if path.suffix.lower() not in (".toml", ".json"):
        return given
    return load_layout(path)


def load_layout(path: Path) -> "FeedLayout":
    """A layout from a TOML or JSON file. Raises Refused with everything wrong with it."""
    from poolbook.intake.feeds import FeedLayout, LayoutError

    try:
        return FeedLayout.of(files.load(path))
    except LayoutError as error:
        raise output.Refused(f"{path.name} is not a layout", details=error.faults, code=2) from None


def _withdraw(args: argparse.Namespace, agreement: "Agreement") -> int:
    from poolbook.intake.feeding.taking import withdraw

    load = withdraw(by=book.person(args), agreement=agreement, number=args.withdraw, why=args.why)
    if args.json:
        output.as_json({"withdrawn": load.pk})
    else:
        output.line(f"Load {load.pk} ({load}) is withdrawn; its values count for nothing.")
    return 0


def _tell(args: argparse.Namespace, seen: "Seen", done: "Loaded | None") -> None:
    if args.json:
        output.as_json(as_data(seen, done))
        return
    for line in _understood(seen):
        output.line(line)
    counted = done or seen
    if not seen.faults:
        said = f"{counted.new:,} new, {counted.changed:,} changed, {counted.same:,} the same"
        output.line(f"Values     {said}")
    if done is not None:
        output.line(
            f"Load {done.load.pk}: taken in."
            if done.load
            else "Nothing in it is new: no load was made."
        )
    elif not seen.faults:
        for each in seen.changes[:5]:
            output.line(f"  {each.measure}, {each.area}, {each.ends}: {each.known} → {each.given}")
        if seen.same_as:
            output.line(f"The same file came in as {seen.same_as}.")
        output.line("Tried only: nothing was kept.")
    for fault in seen.faults[:SHOWN]:
        output.line(f"  Fault: {fault.message} {fault.what_to_do}".rstrip())
    more = len(seen.faults) + seen.not_listed - SHOWN
    if more > 0:
        output.line(f"  and {more:,} more faults")


def _understood(seen: "Seen") -> list[str]:
    from poolbook.intake.feeding.seeing import counts

    lines = [f"File       {seen.file}"]
    if seen.layout:
        how = "recognised" if seen.recognised else "as told"
        lines.append(f"Layout     {seen.layout.code}: {seen.layout.name} ({how})")
    if seen.reading:
        told = ", ".join(f"{many:,} {what}" for what, many in counts(seen).items() if many)
        lines += [f"Tables     {', '.join(seen.reading.tables)}", f"Understood {told}"]
        lines.append(f"Times      {seen.times_words}")
        new = len(seen.new_measures)
        if new:
            lines.append(f"New        {new:,} measure{'s' * (new != 1)} to be defined")
        if seen.placing.new:
            lines.append(f"New        {len(seen.placing.new):,} areas that the book does not have")
        if seen.placing.by_name:
            lines.append(f"By name    {len(seen.placing.by_name):,} areas known by name alone")
    return lines


def as_data(seen: "Seen", done: "Loaded | None" = None) -> dict[str, Any]:
    """The answer for a program (poolbook-feed/1)."""
    from poolbook.intake.feeding.seeing import counts

    counted = done or seen
    times = seen.times
    return {
        "schema": "poolbook-feed/1",
        "file": seen.file,
        "sha256": seen.sha256,
        "layout": seen.layout.code if seen.layout else None,
        "recognised": seen.recognised,
        "tables": seen.reading.tables if seen.reading else [],
        "counts": {what.replace(" ", "_"): many for what, many in counts(seen).items()},
        "from": times[0].starts.isoformat() if times else None,
        "to": times[1].ends.isoformat() if times else None,
        "new_measures": [each.ref for each in seen.new_measures],
        "new_areas": [place.code for place in seen.placing.new.values()],
        "by_name": {one.name: code for one, code in seen.placing.by_name.items()},
        "unused_columns": seen.reading.unused if seen.reading else {},
        "new": counted.new,
        "changed": counted.changed,
        "same": counted.same,
        "load": done.load.pk if done and done.load else None,
        "faults": [
            {"code": f.code, "message": f.message, "sheet": f.sheet, "row": f.row, "cell": f.cell,
             "value": f.value, "what_to_do": f.what_to_do}
            for f in seen.faults
        ],
        "faults_not_listed": seen.not_listed,
    }  # fmt: skip
