"""A small agreement made through the actions, and the steps of a month on it, for the tests."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from poolbook.agreements import actions as agreements
from poolbook.agreements.models import Agreement, BudgetLine, Pool, RiskGroup, TermsVersion
from poolbook.finance.actions import budgets, forecasts, mappings, periods, postings, setting_up
from poolbook.finance.models import Period, Source
from poolbook.partners import actions as people
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from poolbook.rules.calendar import parse_month
from poolbook.rules.refusal import Refusal

SETTER = "the tests"
BUDGET = 1_200_000  # pence a line and year
REASON = "as last year"


@dataclass
class Book:
    """An agreement of N partners, two pools, and lines L1, L2… mapped from cost centres C1, C2…

    Cost centre OUT is outside the pools; any other goes to suspense.
    """

    agreement: Agreement
    partners: list[Partner]
    pools: list[Pool]
    groups: list[RiskGroup]
    lines: list[BudgetLine]
    heading: BudgetLine
    source: Source
    manager: Person
    leads: list[Person]
    holder: Person
    analyst: Person
    auditor: Person
    terms: TermsVersion
    period: Period

    def line(self, number: int) -> BudgetLine:
        """Line L1, L2…"""
        return self.lines[number - 1]


def make_book(
    partners: int = 2, lines: int = 4, period: str = "2020-21/P1", mark: str = ""
) -> Book:
    """The book with its first period open, budgets set, contributions equal to them, terms agreed.

    `mark` goes before every code and username, so that several such agreements can be made.
    """
    made = [
        people.keep_partner(
            by=SETTER,
            code=f"{mark}P{n}",
            name=f"{mark}Partner {n}",
            kind="council" if n == 1 else "nhs",
        )
        for n in range(1, partners + 1)
    ]
    agreement = agreements.keep_agreement(
        by=SETTER, code=f"{mark}pooled", name=f"{mark}Pooled", partners=[(p, None) for p in made],
        host=made[0], starts=date(2020, 4, 1), explain_from=10_000_000,
    )  # fmt: skip
    manager = person(f"{mark}manager", Role.POOL_MANAGER, made[0])
    groups, pools, heading, leaves = _tree(agreement, made, lines, mark)
    book = Book(
        agreement=agreement,
        partners=made,
        pools=pools,
        groups=groups,
        lines=leaves,
        heading=heading,
        source=add_source(manager, agreement, made[0]),
        manager=manager,
        leads=[person(f"{mark}lead{n}", Role.FINANCE_LEAD, p) for n, p in enumerate(made, 1)],
        holder=person(f"{mark}holder", Role.BUDGET_HOLDER, made[0]),
        analyst=person(f"{mark}analyst", Role.ANALYST, made[0]),
        auditor=person(f"{mark}auditor", Role.AUDITOR, None),
        terms=agreements.add_terms(by=SETTER, agreement=agreement, body=terms_body(made)),
        period=open_month(manager, agreement, period),
    )
    _money(book)
    return book


def person(username: str, role: Role, partner: Partner | None) -> Person:
    """Somebody in a role."""
    return people.keep_person(by=SETTER, username=username, role=role, partner=partner)


def add_source(manager: Person, agreement: Agreement, partner: Partner, code: str = "gl") -> Source:
    """A ledger with a plain layout."""
    return setting_up.keep_source(
        by=manager, agreement=agreement, partner=partner, code=code, name=f"Ledger {code}", layout={}
    )  # fmt: skip


def open_month(by: Person, agreement: Agreement, text: str) -> Period:
    """The period such as 2020-21/P1, opened if need be."""
    return periods.open_period(by=by, agreement=agreement, month=parse_month(text))


def terms_body(partners: Sequence[Partner], status: str = "agreed", **split: int) -> dict:
    """Terms of 2020/21 and 2021/22: `shared` is split evenly (or by `split`), `own` is the first partner's."""
    even = split or {partner.code: 1 for partner in partners}
    return {
        "name": "Terms",
        "status": status,
        "from": date(2020, 4, 1),
        "to": date(2022, 3, 31),
        "partners": [{"id": p.code, "name": p.name} for p in partners],
        "groups": [
            {"id": "shared", "rules": [{"use": "fixed", "split": as_percentages(even)}]},
            {"id": "own", "rules": [{"use": "bearer", "partner": partners[0].code}]},
        ],
    }


def as_percentages(weights: dict[str, int]) -> dict[str, int]:
    """Weights as whole percentages that sum to 100; the first takes what is over."""
    whole = sum(weights.values())
    parts = {code: weight * 100 // whole for code, weight in weights.items()}
    first = next(iter(parts))
    return parts | {first: parts[first] + 100 - sum(parts.values())}


def _tree(agreement: Agreement, partners: Sequence[Partner], lines: int, mark: str):
    groups = [
        agreements.keep_risk_group(by=SETTER, agreement=agreement, code=c, name=c, place=n)
        for n, c in enumerate(("shared", "own"), 1)
    ]
    pools = [
        agreements.keep_pool(
            by=SETTER, agreement=agreement, code=f"{mark}{c}", name=f"{mark}Pool {c}", place=n
        )
        for n, c in enumerate(("one", "two"), 1)
    ]
    heading = agreements.keep_line(
        by=SETTER, pool=pools[0], code=f"{mark}all", name="All", place=1, from_year=2020
    )
    leaves = []
    for n in range(1, lines + 1):
        first = n <= (lines + 1) // 2
        leaves.append(
            agreements.keep_line(
                by=SETTER,
                pool=pools[not first],
                code=f"{mark}L{n}",
                name=f"{mark}Line {n}",
                place=n + 1,
                parent=heading if first else None,
                owner=partners[n % len(partners)],
                risk_group=groups[n % 2 == 0],
                from_year=2020,
            )
        )
    return groups, pools, heading, leaves


def _money(book: Book) -> None:
    budgets.set_budgets(
        by=book.manager, period=book.period, kind="schedule",
        amounts=dict.fromkeys(book.lines, BUDGET), reason="Schedule 3",
    )  # fmt: skip
    add_contributions(book, "Schedule 3")
    rules = [mappings.Rule(f"C{n}", "", line) for n, line in enumerate(book.lines, 1)]
    rules.append(mappings.Rule("OUT", "", None, "not pooled"))
    mappings.add_mappings(by=book.manager, source=book.source, rules=rules)


def add_contributions(book: Book, name: str, status: str = "agreed", extra: int = 0) -> None:
    """A version in which each partner gives evenly what each pool's lines need, and `extra` pence."""
    items = []
    for pool in book.pools:
        need = BUDGET * sum(line.pool_id == pool.pk for line in book.lines) + extra
        share, over = divmod(need, len(book.partners))
        items += [
            agreements.Given(pool, "All", "", p, "gross", share + (over if n == 0 else 0))
            for n, p in enumerate(book.partners)
        ]
    agreements.add_contributions(
        by=SETTER, agreement=book.agreement, year=2020, name=name, items=items,
        status=status, source="a paper", dated=date(2020, 4, 1),
    )  # fmt: skip


def entry(
    centre: str = "C1", pence: int = 100_00, month: int = 1, number: int = 1, reference: str = ""
) -> postings.Entry:
    """One ledger row."""
    return postings.Entry(number, month, None, centre, "4000", reference, "goods", pence)


def extract(entries: Iterable[postings.Entry], name: str = "ledger.csv") -> postings.Extract:
    """A file of these rows; its hash depends on name and order, as a real file's does."""
    rows = tuple(entries)
    digest = hashlib.sha256(repr((name, rows)).encode()).hexdigest()
    return postings.Extract(name, digest, rows)


def post(book: Book, *entries: postings.Entry, name: str = "ledger.csv", **more) -> postings.Posted:
    """Posts the rows to the book's period by the pool manager."""
    given = {"by": book.manager, "period": book.period, "source": book.source} | more
    return postings.post(extract=extract(entries, name), **given)


def forecast(book: Book, pence: dict[int, int] | None = None, by: Person | None = None) -> int:
    """A manual forecast for every line: its budget, but for those whose number is given (pence)."""
    amounts = {n: BUDGET for n in range(1, len(book.lines) + 1)} | (pence or {})
    entries = [forecasts.Entry(book.line(n), "manual", p, REASON) for n, p in amounts.items()]
    return forecasts.set_forecasts(by=by or book.manager, period=book.period, entries=entries)


def fill(book: Book, rows: int = 4, pence: int = 100_00) -> postings.Posted:
    """A month's extract on known lines, with forecasts: the period is ready to be checked."""
    n, month = len(book.lines), min(book.period.number, 12)
    done = post(
        book,
        *[
            entry(f"C{i % n + 1}", pence + i, month, i + 1, f"{book.period}-{i}")
            for i in range(rows)
        ],
        name=f"ledger {book.period}.csv",
    )
    forecast(book)
    return done


def check(book: Book) -> None:
    """Marks the period checked."""
    periods.check(by=book.manager, period=book.period)


def sign(book: Book) -> None:
    """Signs the period for every partner."""
    for lead in book.leads:
        periods.sign(by=lead, period=book.period)


def close(book: Book) -> None:
    """Fills, checks, signs and closes the open period."""
    fill(book)
    check(book)
    sign(book)
    periods.close(by=book.manager, period=book.period)


def next_month(book: Book) -> Period:
    """Opens the next period and makes it the book's."""
    month = book.period.month
    book.period = periods.open_period(
        by=book.manager, agreement=book.agreement, month=type(month)(month.year, month.number + 1)
    )
    return book.period


def refused(act: Callable[..., Any], *args: Any, **values: Any) -> Refusal:
    """The refusal that an act must end with."""
    with pytest.raises(Refusal) as caught:
        act(*args, **values)
    return caught.value
