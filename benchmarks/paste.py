"""A pasted block of 4,800 cells saved: 1,600 lines with method, forecast and reason, in one request."""

import json
from collections.abc import Iterator

from benchmarks import book
from benchmarks.timing import Figure, seconds

LINES = 1_600  # each with three cells


def figures() -> Iterator[Figure]:
    """Through the site, from the request to the answer with every changed figure; then opening the grid."""
    book.fresh()
    browser, address = _signed_in()
    cells = [
        {"line": f"line-{n}", "seen": 0, "method": "manual", "forecast": f"£{n:,},303.50", "reason": f"because {n}"}
        for n in range(1, LINES + 1)
    ]  # fmt: skip

    def save(given: list[dict]) -> None:
        answer = browser.post(f"{address}save/", json.dumps({"cells": given}), "application/json")
        if answer.status_code != 200 or answer.json()["saved"] != len(given):
            raise RuntimeError(f"{answer.status_code}: {answer.content[:300]!r}")

    yield Figure(
        f"paste: {3 * LINES:,} cells saved as {LINES:,} versions",
        seconds(lambda: save(cells)),
        most_seconds=2,
    )
    again = [one | {"seen": 1, "forecast": "=budget"} for one in cells[:400]]
    yield Figure("paste: 400 lines of them again", seconds(lambda: save(again)), most_seconds=2)
    opened = seconds(lambda: browser.get(address))
    yield Figure(f"forecast grid of {LINES:,} lines opened", opened, most_seconds=2)


def _signed_in() -> tuple:
    """A browser of the pool manager, and the address of a pool of 1,600 lines."""
    from django.test import Client

    from poolbook.agreements.models import BudgetLine, Pool
    from poolbook.finance.actions.budgets import set_budgets

    by, period, _ = book.who()
    pool = Pool.objects.create(agreement=period.agreement, code="large", name="Large", place=99)
    heads = [_line(pool, f"group-{n}", None, n) for n in range(40)]
    BudgetLine.objects.bulk_create(heads)
    lines = [_line(pool, f"line-{n}", heads[n % 40], 100 + n) for n in range(1, LINES + 1)]
    BudgetLine.objects.bulk_create(lines)
    set_budgets(
        by=by, period=period, kind="schedule", amounts=dict.fromkeys(lines, 100_000_000), reason="x"
    )
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(by)
    month = str(period.month)
    return browser, f"/forecast/{period.agreement.code}/{month}/large/"


def _line(pool, code: str, parent, place: int):
    from poolbook.agreements.models import BudgetLine

    return BudgetLine(
        pool=pool, code=code, name=f"Line {code}", parent=parent, place=place, from_year=2020
    )
