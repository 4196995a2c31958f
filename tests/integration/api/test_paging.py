"""Pages of a list: whole together, none twice, whatever is added meanwhile; and how fast they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poolbook.agreements import actions as agreements
from poolbook.finance.actions import mappings
from tests.factories import BUDGET, SETTER, Book, make_book
from tests.integration.api.calling import Caller, caller


def pages(who: Caller, path: str, limit: int) -> list[list[dict]]:
    """Every page of a list."""
    found, after = [], ""
    while True:
        answer = who.get(f"{path}?limit={limit}&after={after}")
        assert answer.status_code == 200, answer.body
        found.append(answer.body["items"])
        after = answer.body["next"]
        if after is None:
            return found


@pytest.mark.parametrize("path", ["mappings/pooled/gl", "figures/pooled/2020-21/P1", "lines/pooled/2020-21"])  # fmt: skip
def test_pages_are_the_list(manager: Caller, path: str) -> None:
    whole = pages(manager, path, 500)[0]
    parts = pages(manager, path, 2)
    assert [item for page in parts for item in page] == whole
    assert len(parts) > 1 and all(len(page) <= 2 for page in parts)


def test_what_is_added_meanwhile_shifts_nothing(book: Book, manager: Caller) -> None:
    first = manager.get("mappings/pooled/gl?limit=2").body
    rule = mappings.Rule("AAA", "", book.line(1))
    mappings.add_mappings(by=book.manager, source=book.source, rules=[rule])
    rest = manager.get(f"mappings/pooled/gl?after={first['next']}").body["items"]
    centres = [item["cost_centre"] for item in first["items"] + rest]
    assert centres == ["C1", "C2", "C3", "C4", "OUT", "AAA"]


def test_a_line_added_before_the_place_reached_shifts_nothing(book: Book, manager: Caller) -> None:
    path = "lines/pooled/2020-21"
    first = manager.get(f"{path}?limit=3").body
    agreements.keep_line(
        by=SETTER, pool=book.pools[0], code="early", name="E", place=1, from_year=2020
    )
    rest = manager.get(f"{path}?after={first['next']}").body["items"]
    assert [line["code"] for line in first["items"] + rest] == ["all", "L1", "L2", "L3", "L4"]


@pytest.mark.parametrize("after", ["xx", "W10", "WyJhIl0", "WzFd.", "WzFlOTld", "WzkyMjMzNzIwMzY4NTQ3NzU4MDhd"])  # fmt: skip
def test_a_cursor_that_is_none_is_a_fault(manager: Caller, after: str) -> None:
    answer = manager.get(f"mappings/pooled/gl?after={after}")
    assert answer.status_code == 422 and answer.body["faults"][0]["place"] == "query.after"


@pytest.mark.parametrize("limit", ["0", "501", "x"])
def test_a_limit_is_1_to_500(manager: Caller, limit: str) -> None:
    assert manager.get(f"agreements?limit={limit}").status_code == 422


def test_three_thousand_figures_take_no_more_queries_than_thirty(db: None) -> None:
    book = make_book(lines=500)
    program = caller(book.manager)
    path = "figures/pooled/2020-21/P1?limit=500"
    given = {"forecasts": [
        {"line": f"L{n}", "method": "manual", "amount_pence": BUDGET, "reason": "x", "seen": 0}
        for n in range(1, 501)
    ]}  # fmt: skip
    assert program.put("forecasts/pooled/2020-21/P1", given).body["saved"] == 500
    with CaptureQueriesContext(connection) as read:
        answer = program.get(path)
    # 500 lines with six amounts each: three thousand figures.
    assert len(answer.body["items"]) == 500
    assert len(read) <= 30, [query["sql"][:80] for query in read]
