"""`poolbook forecast`: a period's forecasts and notes, from files, or shown."""

import argparse
from pathlib import Path

from poolbook.cli import book, output
from poolbook.rules import money


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A period, with a file of forecasts or notes; without files it shows the forecasts."""
    parser.add_argument("period", help=book.PERIOD)
    parser.add_argument("file", nargs="?", type=Path, help="columns: line, method, amount, reason")
    parser.add_argument(
        "--notes", type=Path, help="columns: pool, kind (issue, risk, line, change), line, text"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """Saves what is given, whole or not at all, then shows."""
    period = book.period(args.period)
    if args.file or args.notes:
        person = book.person(args)
        from poolbook.finance.actions.forecasts import set_forecasts, set_notes
        from poolbook.intake.small import forecast_entries, notes

        found = {}
        if args.file:
            entries = forecast_entries(args.file, period)
            found["saved"] = set_forecasts(by=person, period=period, entries=entries)
            found["unchanged"] = len(entries) - found["saved"]
        if args.notes:
            found["notes"] = set_notes(by=person, period=period, notes=notes(args.notes, period))
        if args.json:
            output.as_json(found)
        else:
            output.line(
                f"{period}: " + ", ".join(f"{count} {what}" for what, count in found.items())
            )
        return 0
    return _show(args.period, args.json)


def _show(text: str, as_json: bool) -> int:
    from poolbook.finance.queries.figures import figures

    period = book.period(text)
    rows = [
        {
            "line": item.line.code,
            "name": item.line.name,
            "budget": f"{money.pounds(item.budget):.2f}",
            "actual": None if item.actual is None else f"{money.pounds(item.actual):.2f}",
            "method": item.forecast.method if item.forecast else None,
            "forecast": f"{money.pounds(item.forecast.pence):.2f}" if item.forecast else None,
            "reason": item.forecast.reason if item.forecast else None,
        }
        for item in figures(period)
    ]
    if as_json:
        output.as_json({"period": str(period), "lines": rows})
        return 0
    output.line(f"{'':<52}{'budget':>16}{'actual':>16}{'forecast':>16}  method")
    for row in rows:
        amounts = "".join(
            f"{row[name] or 'no data':>16}" for name in ("budget", "actual", "forecast")
        )
        output.line(f"{row['name'][:50]:<52}{amounts}  {row['method'] or ''}")
    return 0
