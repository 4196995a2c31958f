"""`poolbook check`: every check of a period; explained ones; and the period marked checked."""

import argparse

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without an option it only shows; --explain says why a check may be passed; --done marks."""
    parser.add_argument("period", help=book.PERIOD)
    parser.add_argument(
        "--explain",
        action="append",
        default=[],
        metavar="CHECK=WHY",
        help="say why a check may be passed",
    )
    parser.add_argument(
        "--done", action="store_true", help="mark the period checked, ready to sign"
    )
    parser.add_argument("--reopen", metavar="WHY", help="open a checked or signed period again")
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """0 where every check is green or explained, else 1."""
    from poolbook.finance.actions import periods

    period = book.period(args.period)
    if args.reopen is not None:
        periods.reopen(by=book.person(args), period=period, why=args.reopen)
    for pair in args.explain:
        check, _, why = pair.partition("=")
        periods.explain(by=book.person(args), period=period, check=check.strip(), text=why)
    code = _show(args)
    if args.done:
        periods.check(by=book.person(args), period=period)
        if not args.json:
            output.line(f"{period} is checked and waits for signatures.")
    return code


def _show(args: argparse.Namespace) -> int:
    from poolbook.finance.queries import checks

    period = book.period(args.period)
    found = checks.run(period)
    if args.json:
        output.as_json(
            {
                "period": str(period),
                "state": period.state,
                "checks": [
                    {
                        "code": each.code,
                        "title": each.title,
                        "green": each.green,
                        "passed": each.passed,
                        "must": each.must,
                        "details": list(each.details),
                        "explanation": each.explanation,
                    }
                    for each in found
                ],
            }
        )
    else:
        output.line(f"{period}, {period.state}")
        for each in found:
            state = "ok       " if each.green else "explained" if each.passed else "NOT YET  "
            output.line(f"  {state}  {each.code:<13} {each.title}")
            for detail in each.details:
                output.line(f"             - {detail}")
            if each.explanation:
                output.line(f"             because: {each.explanation}")
    return 0 if all(each.passed for each in found) else 1
