"""The way from the command line into the book: the database up, Django ready, the person known."""

import argparse
import os
from typing import TYPE_CHECKING

from poolbook.cli.output import Refused

if TYPE_CHECKING:
    from poolbook.agreements.models import Agreement
    from poolbook.finance.models import Period
    from poolbook.partners.models import Person
    from poolbook.rules.risk_share import Result


# How a period is given, for the help of every command that takes one.
PERIOD = "such as 2020-21/P7; where the book has several agreements, AGREEMENT/2020-21/P7"


def open_book() -> None:
    """Starts or joins the database and makes Django ready; does nothing the second time."""
    import django
    from django.apps import apps

    if apps.ready:
        return
    from poolbook.config import database
    from poolbook.config.embedded import ServerError

    try:
        database.ready()
    except ServerError as error:
        raise Refused(str(error), code=2) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poolbook.config.settings")
    django.setup()


def add_person(parser: argparse.ArgumentParser) -> None:
    """The option that says who acts; every write needs it."""
    parser.add_argument(
        "--as",
        dest="person",
        default=os.environ.get("POOLBOOK_AS", ""),
        metavar="USERNAME",
        help="who does this (or set POOLBOOK_AS)",
    )


def person(args: argparse.Namespace) -> "Person":
    """The person who acts. Raises Refusal where there is none of that name."""
    open_book()
    from poolbook.partners.queries import person as find

    if not args.person:
        raise Refused("say who does this: --as USERNAME (or set POOLBOOK_AS)", code=2)
    return find(args.person)


def period(text: str) -> "Period":
    """The period as typed. The operator at the command line sees every agreement."""
    open_book()
    from poolbook.finance.queries.periods import period as find

    return find(text, visible_to=None)


def agreement(code: str = "") -> "Agreement":
    """The agreement by its code; without one, the only one of the book."""
    open_book()
    from poolbook.agreements.queries import the_agreement

    return the_agreement(visible_to=None, code=code)


def add_agreement(parser: argparse.ArgumentParser) -> None:
    """The option that says which agreement; not needed where the book has one."""
    parser.add_argument("--agreement", default="", metavar="CODE", help="where there are several")


def share(text: str) -> "Result":
    """The share of a period under the terms in force."""
    open_book()
    from poolbook.finance.queries.sharing import run

    return run(period(text))
