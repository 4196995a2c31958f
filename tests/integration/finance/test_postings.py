"""Posting extracts: once, whole or not at all, withdrawable, with control totals to the penny."""

import random
from contextlib import suppress

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from poolbook.finance.actions import bulk, postings
from poolbook.finance.models import Batch, Posting
from poolbook.finance.queries.figures import actuals
from tests import factories
from tests.factories import Book, entry, refused


def rows(count: int = 20) -> list[postings.Entry]:
    """Rows on lines, outside and in suspense; some are equal, as real ones are."""
    centres = ("C1", "C2", "C3", "OUT", "?")
    return [entry(centres[n % 5], 1_000 - n // 2 * 7, 1, n + 1) for n in range(count)]


def test_control_totals_say_what_became_of_each_row(book: Book):
    given = rows()
    done = factories.post(book, *given)
    assert done.rows == {"read": 20, "posted": 12, "suspended": 4, "outside": 4}
    assert done.pence["read"] == sum(e.pence for e in given)
    parts = [done.pence[kind] for kind in ("posted", "suspended", "outside")]
    assert sum(parts) == done.pence["read"]
    assert sum(actuals(book.period).values()) == done.pence["posted"]
    assert bulk.digest(done.batch) == done.batch.digest


def test_the_same_extract_ten_times_posts_once(book: Book):
    given = rows()
    first = factories.post(book, *given)
    for attempt in range(10):
        random.Random(attempt).shuffle(given)
        again = [e._replace(number=n) for n, e in enumerate(given, 1)]
        done = factories.post(book, *again, name=f"renamed {attempt}.csv")
        assert done.already and done.batch == first.batch
        assert (done.rows, done.pence) == (first.rows, first.pence)
    assert Batch.objects.count() == 1
    assert Posting.objects.count() == 20


def test_the_same_extract_again_does_nothing_even_when_the_period_is_closed(closed: Book):
    same = Posting.objects.order_by("row")
    given = [entry(p.cost_centre, p.pence, p.month, p.row, p.reference) for p in same]
    assert factories.post(closed, *given).already


def test_rows_posted_before_are_refused_by_name(book: Book):
    factories.post(book, *rows(6), name="april.csv")
    said = refused(factories.post, book, *rows(8), name="may.csv")
    assert said.message == "6 rows of may.csv were posted before"
    assert said.details == (
        "6 rows are in april.csv",
        "leave them out with --skip-repeated, or withdraw that import first",
    )
    assert Posting.objects.count() == 6


def test_rows_posted_before_are_left_out_where_asked(book: Book):
    factories.post(book, *rows(6))
    done = factories.post(book, *rows(8), name="to date.csv", skip_repeated=True)
    assert done.rows["read"] == 2
    assert Posting.objects.count() == 8
    again = factories.post(book, *rows(8), name="to date.csv", skip_repeated=True)
    assert again.already
    assert Posting.objects.count() == 8


def test_a_row_left_out_is_never_lost_when_its_import_is_withdrawn(book: Book):
    """The extract is in the book in part; saying “already” would drop the six rows for good."""
    first = factories.post(book, *rows(6), name="april.csv").batch
    second = factories.post(book, *rows(8), name="to date.csv", skip_repeated=True).batch
    postings.withdraw(by=book.manager, batch=first, why="wrong")
    said = refused(factories.post, book, *rows(8), name="to date.csv")
    assert f"import {second.pk} posted to date.csv without 6 rows" in said.message
    postings.withdraw(by=book.manager, batch=second, why="wrong too")
    assert factories.post(book, *rows(8), name="to date.csv").rows["read"] == 8


def test_equal_rows_of_one_extract_all_count(book: Book):
    done = factories.post(book, *[entry("C1", 5, number=n) for n in range(1, 8)])
    assert done.rows["posted"] == 7
    assert actuals(book.period) == {book.line(1).pk: 35}


def test_other_sources_do_not_share_their_rows(book: Book):
    other = factories.add_source(book.manager, book.agreement, book.partners[1], "nhs")
    factories.post(book, *rows(5))
    done = factories.post(book, *rows(5), source=other)
    assert not done.already
    assert done.rows["suspended"] == 5


def test_withdraw_takes_an_import_back_and_it_may_come_again(book: Book):
    batch = factories.post(book, *rows()).batch
    for bad in ("", "  "):
        assert (
            "say why" in refused(postings.withdraw, by=book.manager, batch=batch, why=bad).message
        )
    postings.withdraw(by=book.manager, batch=batch, why="the wrong month")
    assert actuals(book.period) == {}
    assert Posting.objects.count() == 20
    assert (
        "withdrawn already"
        in refused(postings.withdraw, by=book.manager, batch=batch, why="again").message
    )
    done = factories.post(book, *rows())
    assert not done.already
    assert sum(actuals(book.period).values()) == done.pence["posted"]


def test_an_import_of_a_closed_period_is_not_withdrawn(closed: Book):
    batch = Batch.objects.get()
    said = refused(postings.withdraw, by=closed.manager, batch=batch, why="please")
    assert said.message == "2020-21/P1 is closed; this needs it open"


def test_who_may_not_post_or_withdraw(book: Book):
    batch = factories.post(book, entry()).batch
    for by in (book.holder, book.auditor, book.leads[0]):
        assert "may not import" in refused(factories.post, book, entry("C2"), by=by).message
        assert "may not import" in refused(postings.withdraw, by=by, batch=batch, why="x").message
    assert factories.post(book, entry("C2"), by=book.analyst).rows["posted"] == 1


@pytest.mark.parametrize("moment", ["stage", "repeated", "staged", "move_to_postings", "digest"])
def test_a_fault_in_the_middle_leaves_nothing(book: Book, monkeypatch, moment: str):
    real = getattr(bulk, moment)

    def broken(*args, **values):
        real(*args, **values)
        raise OSError("the disk is full")

    monkeypatch.setattr(bulk, moment, broken)
    with suppress(OSError), transaction.atomic():
        factories.post(book, *rows())
    monkeypatch.undo()
    assert (Batch.objects.count(), Posting.objects.count()) == (0, 0)
    assert factories.post(book, *rows()).rows["read"] == 20


def test_a_row_that_the_database_refuses_takes_the_whole_import_with_it(book: Book):
    with pytest.raises(psycopg.DataError, match="out of range"), transaction.atomic():
        factories.post(book, *rows(), entry(pence=2**63, number=99))
    assert Posting.objects.count() == 0


def test_the_database_checks_the_control_totals(book: Book):
    batch = factories.post(book, *rows()).batch
    for change in ("rows_read = rows_read + 1", "pence_read = pence_read - 1"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE finance_batch SET {change} WHERE id = %s", [batch.pk])


def test_the_database_refuses_a_row_slipped_into_an_import(book: Book):
    batch = factories.post(book, *rows()).batch
    slipped = Posting.objects.first()
    assert slipped
    slipped.pk = None
    told = r"control totals of ledger\.csv"
    with pytest.raises(IntegrityError, match=told), transaction.atomic():
        slipped.save(force_insert=True)
    assert Posting.objects.filter(batch=batch).count() == 20


def test_an_import_without_its_rows_is_refused_at_commit(book: Book):
    with pytest.raises(IntegrityError, match="control totals"), transaction.atomic():
        Batch.objects.create(
            source=book.source, period=book.period, file_name="x.csv", sha256="", content="",
            rows_read=1, pence_read=1, by=book.manager,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_record_has_the_rows_through_the_digest(book: Book):
    """What is not recorded row by row is recorded as a hash, which a changed row does not meet."""
    batch = factories.post(book, *rows()).batch
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE finance_posting SET pence = pence + 1 WHERE row = 3")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert bulk.digest(batch) != batch.digest
