"""The checks of a period: each green, red, and explained where that is allowed."""

from collections.abc import Callable

import pytest

from poolbook.agreements import actions as agreements
from poolbook.finance.actions import budgets, forecasts, periods
from poolbook.finance.actions.mappings import Rule, add_mappings
from poolbook.finance.models import Period
from poolbook.finance.queries import checks
from tests import factories
from tests.factories import BUDGET, Book, entry, refused

MUST = {"previous", "suspense", "placed", "virements", "forecasts", "groups"}


def found(book: Book) -> dict[str, checks.Check]:
    return {check.code: check for check in checks.run(book.period)}


def ready(book: Book) -> Book:
    factories.fill(book)
    return book


def nothing_imported(book: Book) -> str:
    factories.add_source(book.manager, book.agreement, book.partners[1], "nhs")
    return "nothing was imported from Ledger nhs (nhs)"


def in_suspense(book: Book) -> str:
    factories.post(book, entry("?", 1_250))
    return "gl: ? 4000 has no budget line, £12.50"


def on_a_line_of_another_year(book: Book) -> str:
    line = agreements.keep_line(
        by="x", pool=book.pools[0], code="old", name="Old", place=9, from_year=2019, to_year=2019
    )
    add_mappings(by=book.manager, source=book.source, rules=[Rule("OLD", "", line)])
    factories.post(book, entry("OLD", 300))
    return "Old (old) has postings of £3, and is a heading or not a line of 2020/21"


def budget_on_a_heading(book: Book) -> str:
    budgets.set_budgets(
        by=book.manager, period=book.period, kind="adjustment", amounts={book.heading: 100},
        reason="x",
    )  # fmt: skip
    return "All (all) has a budget of £1, and is a heading or not a line of 2020/21"


def virement_waiting(book: Book) -> str:
    moves = {book.line(1): 5, book.line(2): -5}
    made = budgets.propose_virement(
        by=book.holder, period=book.period, moves=moves, recurrent=False, reason="beds"
    )
    return f"virement {made.pk} waits for a decision: beds"


def no_forecast(book: Book) -> str:
    agreements.keep_line(
        by="x", pool=book.pools[0], code="new", name="New", place=9, from_year=2020,
        risk_group=book.groups[0],
    )  # fmt: skip
    return "New (new) has no forecast"


def moved(book: Book) -> str:
    agreements.keep_agreement(
        by="x", code="pooled", partners=[], name="Pooled", host=book.partners[0],
        starts=book.agreement.starts, explain_from=0,
    )  # fmt: skip
    entries = [forecasts.Entry(line, "block") for line in book.lines]
    forecasts.set_forecasts(by=book.manager, period=book.period, entries=entries)
    book.period = Period.objects.get()
    return "Line 1 (L1) moved by £0 without a reason"


def overtaken(book: Book) -> str:
    factories.post(book, entry("C3", BUDGET + 1 - 100_02))
    return "Line 3 (L3): spent £12,000.01, forecast for the year £12,000"


def no_contributions(book: Book) -> str:
    factories.add_contributions(book, "another", extra=200)
    return "Pool one: budgets £24,000, net contributions £24,002, difference −£2"


def indicative(book: Book) -> str:
    factories.add_contributions(book, "draft", status="indicative")
    return "draft (2020/21) is indicative"


def misprint(book: Book) -> str:
    pool, partner = book.pools[0], book.partners[0]
    items = [agreements.Given(p, "All", "", partner, "gross", 2 * BUDGET) for p in book.pools]
    agreements.add_contributions(
        by="x", agreement=book.agreement, year=2020, name="printed", items=items,
        printed=[agreements.Printed(pool, partner, "gross", 100)], status="agreed",
        source="x", dated=book.agreement.starts,
    )  # fmt: skip
    return "one, P1: gross printed £1, parts come to £24,000"


def no_group(book: Book) -> str:
    agreements.keep_line(by="x", pool=book.pools[0], code="L1", risk_group=None)
    return "Line 1 (L1) belongs to no risk group"


def nobodys(book: Book) -> str:
    body = factories.terms_body(book.partners)
    body["groups"][1]["rules"] = [{"use": "escalate", "body": "the board"}]
    agreements.add_terms(by="x", agreement=book.agreement, body=body)
    factories.forecast(book, {2: BUDGET + 100})
    return "£1 is nobody's yet"


def provisional(book: Book) -> str:
    body = factories.terms_body(book.partners)
    body["groups"][0]["status"] = "provisional"
    agreements.add_terms(by="x", agreement=book.agreement, body=body)
    return "Pooled, terms 2 (agreed) are not agreed by every partner yet"


RED: dict[str, list[Callable[[Book], str]]] = {
    "ledgers": [nothing_imported],
    "suspense": [in_suspense],
    "placed": [on_a_line_of_another_year, budget_on_a_heading],
    "virements": [virement_waiting],
    "forecasts": [no_forecast],
    "moved": [moved],
    "overtaken": [overtaken],
    "contributions": [no_contributions],
    "versions": [indicative],
    "misprints": [misprint],
    "groups": [no_group],
    "shared": [nobodys],
    "agreed": [provisional],
}
CASES = [(code, make) for code, makers in RED.items() for make in makers]


def test_a_month_that_is_ready_is_green_in_everything(book: Book):
    ready(book)
    assert {code for code, check in found(book).items() if not check.green} == set()
    assert {code for code, check in found(book).items() if check.must} == MUST


def test_every_check_is_made_red_here(book: Book):
    """“previous” cannot be: the next period does not open before the last is closed."""
    assert set(found(book)) == {*RED, "previous"}


@pytest.mark.parametrize(("code", "make"), CASES, ids=[make.__name__ for _, make in CASES])
def test_red_says_what_is_wrong_and_holds_the_period_back(book: Book, code: str, make):
    said = make(ready(book))
    check = found(book)[code]
    assert said in check.details
    assert not check.green and not check.passed
    held = refused(factories.check, book)
    assert f"{code}: {check.title}. {said}" in held.details


@pytest.mark.parametrize(("code", "make"), CASES, ids=[make.__name__ for _, make in CASES])
def test_some_may_be_explained_and_some_must_hold(book: Book, code: str, make):
    make(ready(book))
    act = {"by": book.manager, "period": book.period, "check": code, "text": " it is so "}
    if code in MUST:
        assert "is not a check that can be explained" in refused(periods.explain, **act).message
        return
    periods.explain(**act)
    check = found(book)[code]
    assert (check.passed, check.green, check.explanation) == (True, False, "it is so")
    others = [c for c in checks.run(book.period) if not c.passed and c.code != code]
    if not others:
        factories.check(book)


def test_an_explanation_is_replaced_and_has_words(book: Book):
    act = {"by": book.manager, "period": book.period, "check": "ledgers"}
    periods.explain(text="first", **act)
    periods.explain(text="second", **act)
    assert book.period.explanations.get().text == "second"
    assert "say why" in refused(periods.explain, text=" ", **act).message
    said = refused(periods.explain, text="x", **(act | {"check": "luck"}))
    assert "“luck” is not a check" in said.message
    assert (
        "may not check" in refused(periods.explain, text="x", **(act | {"by": book.holder})).message
    )


def test_an_explanation_is_for_one_period_only(book: Book):
    book_red = nothing_imported(book)
    factories.fill(book)
    periods.explain(by=book.manager, period=book.period, check="ledgers", text="it closed")
    factories.check(book)
    factories.sign(book)
    periods.close(by=book.manager, period=book.period)
    factories.next_month(book)
    assert book_red in found(book)["ledgers"].details
    assert not found(book)["ledgers"].passed


def test_terms_that_are_not_in_force_are_told(db: None):
    book = factories.make_book(period="2020-21/P1")
    factories.close(book)
    book.period = factories.open_month(book.manager, book.agreement, "2023-24/P1")
    details = found(book)["shared"].details
    assert details == ("no terms of risk share are in force on 30 April 2023",)
    assert "there are no contributions for 2023/24" in found(book)["contributions"].details
