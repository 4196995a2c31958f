"""The record for people: plain nouns, values as people read them, pages, search, and the proof."""

import re
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from poolbook.audit import history
from poolbook.audit.history import Wanted
from poolbook.audit.models import Event
from poolbook.audit.nouns import NOUNS, label, model_of, noun
from poolbook.finance.actions import forecasts, mappings, periods, postings
from poolbook.partners.models import Person
from tests import factories
from tests.factories import Book
from tests.integration.finance import month
from tests.integration.finance.recorded import written


@pytest.fixture
def book(db: None) -> Book:
    return factories.make_book()


def newest(book: Book, table: str) -> history.Entry:
    written()
    row = Event.objects.filter(table=table).order_by("-id").values_list("row", flat=True)[0]
    return history.history([(table, row)]).entries[0]


def fields(entry: history.Entry) -> dict[str, tuple[str, str]]:
    return {field.label: (field.before, field.after) for field in entry.fields}


@pytest.mark.django_db
def test_every_table_under_the_record_has_plain_words():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_written'"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert set(NOUNS) <= tables
    for table in tables:
        said = noun(table)
        assert "_" not in said.one and "_" not in said.plural and said.one != "record", table
        columns = {field.column for field in model_of(table)._meta.concrete_fields}
        assert not [column for column in columns if "_" in label(table, column)]
        assert set(re.findall(r"\{(\w+)\}", said.title)) <= columns, table


def test_a_change_of_a_whole_month_reads_as_plain_words(book: Book):
    month.fill(book)
    month.close(book)
    month.issue(book)
    written()
    found = history.search(Wanted(), size=1000)
    assert found.older is None and len(found.entries) == Event.objects.count()
    for entry in found.entries:
        assert not re.search(
            r"\b(finance|agreements|partners|audit)_", f"{entry.noun} {entry.title}"
        )
        assert "number " not in entry.title, entry
        assert entry.fields, entry


def test_values_are_pounds_names_days_and_words(book: Book):
    factories.post(book, factories.entry("C1"))
    written()
    entry = history.history([("finance_batch", book.period.batches.get().pk)]).entries[-1]
    assert (entry.noun, entry.what, entry.title) == ("import", "added", "import of ledger.csv")
    found = fields(entry)
    assert found["amount read"] == ("", "£100") and found["rows read"] == ("", "1")
    assert (found["by"], found["source"], found["period"]) == (
        ("", "manager"), ("", "Ledger gl"), ("", "2020-21/P1"),
    )  # fmt: skip
    batch = book.period.batches.get()
    postings.withdraw(by=book.manager, batch=batch, why="wrong file")
    entry = newest(book, "finance_batch")
    assert (entry.what, entry.why) == ("changed", "wrong file")
    assert fields(entry)["state"] == ("applied", "withdrawn")
    assert fields(entry)["withdrawn"] == (
        "", f"{timezone.localtime(batch.period.batches.get().withdrawn_at):%-d %B %Y, %H:%M}",
    )  # fmt: skip


def test_dates_in_force_are_days(book: Book):
    rule = mappings.Rule("X1", "", book.line(1), starts=date(2020, 4, 1), ends=date(2020, 9, 30))
    mappings.add_mappings(by=book.manager, source=book.source, rules=[rule])
    said = fields(newest(book, "finance_mapping"))
    assert said["in force"] == ("", "from 1 April 2020 to 30 September 2020")
    assert said["line"] == ("", "Line 1")


def test_a_row_that_went_keeps_its_history(book: Book):
    words = forecasts.Words(book.pools[0], "issue", "Winter")
    forecasts.set_notes(by=book.manager, period=book.period, notes=[words])
    written()
    forecasts.set_notes(by=book.manager, period=book.period, notes=[])
    entry = newest(book, "finance_note")
    assert entry.what == "removed" and fields(entry)["text"] == ("Winter", "")


def test_history_is_paged_without_gap_or_repeat(book: Book):
    for pence in range(1, 8):
        factories.forecast(book, {1: pence})
        written()
    rows = [
        ("finance_forecast", row) for row in book.line(1).forecasts.values_list("pk", flat=True)
    ]
    seen, older = [], None
    for _ in range(4):
        page = history.history(rows, before=older, size=2)
        seen += [entry.id for entry in page.entries]
        older = page.older
    assert older is None and len(seen) == 7 and seen == sorted(set(seen), reverse=True)
    assert history.history([]).entries == ()


def test_search_by_person_noun_text_and_days(book: Book):
    factories.fill(book)
    factories.check(book)
    written()
    periods.reopen(by=book.manager, period=book.period, why="a wrong row of Acorn House")
    written()
    assert {e.by for e in history.search(Wanted(by="manager"), size=500).entries} == {"manager"}
    only = history.search(Wanted(tables=("finance_forecast",)))
    assert {e.noun for e in only.entries} == {"forecast"}
    assert [e.why for e in history.search(Wanted(text="acorn house")).entries] == [
        "a wrong row of Acorn House"
    ]
    assert history.search(Wanted(text="as last year")).entries[0].noun == "forecast"
    assert history.search(Wanted(text="100%")).entries == ()
    today = timezone.localdate()
    assert history.search(Wanted(starts=today, ends=today)).entries
    assert history.search(Wanted(ends=date(2020, 1, 1))).entries == ()


def test_names_are_looked_up_in_batches(book: Book, django_assert_max_num_queries):
    month.fill(book)
    written()
    with django_assert_max_num_queries(20):
        history.search(Wanted(), size=500)


def test_the_proof_tells_its_progress_and_what_is_wrong(book: Book):
    factories.fill(book)
    written()
    told: list[tuple] = []
    proof = history.proof(lambda *said: told.append(said))
    assert proof.holds and proof.events == Event.objects.count()
    assert len(proof.head) == 64 and proof.head == Event.objects.latest("id").hash
    assert told[-1][0] == "tables" and told[-1][1] == told[-1][2]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE partners_partner SET name = 'Other' WHERE code = 'P1'")
        cursor.execute("UPDATE audit_event SET why = 'another' WHERE id = 3")
    proof = history.proof()
    assert not proof.holds
    assert [found.event for found in proof.broken] == [3]
    assert "partners_partner" in proof.strayed[0].what


def test_a_person_is_named_without_secrets(book: Book):
    Person.objects.filter(pk=book.holder.pk).update(password="secret")
    entry = newest(book, "partners_person")
    assert "secret" not in str(entry.fields)
