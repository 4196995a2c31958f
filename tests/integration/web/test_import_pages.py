"""Imports in the browser's way: each state, each refusal, drafts, and work that is lost or done twice."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from poolbook.finance.actions import bulk, postings
from poolbook.finance.actions.sources import may_bring
from poolbook.finance.models import Batch, Posting
from poolbook.intake import actions, work
from poolbook.intake.models import Held, Upload
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from tests import factories, jobs
from tests.factories import Book, refused
from tests.integration.web.ledgers import GOOD, HEAD, HERE, NEW, client, give, taken

BROKEN = Path(__file__).resolve().parents[2] / "broken"


@pytest.fixture
def book(db: None) -> Book:
    return factories.make_book()


@pytest.fixture
def other(book: Book) -> Person:
    """An analyst of the other partner."""
    return factories.person("nhs-analyst", Role.ANALYST, book.partners[1])


def page(person: Person, upload: Upload) -> str:
    answer = client(person).get(f"{HERE}{upload.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def post(person: Person, upload: Upload, act: str, **values: Any) -> Any:
    return client(person).post(f"{HERE}{upload.pk}/{act}/", values, follow=True)


def apply(person: Person, upload: Upload, **values: Any) -> Upload:
    post(person, upload, "apply", **values)
    jobs.run_all()
    upload.refresh_from_db()
    return upload


def test_a_file_is_read_behind_the_page_and_applied_as_it_says(book: Book) -> None:
    answer = give(book.analyst, NEW, total="£88.25", rows="4")
    upload = Upload.objects.get()
    assert answer["Location"] == f"{HERE}{upload.pk}/"
    assert upload.state == "received" and jobs.waiting() == ["read_upload"]
    said = page(book.analyst, upload)
    assert "Reading</h2>" in said or "Reading" in said
    assert 'data-address="' in said and "It goes on if you close this page" in said
    jobs.run_all()
    said = page(book.analyst, upload)
    assert "Read without a fault: 4 rows" in said and "April (month 1)" in said
    assert "It matches the control total" in said and "Apply 4 rows" in said
    assert "N9 4000" in said
    assert Posting.objects.count() == 0
    upload = apply(book.analyst, upload)
    assert upload.state == "applied" and upload.batch.by == book.analyst
    assert upload.understood["done"]["rows"] == {
        "read": 4, "posted": 2, "suspended": 1, "outside": 1, "repeated": 0,
    }  # fmt: skip
    assert upload.understood["done"]["pence"]["read"] == 8825
    assert not Held.objects.exists()
    assert "Applied as import" in page(book.analyst, upload)


def test_a_draft_is_its_own_partners_until_it_is_applied(book: Book, other: Person) -> None:
    upload = taken(book.analyst)
    for person, status in (
        (book.manager, 200), (book.holder, 200), (other, 404), (book.leads[1], 404),
        (book.auditor, 404),
    ):  # fmt: skip
        answer = client(person).get(f"{HERE}{upload.pk}/")
        assert answer.status_code == status, person
        assert client(person).get(f"{HERE}{upload.pk}/progress/").status_code == status
        assert (b"april.csv" in client(person).get(HERE).content) is (status == 200)
    for act in ("columns", "total", "apply", "discard"):
        assert post(other, upload, act).status_code == 404
    apply(book.analyst, upload)
    assert client(other).get(f"{HERE}{upload.pk}/").status_code == 200


def test_who_brings_what(book: Book, other: Person) -> None:
    theirs = factories.add_source(book.manager, book.agreement, book.partners[1], "nhs")
    assert may_bring(book.manager, theirs) and may_bring(other, theirs)
    assert not may_bring(book.analyst, theirs) and not may_bring(book.leads[1], theirs)
    given = actions.Given("x.csv", GOOD.encode())
    said = refused(actions.receive, by=book.analyst, period=book.period, source=theirs, given=given)
    assert "is Partner 2’s ledger" in said.message
    refused(factories.post, book, factories.entry(), by=book.analyst, source=theirs)
    # The page offers only what may be brought, and takes nothing else.
    assert b"Ledger nhs" not in give(book.analyst, source="nhs").content.split(b"<h2")[0]
    assert Upload.objects.count() == 0
    assert give(book.holder).status_code == 403
    assert give(book.auditor).status_code == 403


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.csv", b"", "is empty (0 bytes)"),
        ("big.csv", b"x" * (2**20 + 1), "is larger than 1 MB"),
    ],
)
def test_files_that_are_not_taken_in(
    book: Book, settings: Any, name: str, text: bytes, said: str
) -> None:
    settings.POOLBOOK_UPLOAD_MB = 1
    answer = give(book.manager, text, name)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Upload.objects.exists() and not Held.objects.exists()
    answer = client(book.manager).post(
        HERE,
        {"file": SimpleUploadedFile(name, text), "source": "gl"},
        headers={"accept": "application/json"},
    )
    assert any(said in line for line in answer.json()["refused"])


def test_no_file_and_two_files_are_said(book: Book) -> None:
    assert "Choose a ledger file" in client(book.manager).post(HERE, {}).content.decode()
    two = [SimpleUploadedFile("a.csv", b"x"), SimpleUploadedFile("b.csv", b"y")]
    answer = client(book.manager).post(HERE, {"file": two, "source": "gl"})
    assert "one file at a time; none was taken" in answer.content.decode()
    assert not Upload.objects.exists()
    answer = give(book.manager, total="lots")
    assert "is not an amount" in answer.content.decode() and not Upload.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "..\\..\\x.csv", "a\u202egpj.csv", "<b>x</b>.csv", "é" * 200 + ".csv"],
)
def test_names_of_files_do_no_harm(book: Book, name: str) -> None:
    upload = taken(book.manager, name=name)
    assert upload.state == "read"
    assert "/" not in upload.file_name and "\\" not in upload.file_name
    assert "\u202e" not in upload.file_name and len(upload.file_name.encode()) <= 188
    assert "<b>x" not in page(book.manager, upload)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("pdf-named-csv.csv", "refused"), ("web-page.xls", "refused"), ("no-headings.csv", "refused"),
        ("text-named-xlsx.xlsx", "read"), ("text-in-an-amount.csv", "read"),
        ("two-amount-columns.csv", "read"), ("cut-short.csv", "read"), ("only-headings.csv", "read"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_shown_whole_and_saved_whole(
    book: Book, name: str, state: str
) -> None:
    upload = taken(book.manager, (BROKEN / name).read_bytes(), name)
    assert upload.state == state
    faults = upload.faults["faults"]
    assert faults, name
    said = page(book.manager, upload)
    assert "fault" in said and "Apply" not in said.split("<main")[1]
    answer = client(book.manager).get(f"{HERE}{upload.pk}/?table=faults&as=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = [row["What is wrong"] for row in rows if row["Weight"] == "fault"]
    assert told == [fault["message"] for fault in faults]
    xlsx = client(book.manager).get(f"{HERE}{upload.pk}/?table=faults&as=xlsx")
    assert xlsx.content[:2] == b"PK"
    post(book.manager, upload, "apply")
    assert Upload.objects.get().state == state and Posting.objects.count() == 0


def test_more_faults_than_a_screen_takes_are_all_in_the_file(book: Book) -> None:
    rows = "".join(f"C1,4000,15/04/2020,r{n},x,10.{n % 90 + 10}x\n" for n in range(700))
    upload = taken(book.manager, HEAD + "C1,4000,15/04/2020,r,x,1.00\n" * 1000 + rows)
    assert len(upload.faults["faults"]) == 700 and not upload.faults["not_listed"]
    assert "700 faults" in page(book.manager, upload) and "500 more" in page(book.manager, upload)


def test_a_control_total_that_differs_blocks(book: Book) -> None:
    upload = taken(book.manager, total="81.25")
    said = page(book.manager, upload)
    assert "does not match its control total" in said and "£1 apart" in said.replace("−", "")
    answer = post(book.manager, upload, "apply")
    assert "was not applied; nothing was posted" in answer.content.decode()
    post(book.manager, upload, "total", total="80.25", rows="2")
    assert "Apply 2 rows" in page(book.manager, upload)
    answer = post(book.manager, upload, "total", total="80.25", rows="two")
    assert "is not a number of rows" in answer.content.decode()
    assert apply(book.manager, upload).state == "applied"


def test_columns_are_read_otherwise_and_remembered(book: Book) -> None:
    text = "Cost Centre,Account,Posting Date,Net Amount,Gross Amount,Amount\nC1,1,15/04/2020,1.00,2.00,5.00\n"
    upload = taken(book.manager, text)
    names = [column["name"] for column in upload.understood["columns"]]
    roles = {f"role_{at}": "" for at in range(len(names))}
    roles |= {
        f"role_{names.index(name)}": role
        for name, role in (
            ("Cost Centre", "cost_centre"), ("Account", "account"), ("Posting Date", "date"),
            ("Gross Amount", "amount"),
        )
    }  # fmt: skip
    post(book.manager, upload, "columns", **roles, header_row="1", sign="reversed", remember="yes")
    jobs.run_all()
    upload.refresh_from_db()
    assert upload.understood["pence"]["read"] == -200
    book.source.refresh_from_db()
    assert book.source.layout["columns"]["amount"] == ["Gross Amount"]
    assert book.source.layout["sign"] == "reversed"
    again = taken(book.manager, text.replace("2.00", "3.00"), "may.csv")
    assert again.understood["pence"]["read"] == -300
    clash = roles | {f"role_{names.index('Account')}": "cost_centre"}
    answer = post(book.manager, again, "columns", **clash, header_row="1")
    assert "cannot both be the cost centre" in answer.content.decode()


def test_a_column_can_be_left_unused(book: Book) -> None:
    upload = taken(book.manager)
    roles = {f"role_{at}": c["role"] for at, c in enumerate(upload.understood["columns"])}
    roles["role_4"] = ""
    post(book.manager, upload, "columns", **roles, header_row="1")
    jobs.run_all()
    upload.refresh_from_db()
    assert upload.layout["columns"]["unused"] == ["Narrative"]
    assert [row["description"] for row in upload.understood["sample"]] == ["", ""]


def test_the_same_rows_again_are_nothing_to_do(book: Book) -> None:
    apply(book.manager, taken(book.manager))
    again = taken(book.manager, name="renamed.csv")
    said = page(book.manager, again)
    assert "Nothing to do: these rows are in the book already" in said
    assert "already, as import" in post(book.manager, again, "apply").content.decode()
    assert Batch.objects.count() == 1


def test_rows_posted_before_are_left_out_only_when_asked(book: Book) -> None:
    apply(book.manager, taken(book.manager))
    longer = taken(book.manager, NEW, "april_2.csv")
    said = page(book.manager, longer)
    assert "Leave out the 2 rows that were posted before (2 in april.csv)" in said
    assert "Apply 2 rows, " in said
    answer = post(book.manager, longer, "apply")
    assert "2 of its rows were posted before" in answer.content.decode()
    done = apply(book.manager, longer, skip_repeated="yes")
    assert done.understood["done"]["rows"]["repeated"] == 2
    assert (done.batch.rows_read, done.batch.pence_read) == (2, 800)


def test_work_that_was_killed_is_done_again_and_once(book: Book, monkeypatch: Any) -> None:
    give(book.manager)
    upload = Upload.objects.get()
    work.actions.start(upload)  # the worker had begun, and was killed
    jobs.run_all()
    upload.refresh_from_db()
    assert upload.state == "read"
    work.read(upload.pk)  # the queue gives it out again
    post(book.manager, upload, "apply")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "applied", killed)  # after posting, before its state
        with pytest.raises(KeyboardInterrupt):
            work.apply(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "applying" and not Batch.objects.exists()
    jobs.run_all()
    work.apply(upload.pk)  # and once more
    upload.refresh_from_db()
    assert upload.state == "applied" and Batch.objects.count() == 1


def test_lost_work_is_asked_for_again(book: Book) -> None:
    give(book.manager)
    upload = Upload.objects.get()
    actions.start(upload)
    Held.objects.update(moved_at=timezone.now() - timedelta(minutes=5))
    assert "Start reading again" in page(book.manager, upload)
    answer = client(book.manager).get(f"{HERE}{upload.pk}/progress/").json()
    assert answer["stalled"] and answer["under_way"]
    post(book.manager, upload, "columns")
    jobs.run_all()
    upload.refresh_from_db()
    assert upload.state == "read"
    post(book.manager, upload, "columns", header_row="1", sign="reversed")
    post(book.manager, upload, "columns")  # asked for again: by the same layout
    jobs.run_all()
    upload.refresh_from_db()
    assert upload.layout["sign"] == "reversed" and upload.understood["pence"]["read"] == -8025


def test_another_import_is_waited_for(book: Book, monkeypatch: Any) -> None:
    upload = taken(book.manager)
    post(book.manager, upload, "apply")

    def busy(*_: Any) -> None:
        raise bulk.Busy("another import from Ledger gl is running")

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "claim", busy)
        with pytest.raises(bulk.Busy):
            jobs.run_all()
        upload.refresh_from_db()
        assert upload.state == "applying"
        assert "Waiting for another import" in page(book.manager, upload)
        work.apply(upload.pk, last_try=True)
    upload.refresh_from_db()
    assert (upload.state, "did not end" in upload.said) == ("read", True)


def test_what_changes_between_asking_and_applying_is_said(book: Book) -> None:
    upload = taken(book.manager)
    post(book.manager, upload, "apply")
    factories.fill(book)
    factories.check(book)
    jobs.run_all()
    upload.refresh_from_db()
    assert upload.state == "read" and "only an open period takes an import" in upload.said
    assert "It was not applied" in page(book.manager, upload)
    answer = give(book.manager)
    assert answer.status_code == 422 and "this needs it open" in answer.content.decode()
    assert "takes no more files" in client(book.manager).get(HERE).content.decode()


def test_our_own_failure_is_said_and_changes_nothing(
    book: Book, monkeypatch: Any, caplog: Any
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(work, "preview", broken)
        upload = taken(book.manager)
    assert upload.state == "failed" and "on our side" in page(book.manager, upload)
    assert "could not be read" in caplog.text


def test_a_draft_is_discarded_or_goes_by_itself(book: Book) -> None:
    upload = taken(book.manager)
    answer = post(book.manager, upload, "discard")
    assert "is discarded; nothing was posted" in answer.content.decode()
    upload.refresh_from_db()
    assert (upload.state, upload.understood, Held.objects.count()) == ("discarded", {}, 0)
    assert "was discarded" in page(book.manager, upload)
    assert "discarded already" in post(book.manager, upload, "discard").content.decode()
    old = taken(book.manager)
    assert actions.expire_uploads(by="the clock") == 0
    with connection_unguarded():
        Upload.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=8))
    assert actions.expire_uploads(by="the clock") == 1
    assert not Held.objects.exists()


def connection_unguarded() -> Any:
    """Triggers off within the block, to make a file old."""
    from contextlib import contextmanager

    from django.db import connection

    @contextmanager
    def off() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    return off()


def test_an_upload_is_kept_as_it_was_given_and_as_it_ended(book: Book) -> None:
    upload = taken(book.manager)
    for change in ({"file_name": "x"}, {"sha256": "0" * 64}, {"size": 1}, {"period": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(**change)
    apply(book.manager, upload)
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(said="x")


def test_an_import_is_withdrawn_for_a_reason(book: Book, other: Person) -> None:
    upload = apply(book.analyst, taken(book.analyst))
    there = f"{HERE}withdraw/{upload.batch_id}/"
    assert "Say why" in client(book.analyst).post(there, {"why": ""}).content.decode()
    assert "is Partner 1’s ledger" in client(other).post(there, {"why": "x"}).content.decode()
    assert client(book.holder).post(there, {"why": "x"}).status_code == 403
    answer = client(book.analyst).post(there, {"why": "wrong file"}, follow=True)
    assert "its rows count for nothing" in answer.content.decode()
    assert Batch.objects.get().withdrawn_why == "wrong file"
    assert client(book.analyst).get(f"{HERE}withdraw/999/").status_code == 404


def test_the_ledger_is_worked_out_from_the_name(book: Book) -> None:
    factories.add_source(book.manager, book.agreement, book.partners[1], "nhs")
    factories.post(book, factories.entry(), name="council_ledger_p12.csv")
    assert taken(book.manager, name="Council ledger P1.csv", source="guess").source == book.source
    assert taken(book.manager, name="nhs_extract.csv", source="guess").source.code == "nhs"
    answer = give(book.manager, name="export.csv", source="guess")
    assert "could be from any ledger: say which" in answer.content.decode()


def test_the_record_names_who_and_leaves_the_bytes_out(book: Book) -> None:
    from django.db import connection

    from poolbook.audit import queries
    from poolbook.audit.models import Event

    apply(book.analyst, taken(book.analyst))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = Event.objects.filter(table="intake_upload")
    assert {event.by for event in found} == {"analyst"}
    assert "understood" not in found.last().after and "faults" not in found.last().after
    assert found.last().after["sha256"]
    assert queries.strayed_rows() == []


def test_posting_again_by_hand_meets_the_same_rules(book: Book) -> None:
    upload = apply(book.manager, taken(book.manager))
    tried = postings.tried(book.source, book.period, [factories.entry("C1", 5)])
    assert tried.rows["posted"] == 1 and Batch.objects.get() == upload.batch
