"""A fresh book for each run: the Oxfordshire agreement set up once, then copied by the server."""

import itertools
import os
from pathlib import Path

from benchmarks.ledger import ACCOUNTS, CENTRES, NEW

DEMO = Path(__file__).parent.parent / "demo" / "oxfordshire"
_TEMPLATE = "bench_template"
_numbers = itertools.count(1)


def ready() -> None:
    """Makes Django ready on the server in DATABASE_URL."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poolbook.config.settings")
    django.setup()


def prepare() -> None:
    """Makes the template: the schema, the agreement, and mappings for the long ledger."""
    from django.core.management import call_command

    from poolbook.intake.setup import set_up

    _server(f"CREATE DATABASE {_TEMPLATE}")
    use(_TEMPLATE)
    call_command("migrate", verbosity=0)
    set_up(DEMO)
    _map()


def fresh() -> str:
    """A copy of the template, in use from now on; its name."""
    return _make(f"TEMPLATE {_TEMPLATE}")


def empty() -> str:
    """A database with the schema and nothing in it, in use from now on; its name."""
    from django.core.management import call_command

    name = _make("")
    call_command("migrate", verbosity=0)
    return name


def leave() -> None:
    """Lets go of the server, so that it can stop."""
    from django.db import connection

    connection.close()


def current() -> str:
    """The database in use."""
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _make(of: str) -> str:
    name = f"bench_{next(_numbers)}"
    use("postgres")
    _server(f"CREATE DATABASE {name} {of}")
    use(name)
    return name


def use(name: str) -> None:
    """Has Django's connection work on this database."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def mappings() -> list[tuple[str, str, str]]:
    """(cost centre, account, line code) for the long ledger; "" is outside the pools."""
    from poolbook.agreements.models import BudgetLine

    parents = BudgetLine.objects.filter(parent__isnull=False).values("parent")
    codes = sorted(BudgetLine.objects.exclude(pk__in=parents).values_list("code", flat=True))
    return [
        (centre, account, "" if at % 20 == 7 else codes[(at + 3 * of) % len(codes)])
        for at, centre in enumerate(CENTRES)
        if centre not in NEW
        for of, account in enumerate(ACCOUNTS)
    ]


def who() -> tuple:
    """The pool manager, the period and the council's source."""
    from poolbook.finance.models import Period, Source
    from poolbook.partners.models import Person

    return (
        Person.objects.get(username="pool-manager"),
        Period.objects.get(),
        Source.objects.get(code="council"),
    )


def _map() -> None:
    from poolbook.agreements.models import BudgetLine
    from poolbook.finance.actions.mappings import Rule, add_mappings
    from poolbook.finance.models import Source

    by, _, council = who()
    lines = {line.code: line for line in BudgetLine.objects.all()}
    rules = [Rule(c, a, lines.get(code), "" if code else "other") for c, a, code in mappings()]
    add_mappings(by=by, source=council, rules=rules)
    nhs = Source.objects.get(code="nhs")
    add_mappings(by=by, source=nhs, rules=[Rule("732154", "", lines["abi-occg"])])


def _server(statement: str) -> None:
    """Runs a statement that no transaction may hold."""
    from django.db import connection

    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(statement)
