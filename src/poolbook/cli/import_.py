"""`poolbook import`: a ledger extract read, mapped and posted to a period, or an import withdrawn."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poolbook.cli import book, output
from poolbook.rules import money
from poolbook.rules.refusal import Refusal

if TYPE_CHECKING:
    from poolbook.finance.models import Period, Source
    from poolbook.intake.reading import Layout
    from poolbook.rules.calendar import Month


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file with its period and source; or --withdraw with the import's number."""
    parser.add_argument("file", nargs="?", type=Path, help="CSV, XLSX, XLS or ODS")
    parser.add_argument("--period", help=f"{book.PERIOD}; opened if the book does not have it")
    parser.add_argument("--source", help="the ledger it comes from, by its code")
    parser.add_argument(
        "--layout", type=Path, help="a layout for this file, instead of the source's"
    )
    parser.add_argument(
        "--preview", action="store_true", help="say what would happen; post nothing"
    )
    parser.add_argument(
        "--skip-repeated",
        action="store_true",
        help="leave out rows that were posted before (for year-to-date extracts)",
    )
    parser.add_argument("--withdraw", type=int, metavar="NUMBER", help="take an import back")
    parser.add_argument("--why", default="", help="why it is taken back")
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0 where every row is mapped, 1 where some are in suspense."""
    person = book.person(args)
    if args.withdraw is not None:
        return _withdraw(args, person)
    if not (args.file and args.period and args.source):
        raise output.Refused("give the file, --period and --source", code=2)
    from poolbook.finance.actions.periods import open_period
    from poolbook.finance.queries.periods import named

    agreement, month = named(args.period)
    source = find_source(args.source, agreement)
    if args.preview:
        return _preview(args, source, _seen(source, month))
    period = open_period(by=person, agreement=source.agreement, month=month)
    return _import(args, source, period, person)


def _seen(source: "Source", month: "Month") -> "Period":
    """The period for a preview; where the book does not have it yet, as it would be."""
    from poolbook.finance.models import Period

    key = {"agreement": source.agreement, "year": month.year.start, "number": month.number}
    return Period.objects.filter(**key).first() or Period(**key)


def find_source(text: str, agreement: str = "") -> "Source":
    """The source by its code, or `AGREEMENT/CODE`; a refusal names those there are."""
    from poolbook.finance.models import Source

    within, _, code = text.rpartition("/")
    within = within or agreement
    every = Source.objects.select_related("agreement")
    every = every.filter(agreement__code=within) if within else every
    found = [source for source in every if source.code == code]
    if len(found) > 1:
        choices = [f"write {source.agreement.code}/{code}" for source in found]
        raise Refusal(f"{len(found)} agreements have a ledger source “{code}”: say whose", choices)
    if not found:
        known = [f"{source.agreement.code}/{source.code}" for source in every]
        known = known if within == "" and len({s.agreement_id for s in every}) > 1 else [
            source.code for source in every
        ]  # fmt: skip
        where = f" in {within}" if within else ""
        raise Refusal(f"there is no ledger source “{code}”{where}", known)
    return found[0]


def _layout(args: argparse.Namespace) -> "Layout | None":
    if args.layout is None:
        return None
    from poolbook.cli import files
    from poolbook.intake.reading import Layout

    try:
        return Layout.from_dict(files.load(args.layout))
    except ValueError as error:
        raise output.Refused(
            f"{args.layout.name} is not a layout", details=[str(error)], code=2
        ) from None


def _import(args: argparse.Namespace, source: "Source", period: "Period", person: Any) -> int:
    from poolbook.intake.extracts import import_extract

    done, reading = import_extract(
        by=person,
        period=period,
        source=source,
        path=args.file,
        layout=_layout(args),
        skip_repeated=args.skip_repeated,
    )
    found: dict[str, Any] = {
        "import": done.batch.pk,
        "file": args.file.name,
        "already": done.already,
        "rows": done.rows,
        "pounds": {kind: f"{money.pounds(pence):.2f}" for kind, pence in done.pence.items()},
        "warnings": [warning.message for warning in reading.warnings],
    }
    if args.json:
        output.as_json(found)
    elif done.already:
        output.line(
            f"{args.file.name} is in the book already, as import {done.batch.pk}: nothing was done."
        )
    else:
        output.line(f"Import {done.batch.pk}: {args.file.name} to {period} from {source.name}.")
        show_totals(done.rows, done.pence)
    for warning in found["warnings"] if not args.json else ():
        output.line(f"  Look at this: {warning}")
    return 1 if done.rows["suspended"] else 0


def _preview(args: argparse.Namespace, source: "Source", period: "Period") -> int:
    from poolbook.intake.extracts import preview

    seen = preview(args.file, source, period, _layout(args))
    if args.json:
        output.as_json(
            {
                "file": args.file.name,
                "rows": seen.rows,
                "pounds": {
                    kind: f"{money.pounds(pence):.2f}" for kind, pence in seen.pence.items()
                },
                "unmapped": [
                    {"cost_centre": c, "account": a, "pounds": f"{money.pounds(pence):.2f}"}
                    for (c, a), pence in seen.unmapped.items()
                ],
                "faults": list(seen.faults),
                "warnings": [warning.message for warning in seen.reading.warnings],
            }
        )
        return 1 if seen.faults else 0
    output.line(f"Preview: {args.file.name} to {period} from {source.name}. Nothing is posted.")
    show_totals(seen.rows, seen.pence)
    for (centre, account), pence in seen.unmapped.items():
        output.line(f"  Not mapped: {centre} {account}, {money.show_pounds(pence)}")
    for fault in seen.faults:
        output.line(f"  Fault: {fault}")
    for warning in seen.reading.warnings:
        output.line(f"  Look at this: {warning.message}")
    return 1 if seen.faults else 0


def show_totals(rows: dict[str, int], pence: dict[str, int]) -> None:
    """The control totals as lines."""
    names = {
        "posted": "on budget lines",
        "suspended": "in suspense",
        "outside": "outside the pools",
    }
    output.line(f"  read {rows['read']:>18,} rows {money.show_pounds(pence['read']):>20}")
    for kind, name in names.items():
        if rows[kind] or kind == "posted":
            output.line(f"  {name:<19} {rows[kind]:>3,} rows {money.show_pounds(pence[kind]):>20}")


def _withdraw(args: argparse.Namespace, person: Any) -> int:
    from poolbook.finance.actions.postings import withdraw
    from poolbook.finance.models import Batch

    batch = Batch.objects.filter(pk=args.withdraw).first()  # its number is one in the whole book
    if batch is None:
        raise Refusal(f"there is no import {args.withdraw}")
    withdraw(by=person, batch=batch, why=args.why)
    text = f"Import {batch.pk} ({batch.file_name}) is withdrawn; its rows count for nothing."
    output.line(json.dumps({"withdrawn": batch.pk}) if args.json else text)
    return 0
