"""Search: what is found of each kind, by whom, and how little it asks of the database."""

from datetime import date

import pytest
from django.db import connection

from poolbook.finance.actions import budgets, cash, forecasts
from poolbook.finance.queries.search import EACH, Hit, search
from tests import factories
from tests.factories import Book
from tests.integration.finance import month
from tests.integration.finance.test_since import outsider


@pytest.fixture
def full(book: Book) -> Book:
    """The book with words about Acorn House in everything that has words."""
    factories.post(
        book, factories.entry("C1", reference="INV-0042"), factories.entry("C9", reference="INV-7", number=2)
    )  # fmt: skip
    notes = [forecasts.Words(book.pools[0], "line", "More beds at Acorn House", book.line(1))]
    forecasts.set_notes(by=book.manager, period=book.period, notes=notes)
    entry = forecasts.Entry(book.line(2), "manual", 13_000_00, "Two people more at Acorn House")
    forecasts.set_forecasts(by=book.holder, period=book.period, entries=[entry])
    budgets.propose_virement(
        by=book.holder, period=book.period, moves={book.line(1): 5, book.line(2): -5},
        recurrent=False, reason="beds at Acorn House",
    )  # fmt: skip
    cash.add_invoice(
        by=book.manager, period=book.period, issuer=book.partners[0], payer=book.partners[1],
        number="A-77", kind="recharge", dated=date(2020, 4, 20), pence=1_000, what_for="Acorn House",
    )  # fmt: skip
    return book


def found(person, text: str) -> dict[str, Hit]:
    return {hit.kind: hit for hit in search(person, text)}


def test_words_are_found_wherever_they_were_written(full: Book):
    hits = found(full.leads[0], "acorn house")
    assert list(hits) == ["invoice", "virement", "note", "forecast"]
    assert hits["forecast"].title == "Line 2, 2020-21/P1"
    assert hits["forecast"].sentence == "£13,000: Two people more at Acorn House"
    assert hits["forecast"].ids == {
        "agreement": "pooled", "pool": "one", "line": "L2", "id": full.line(2).pk,
        "period": "2020-21/P1",
    }  # fmt: skip
    assert hits["invoice"].sentence == "£10 from Partner 1 to Partner 2, 20 April 2020: Acorn House"
    assert hits["note"].title == "Line 1, 2020-21/P1"


def test_names_codes_and_cost_centres(full: Book):
    assert found(full.manager, "Pool one")["pool"].ids == {"agreement": "pooled", "pool": "one"}
    assert found(full.manager, "line 3")["line"].sentence == "A budget line of Pool two"
    assert found(full.manager, "line 1")["line"].sentence == "A budget line of All, Pool one"
    assert found(full.manager, "shared")["risk group"].ids["group"] == "shared"
    assert found(full.manager, "ledger")["ledger"].title == "Ledger gl"
    assert found(full.manager, "out")["mapping"].sentence == (
        "In Ledger gl it is outside the pools: not pooled"
    )


def test_postings_by_their_whole_reference_in_either_case(full: Book):
    (hit,) = search(full.manager, "inv-0042")
    assert (hit.kind, hit.sentence) == ("posting", "£100, Line 1: goods")
    assert found(full.manager, "INV-7")["posting"].sentence == "£100, in suspense: goods"
    assert search(full.manager, "INV-004") == []


def test_postings_are_found_after_the_index_is_summed_up(full: Book):
    with connection.cursor() as cursor:
        cursor.execute("SELECT brin_summarize_new_values('finance_posting_reference')")
    assert "posting" in found(full.manager, "INV-0042")


def test_issued_reports(book: Book):
    month.fill(book)
    month.close(book)
    assert found(book.manager, "pack.json")["issued report"].ids["name"] == "pack.json"


def test_another_agreement_s_people_find_nothing(full: Book):
    other = outsider(full)
    for text in ("acorn", "Line", "INV-0042", "Pool", "shared", "ledger", "out", "A-77"):
        assert search(other, text) == [], text
        assert search(full.auditor, text), text


@pytest.mark.parametrize("text", ["", "  ", "Li", " Li ", "%%%", "___", "\\\\\\"])
def test_too_short_or_a_pattern_finds_nothing(full: Book, text: str):
    assert search(full.manager, text) == []


def test_a_few_of_each_and_few_queries(book: Book, django_assert_max_num_queries):
    for pence in range(1, 12):
        factories.forecast(book, {1: pence})
    with django_assert_max_num_queries(12):
        hits = search(book.manager, "as last year")
    assert len(hits) == EACH


def test_a_long_note_is_cut_around_what_was_found(book: Book):
    text = "a " * 200 + "NEEDLE" + " b" * 200
    forecasts.set_notes(
        by=book.manager, period=book.period, notes=[forecasts.Words(book.pools[0], "issue", text)]
    )
    said = found(book.manager, "needle")["note"].sentence
    assert "NEEDLE" in said and len(said) < 170 and said[0] == said[-1] == "…"
