"""Mappings: dated, never two at once, ended by what follows them; suspense and how it is cleared."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from poolbook.finance.actions import postings
from poolbook.finance.actions.mappings import OUTSIDE, Places, Rule, add_mappings
from poolbook.finance.models import Mapping, Posting
from poolbook.finance.queries.figures import actuals
from poolbook.finance.queries.suspense import suspense
from tests import factories
from tests.factories import Book, entry, refused

JULY = date(2020, 7, 1)


def add(book: Book, *rules: Rule) -> int:
    return add_mappings(by=book.manager, source=book.source, rules=rules)


def dates_of(centre: str) -> list[tuple[date | None, date | None]]:
    found = Mapping.objects.filter(cost_centre=centre).order_by("dates")
    return [(m.dates.lower, m.dates.upper) for m in found]


def test_the_same_mapping_again_adds_nothing(book: Book):
    rule = Rule("N1", "", book.line(1), "", date(2020, 4, 1), date(2020, 6, 30))
    assert (add(book, rule), add(book, rule), add(book, rule, rule)) == (1, 0, 0)
    assert dates_of("N1") == [(date(2020, 4, 1), JULY)]


def test_a_new_mapping_ends_the_open_one_the_day_before(book: Book):
    assert add(book, Rule("C1", "", book.line(2), "", JULY)) == 1
    assert dates_of("C1") == [(None, JULY), (JULY, None)]
    places = Places(book.source, book.period)
    assert [places("C1", "x", m) for m in (1, 3, 4, 12, 13)] == [
        book.line(n).pk for n in (1, 1, 2, 2, 2)
    ]


def test_an_overlap_is_refused_and_nothing_is_added(book: Book):
    add(book, Rule("C1", "", book.line(2), "", JULY))
    said = refused(
        add,
        book,
        Rule("NEW", "", book.line(1)),
        Rule("C1", "", book.line(3), "", date(2020, 5, 1), date(2020, 8, 1)),
        Rule("C2", "", book.line(3)),
    )
    assert said.message == "no mapping was added"
    assert said.details == (
        "C1: is mapped already to Line 1 in those dates",
        "C2: is mapped already to Line 2 in those dates",
    )
    assert not Mapping.objects.filter(cost_centre="NEW").exists()
    assert dates_of("C1") == [(None, JULY), (JULY, None)]


def test_the_database_refuses_an_overlap_too(book: Book):
    with pytest.raises(IntegrityError, match="mapping_no_overlap"), transaction.atomic():
        Mapping.objects.create(
            source=book.source, cost_centre="C1", line=book.line(1), dates=DateRange(JULY, None)
        )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("Z", "", None), "Z: needs a line, or the reason why it is outside the pools"),
        (Rule("Z", "9", None, "why", JULY, date(2020, 6, 1)), "Z 9: ends before it starts"),
    ],
)
def test_what_is_not_a_mapping(book: Book, rule: Rule, said: str):
    assert refused(add, book, rule).details == (said,)


def test_money_is_never_mapped_to_a_heading(book: Book):
    said = refused(add, book, Rule("Z", "", book.heading))
    assert said.details == ("Z: All is a heading; map to one of the lines under it",)


def test_who_may_not_map(book: Book):
    said = refused(add_mappings, by=book.holder, source=book.source, rules=[])
    assert said.message == (
        "holder (budget holder) may not import ledgers and map them; a pool manager or analyst may"
    )


def test_an_account_goes_before_any_account(book: Book):
    add(book, Rule("C1", "77", book.line(3)))
    places = Places(book.source, book.period)
    assert places("C1", "77", 1) == book.line(3).pk
    assert places("C1", "78", 1) == book.line(1).pk
    assert places("OUT", "1", 1) == OUTSIDE
    assert places("?", "1", 1) is None


def test_what_no_mapping_knows_waits_in_suspense_with_a_suggestion(book: Book):
    add(book, Rule("AB100", "", book.line(4)))
    done = factories.post(
        book, entry("AB101", 500), entry("AB101", 7, number=2), entry("ZZ", -900, number=3)
    )
    assert done.rows == {"read": 3, "posted": 0, "suspended": 3, "outside": 0}
    found = [(s.cost_centre, s.rows, s.pence, s.suggestion) for s in suspense(book.period)]
    assert found == [("ZZ", 1, -900, ""), ("AB101", 2, 507, "L4")]
    assert actuals(book.period) == {}


def test_clearing_suspense_moves_what_is_mapped_now_and_no_more(book: Book):
    batch = factories.post(
        book, entry("N1", 10), entry("N2", 20, number=2), entry("N3", 40, number=3)
    ).batch
    add(book, Rule("N1", "", book.line(1)), Rule("N2", "", None, "not ours"))
    assert postings.clear_suspense(by=book.manager, period=book.period) == 2
    assert postings.clear_suspense(by=book.manager, period=book.period) == 0
    assert actuals(book.period) == {book.line(1).pk: 10}
    where = {p.cost_centre: (p.line_id, p.outside) for p in Posting.objects.all()}
    assert where == {"N1": (book.line(1).pk, False), "N2": (None, True), "N3": (None, False)}
    assert Posting.objects.filter(mapped_at=None).get().cost_centre == "N3"
    digest = batch.digest
    batch.refresh_from_db()
    assert batch.digest not in ("", digest)


def test_clearing_follows_the_month_of_each_row_as_posting_does(db: None):
    book = factories.make_book(period="2020-21/P6")
    factories.post(book, *[entry("N", m, month=m, number=m) for m in range(1, 7)])
    add(book, Rule("N", "", book.line(1), "", None, date(2020, 6, 30)))
    add(book, Rule("N", "4000", book.line(2), "", JULY))
    assert postings.clear_suspense(by=book.manager, period=book.period) == 6
    places = Places(book.source, book.period)
    for row in Posting.objects.all():
        assert row.line_id == places("N", "4000", row.month)
    assert actuals(book.period) == {book.line(1).pk: 6, book.line(2).pk: 15}


def test_suspense_of_a_withdrawn_import_is_left_alone(book: Book):
    batch = factories.post(book, entry("N1", 10)).batch
    postings.withdraw(by=book.manager, batch=batch, why="wrong file")
    add(book, Rule("N1", "", book.line(1)))
    assert postings.clear_suspense(by=book.manager, period=book.period) == 0


def test_suspense_of_a_closed_period_stays(closed: Book):
    said = refused(postings.clear_suspense, by=closed.manager, period=closed.period)
    assert said.message == "2020-21/P1 is closed; this needs it open"
