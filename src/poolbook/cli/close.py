"""`poolbook close`: closes a signed period, issues its report, or adds an erratum."""

import argparse

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Closing keeps the share and freezes the period; issuing keeps the report's files as well."""
    parser.add_argument("period", help=book.PERIOD)
    parser.add_argument(
        "--issue", action="store_true", help="issue the report of the closed period"
    )
    parser.add_argument(
        "--erratum",
        nargs=4,
        metavar=("FIGURE", "PRINTED", "SHOULD-BE", "WHY"),
        help="note an error in the issued report",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """Closes, unless the period is closed already and is only to be issued or corrected."""
    from poolbook.finance.actions import periods

    person, period = book.person(args), book.period(args.period)
    if args.erratum:
        figure, printed, should_be, why = args.erratum
        erratum = periods.add_erratum(
            by=person,
            period=period,
            figure=figure,
            printed=printed,
            should_be=should_be,
            reason=why,
        )
        return _say(
            args, f"Erratum {erratum.number} to {period} is noted.", {"erratum": erratum.number}
        )
    if not (args.issue and period.state == "closed"):
        periods.close(by=person, period=period)
    if args.issue:
        from poolbook.reports.actions import issue

        files = issue(by=person, period=period)
        body = {"state": "issued", "files": {file.name: file.sha256 for file in files}}
        return _say(args, f"{period} is closed and issued, with {len(files)} files.", body)
    return _say(args, f"{period} is closed.", {"state": "closed"})


def _say(args: argparse.Namespace, text: str, body: dict) -> int:
    if args.json:
        output.as_json({"period": args.period} | body)
    else:
        output.line(text)
    return 0
