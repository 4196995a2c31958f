"""`poolbook report`: a period's report in the formats asked for, now or as known at a moment."""

import argparse
import json
from datetime import datetime
from pathlib import Path

from poolbook.cli import book, output
from poolbook.rules.refusal import Refusal

FORMATS = ("html", "xlsx", "pdf", "docx", "pptx", "csv", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files go into a folder; --json prints the JSON format instead."""
    parser.add_argument("period", help=book.PERIOD)
    parser.add_argument("--pool", default="", help="one pool, by its code; all where absent")
    parser.add_argument("--format", default=",".join(FORMATS), help="any of them, with commas")
    parser.add_argument("--out", type=Path, default=Path(), help="the folder for the files")
    parser.add_argument(
        "--as-at", default="", metavar="MOMENT", help="as known then, 2020-11-06T12:00"
    )
    parser.add_argument(
        "--issued", action="store_true", help="the files as they were issued, byte for byte"
    )
    parser.add_argument(
        "--json", action="store_true", help="print as docs/reference/report.schema.json says"
    )


def run(args: argparse.Namespace) -> int:
    """Writes the files and names them."""
    period = book.period(args.period)
    from poolbook.reports import queries
    from poolbook.reports.actions import file_name, template_bytes
    from poolbook.reports.render import render

    as_at = moment(args.as_at)
    chosen = queries.pools(period, args.pool)
    if args.json:
        bodies = [
            json.loads(render(queries.report(period, pool, as_at), "json")) for pool in chosen
        ]
        output.as_json(
            bodies[0] if args.pool else {"schema": "poolbook-reports/1", "reports": bodies}
        )
        return 0
    forms = [form.strip() for form in args.format.split(",")]
    unknown = [form for form in forms if form not in FORMATS]
    if unknown:
        raise output.Refused(f"{', '.join(unknown)}: the formats are {', '.join(FORMATS)}", code=2)
    args.out.mkdir(parents=True, exist_ok=True)
    if args.issued:
        return _issued(args, period, forms)
    template = template_bytes(period, as_at)
    for pool in chosen:
        report = queries.report(period, pool, as_at)
        for form in forms:
            _write(args.out / file_name(pool, period, form), render(report, form, template))
    return 0


def _issued(args: argparse.Namespace, period: object, forms: list[str]) -> int:
    from poolbook.finance.models import IssuedFile

    found = [
        f for f in IssuedFile.objects.filter(period=period) if f.name.rsplit(".", 1)[1] in forms
    ]
    found = [f for f in found if not args.pool or f.name.startswith(f"{args.pool}_")]
    if not found:
        raise Refusal(f"{period} was not issued")
    for file in found:
        _write(args.out / file.name, bytes(file.content))
    return 0


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    output.line(f"{path} ({len(content):,} bytes)")


def moment(text: str) -> datetime | None:
    from django.utils import timezone

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise output.Refused(f"“{text}” is not a moment such as 2020-11-06T12:00", code=2) from None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
