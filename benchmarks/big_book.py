"""A big book, made in a minute or two: five years × twelve months × 400 lines × two pools.

It is made by the actions that people use, month after month, so that the database's guards and the
record stand as in a real book; only the closing takes a short way: no checks are run and nothing is
signed. The last month stays open.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.ledger import ACCOUNTS, CENTRES, NEW

YEARS = range(2020, 2025)
LINES = 400  # a pool
ROWS = 3  # ledger rows a line and month
PEOPLE = 57  # of nine roles: 50 and some, without the administrators
POOLS = (("community", "Community services"), ("hospital", "Hospital services"))
SETTER = "the benchmark"


@dataclass
class Big:
    """What the making needs of the book at every step."""

    agreement: object
    partners: list
    groups: list
    pools: list
    lines: list[list]
    sources: list
    manager: object


def make() -> None:
    """Makes the book in the database in use, which must hold the schema and nothing else."""
    chance = random.Random(2020)
    book = _agreement()
    _mappings(book)
    for year in YEARS:
        for number in range(1, 13):
            period = _opened(book, year, number)
            if number == 1:
                _year(book, period, chance)
            _month(book, period, chance)
            if (year, number) != (YEARS[-1], 12):
                _closed(book, period)
    _analyse()


def _agreement() -> Big:
    from poolbook.agreements import actions as agreements
    from poolbook.finance.actions.setting_up import keep_source
    from poolbook.partners import actions as people
    from poolbook.partners.roles import Role

    kinds = (("COUNCIL", "The county council", "council"), ("NHS", "The NHS board", "nhs"))
    partners = [people.keep_partner(by=SETTER, code=c, name=n, kind=k) for c, n, k in kinds]
    agreement = agreements.keep_agreement(
        by=SETTER, code="big", name="The big agreement", partners=[(p, None) for p in partners],
        host=partners[0], starts=date(YEARS[0], 4, 1), explain_from=10_000_000,
    )  # fmt: skip
    groups = [
        agreements.keep_risk_group(
            by=SETTER, agreement=agreement, code=f"group-{n}", name=f"Risk group {n}", place=n
        )
        for n in range(1, 9)
    ]
    agreements.add_terms(by=SETTER, agreement=agreement, body=_terms(partners, groups))
    pools = [
        agreements.keep_pool(by=SETTER, agreement=agreement, code=code, name=name, place=place)
        for place, (code, name) in enumerate(POOLS, 1)
    ]
    lines = [_tree(pool, partners, groups[4 * at : 4 * at + 4]) for at, pool in enumerate(pools)]
    everybody = _people(partners, list(Role))
    manager = next(person for person in everybody if person.role == Role.POOL_MANAGER)
    sources = [
        keep_source(
            by=manager, agreement=agreement, partner=partner, code=code, name=name, layout={}
        )
        for partner, code, name in zip(
            (*partners, partners[0]),
            ("council", "nhs", "long"),
            ("Council ledger", "NHS ledger", "Council care ledger"),
            strict=True,
        )
    ]
    return Big(agreement, partners, groups, pools, lines, sources, manager)


def _terms(partners: Sequence, groups: Sequence) -> dict:
    """Each rule in turn: a fixed split, bands, one who bears all, by contributions."""
    one, two = (partner.code for partner in partners)
    even, uneven = {one: 50, two: 50}, {one: 40, two: 60}
    rules = [
        {"use": "fixed", "split": uneven},
        {
            "use": "bands",
            "bands": [{"below": 1_000_000, "split": even}, {"above": 1_000_000, "partner": two}],
        },
        {"use": "bearer", "partner": one},
        {"use": "pro rata", "basis": "net"},
    ]
    return {
        "name": "Terms", "status": "agreed", "from": date(YEARS[0], 4, 1),
        "to": date(YEARS[-1] + 1, 3, 31),
        "partners": [{"id": p.code, "name": p.name, "kind": p.kind} for p in partners],
        "groups": [{"id": g.code, "name": g.name, "rules": [rules[n % len(rules)]]} for n, g in enumerate(groups)],
    }  # fmt: skip


def _tree(pool, partners: Sequence, groups: Sequence) -> list:
    """Ten client groups of four services of ten lines; the lines that carry money."""
    from poolbook.agreements.models import BudgetLine
    from poolbook.audit.acting import acting

    places = iter(range(1, 10_000))

    def row(code: str, name: str, parent=None, **more) -> BudgetLine:
        return BudgetLine(
            pool=pool, code=f"{pool.code[0]}-{code}", name=name, place=next(places),
            parent=parent, from_year=YEARS[0], **more,
        )  # fmt: skip

    with acting(SETTER, "set up budget lines"):
        tops = [row(f"{n:02}", f"Client group {n}") for n in range(1, LINES // 40 + 1)]
        BudgetLine.objects.bulk_create(tops)
        middle = [row(f"{t.code[2:]}-{n}", f"Service {n} of {t.name.lower()}", t) for t in tops for n in range(1, 5)]  # fmt: skip
        BudgetLine.objects.bulk_create(middle)
        leaves = [
            row(
                f"{service.code[2:]}-{n:02}", f"Care package {n}, {service.name.lower()}", service,
                owner=partners[n % 2], risk_group=groups[at % len(groups)],
            )
            for at, service in enumerate(middle)
            for n in range(1, 11)
        ]  # fmt: skip
        for place, line in enumerate(_walk(tops, middle, leaves), 1):
            line.place = place
        BudgetLine.objects.bulk_update([*tops, *middle], ["place"])
        BudgetLine.objects.bulk_create(leaves)
    return leaves


def _walk(tops: Sequence, middle: Sequence, leaves: Sequence):
    """The tree's order: each heading right before what is under it."""
    for top in tops:
        yield top
        for service in (each for each in middle if each.parent is top):
            yield service
            yield from (each for each in leaves if each.parent is service)


def _people(partners: Sequence, roles: Sequence) -> list:
    from poolbook.partners import actions as people
    from poolbook.partners.roles import Role

    none = (Role.AUDITOR, Role.ADMINISTRATOR)
    found = []
    for n in range(PEOPLE):
        role = roles[n % len(roles)]
        partner = None if role in none else partners[n // len(roles) % 2]
        found.append(
            people.keep_person(
                by=SETTER,
                username=f"person{n}",
                role=role,
                partner=partner,
                title=f"{role.value.capitalize()} {n}",
            )
        )
    return found


def _mappings(book: Big) -> None:
    """A cost centre a line of each pool, and the long ledger's pairs over all lines; all at once."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from poolbook.audit.acting import acting
    from poolbook.finance.models import Mapping

    council, nhs, long = book.sources
    every = [line for lines in book.lines for line in lines]
    pairs = [(c, a) for c in CENTRES if c not in NEW for a in ACCOUNTS]
    rules = [(long, c, a, every[at * 7 % len(every)]) for at, (c, a) in enumerate(pairs)]
    rules += [(council, f"C{line.code}", "", line) for line in book.lines[0]]
    rules += [(nhs, f"C{line.code}", "", line) for line in book.lines[1]]
    always = DateRange(None, None)
    with acting(str(book.manager), "mapped the ledgers"):
        Mapping.objects.bulk_create(
            Mapping(source=source, cost_centre=centre, account=account, line=line, dates=always)
            for source, centre, account, line in rules
        )


def _opened(book: Big, year: int, number: int):
    from poolbook.finance.actions.periods import open_period
    from poolbook.rules.calendar import Month, Year

    month = Month(Year(year), number)
    return open_period(by=book.manager, agreement=book.agreement, month=month)


def _year(book: Big, period, chance: random.Random) -> None:
    """The year's budgets, and contributions that equal them, in two versions."""
    from poolbook.agreements import actions as agreements
    from poolbook.finance.actions.budgets import set_budgets

    amounts = {line: chance.randint(5, 300) * 1_000_000 for lines in book.lines for line in lines}
    set_budgets(
        by=book.manager, period=period, kind="schedule", amounts=amounts, reason="Schedule 3"
    )
    for name, status in (("Schedule 3", "indicative"), ("As agreed", "agreed")):
        items = []
        for pool, lines in zip(book.pools, book.lines, strict=True):
            for partner in book.partners:
                need = sum(amounts[line] for line in lines if line.owner_id == partner.pk)
                items.append(agreements.Given(pool, "All services", "", partner, "gross", need))
        agreements.add_contributions(
            by=SETTER, agreement=book.agreement, year=period.year, name=name, items=items,
            status=status, source="A paper", dated=date(period.year, 4, 1),
        )  # fmt: skip
    book.amounts = amounts


def _month(book: Big, period, chance: random.Random) -> None:
    """Each ledger's extract of the month, and a forecast of every line."""
    from poolbook.finance.actions import forecasts, postings

    for source, lines in zip(book.sources, book.lines, strict=False):
        rows = [
            postings.Entry(
                at, period.number, date(period.year + (period.number > 9), (period.number + 2) % 12 + 1, 5),
                f"C{line.code}", "45110", f"PI{period}-{at}", f"Care package, week {at % 52 + 1}",
                book.amounts[line] // 12 // ROWS + chance.randint(-900_000, 900_000),
            )
            for at, line in enumerate(lines * ROWS, 1)
        ]  # fmt: skip
        name = f"{source.code}_{period.year}_P{period.number}.csv"
        extract = postings.Extract(name, f"{source.pk}-{period.pk}".ljust(64, "0"), rows)
        postings.post(by=book.manager, period=period, source=source, extract=extract)
    entries = [
        forecasts.Entry(
            line, "manual", pence + chance.randint(-20, 22) * pence // 200, "Numbers as in the last review"
        )
        for line, pence in book.amounts.items()
    ]  # fmt: skip
    forecasts.set_forecasts(by=book.manager, period=period, entries=entries)


def _closed(book: Big, period) -> None:
    """Brought to its end state by state, with its share kept."""
    from django.utils import timezone

    from poolbook.audit.acting import acting
    from poolbook.finance.actions.shares import keep_share

    with acting(str(book.manager), f"closed {period}"):
        for state in ("checked", "signed"):
            period.state = state
            period.save(update_fields=["state"])
        keep_share(period=period, final=True)
        period.state, period.closed_at = "closed", timezone.now()
        period.save(update_fields=["state", "closed_at"])
        period.state = "issued"  # without its files, which take half a minute to make
        period.save(update_fields=["state"])


def _analyse() -> None:
    """What the server's own housekeeping would have done overnight."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
