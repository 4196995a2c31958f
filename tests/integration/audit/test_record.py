"""The record: every write leaves who, when, doing what, before, after and why; the chain holds."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from poolbook.audit import queries
from poolbook.audit.acting import acting
from poolbook.audit.models import Event
from poolbook.finance.actions import periods, postings
from poolbook.finance.models import Batch, Note
from poolbook.partners import actions as partners
from poolbook.partners.models import Partner
from tests import factories
from tests.factories import Book
from tests.integration.finance import month

# Rows by the hundred thousand, which the record has through the digest of their batch; the sign-in's
# own tables; the bytes of drafts, whose hash is recorded; how often a program asked and the answers kept
# for a day in case it asks again; and the record itself.
NOT_BY_ROW = {
    "finance_posting",
    "performance_observation",
    "audit_event",
    "intake_held",
    "api_use",
    "api_answer",
}
DJANGO = {"auth", "contenttypes", "sessions"}
# The libraries' own: addresses, second factors and providers' secrets, which no record should hold, and
# the queue, whose jobs come and go.
LIBRARIES = {"account", "mfa", "socialaccount", "procrastinate"}


@pytest.fixture
def book(db: None) -> Book:
    return factories.make_book()


def written() -> None:
    """The record's rows are written when a transaction ends; a test's does not, so it is made to."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def events_of(act) -> list[Event]:
    written()
    last = Event.objects.count()
    act()
    written()
    return list(Event.objects.filter(id__gt=last))


def test_a_change_says_who_when_what_before_after_and_why(book: Book):
    batch = factories.fill(book).batch
    (event,) = events_of(lambda: postings.withdraw(by=book.manager, batch=batch, why="wrong file"))
    batch.refresh_from_db()
    assert (event.by, event.why) == ("manager", "wrong file")
    assert event.doing == "withdrew ledger 2020-21/P1.csv"
    assert (event.table, event.row) == ("finance_batch", str(batch.pk))
    assert (event.before["state"], event.after["state"]) == ("applied", "withdrawn")
    assert abs((event.at - batch.withdrawn_at).total_seconds()) < 60


@pytest.mark.django_db
def test_every_table_is_under_the_record():
    with_record = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in DJANGO | LIBRARIES
        and not model._meta.db_table.startswith("partners_person_")
    }
    assert with_record - NOT_BY_ROW == attached()


def attached() -> set[str]:
    sql = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_written'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def test_a_whole_month_is_in_the_record_row_by_row(book: Book):
    month.fill(book)
    month.close(book)
    month.issue(book)
    written()
    tables = set(Event.objects.values_list("table", flat=True))
    assert {m._meta.db_table for m in month.of_a_period()} - tables == {"finance_posting"}
    assert queries.broken_links() == []
    assert queries.strayed_rows() == []
    assert not Event.objects.filter(by__startswith="database user", table="finance_batch").exists()


def test_plain_sql_is_recorded_as_the_database_users(book: Book):
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('poolbook.by', '', true), set_config('poolbook.doing', '', true),"
                " set_config('poolbook.why', '', true)"
            )
            cursor.execute("UPDATE partners_partner SET name = 'Sly' WHERE code = 'P1'")

    (event,) = events_of(act)
    assert event.by.startswith("database user ")
    assert event.doing == "a write from outside Poolbook"
    assert (event.before["name"], event.after["name"]) == ("Partner 1", "Sly")


def test_bulk_writes_are_seen_row_by_row(book: Book):
    notes = [
        Note(
            pool=book.pools[0], period=book.period, kind="risk", place=n, text="x", by=book.manager
        )
        for n in range(1, 31)
    ]

    def act() -> None:
        with acting("somebody", "bulk work", "to show it"):
            Note.objects.bulk_create(notes)
            Note.objects.update(text="y")
            Note.objects.filter(place__lte=10).delete()

    found = events_of(act)
    kinds = [(e.before is None, e.after is None) for e in found]
    assert kinds.count((True, False)) == 30
    assert kinds.count((False, False)) == 30
    assert kinds.count((False, True)) == 10
    assert {(e.by, e.doing, e.why) for e in found} == {("somebody", "bulk work", "to show it")}


def test_a_write_that_changes_nothing_leaves_nothing(book: Book):
    assert events_of(lambda: [partner.save() for partner in Partner.objects.all()]) == []


def test_what_is_refused_leaves_nothing(book: Book):
    def act() -> None:
        factories.refused(periods.check, by=book.manager, period=book.period)

    assert events_of(act) == []


def test_passwords_and_the_bytes_of_files_are_not_in_the_record(book: Book):
    month.fill(book)
    month.close(book)
    book.manager.set_password("a secret")
    (event,) = events_of(
        lambda: type(book.manager).objects.filter(pk=book.manager.pk).update(
            password=book.manager.password, first_name="M"
        )
    )  # fmt: skip
    assert "password" not in event.after and "last_login" not in event.after
    issued = Event.objects.get(table="finance_issuedfile")
    assert "content" not in issued.after
    assert issued.after["sha256"] == "0" * 64


def test_each_import_carries_the_hash_of_its_rows(book: Book):
    factories.fill(book)
    written()
    last = Event.objects.filter(table="finance_batch").latest("id")
    assert last.after["digest"] == Batch.objects.get().digest != ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET why = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE partners_partner CASCADE",
    ],
)
def test_the_record_refuses_every_change(book: Book, statement: str):
    written()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.django_db
def test_an_empty_record_has_a_head_of_its_own():
    assert queries.head() == queries.EMPTY_HEAD
    assert queries.has_head(queries.EMPTY_HEAD)
    assert not queries.has_head("f" * 64)


def test_acts_within_one_transaction_each_say_their_own(book: Book):
    """An agreement is set up by many acts in one transaction: none takes the words of the last."""

    def act() -> None:
        with acting("setter", "set up everything"):
            partners.keep_partner(by="setter", code="X1", name="X1", kind="nhs")
            Partner.objects.filter(code="X1").update(name="X2")
            partners.keep_partner(by="setter", code="X3", name="X3", kind="nhs")

    said = [(e.doing, e.after["name"]) for e in events_of(act) if e.table == "partners_partner"]
    assert said == [
        ("set up a partner", "X1"),
        ("set up everything", "X2"),
        ("set up a partner", "X3"),
    ]
