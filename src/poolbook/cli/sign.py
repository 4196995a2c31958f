"""`poolbook sign`: a partner's signature on a checked period."""

import argparse

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The period; the person's own partner signs."""
    parser.add_argument("period", help=book.PERIOD)
    parser.add_argument("--json", action="store_true", help="as JSON")
    book.add_person(parser)


def run(args: argparse.Namespace) -> int:
    """Signs, and says who has yet to."""
    from poolbook.agreements.queries import partners
    from poolbook.finance.actions.periods import sign

    person = book.person(args)
    signature = sign(by=person, period=book.period(args.period))
    period = book.period(args.period)
    signed = set(period.signatures.filter(void=False).values_list("partner", flat=True))
    waiting = [partner.name for partner in partners(period.agreement) if partner.pk not in signed]
    if args.json:
        output.as_json(
            {
                "period": str(period),
                "state": period.state,
                "signed_by": person.username,
                "figures": signature.figures,
                "waiting": waiting,
            }
        )
    else:
        rest = f"waiting for {', '.join(waiting)}" if waiting else "every partner has signed"
        output.line(f"{period} is signed for {person.partner}; {rest}.")
    return 0
