"""The daily e-mail: once, only with something to tell, only what is wanted, never lost in silence."""

import logging
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from poolbook.finance.queries import waiting
from poolbook.notices import actions, queries, tasks
from poolbook.notices.models import Notice
from tests import factories, jobs
from tests.factories import Book

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def book(db) -> Book:
    """A small book whose manager and leads can be written to."""
    made = factories.make_book()
    for person in (made.manager, *made.leads, made.auditor):
        person.email = f"{person.username}@example.org"
        person.save()
    return made


@pytest.fixture
def waits(book, monkeypatch):
    """What waits for the manager, as the test says; for others nothing."""
    kept: list[waiting.Wait] = []
    monkeypatch.setattr(
        waiting, "waiting_for", lambda person: kept if person == book.manager else []
    )
    return kept


def wait(book: Book, text: str, days: int = 0) -> waiting.Wait:
    """Something that has waited for so many days."""
    return waiting.Wait("import", text, book.period, timezone.now() - timedelta(days=days))


def test_what_waits_is_told_once_a_day(book, waits, settings):
    settings.POOLBOOK_ADDRESS = "https://book.example.org"
    waits.append(wait(book, "Import the ledger"))
    day = timezone.localdate()
    for _ in range(2):
        actions.send(person=book.manager, day=day)
    (letter,) = mail.outbox
    assert letter.to == ["manager@example.org"]
    assert letter.subject == "Poolbook: 1 thing waits for you"
    assert "  - Import the ledger – Pooled, 2020-21/P1" in letter.body
    assert "https://book.example.org/settings/notices/" in letter.body
    assert letter.content_subtype == "plain"


def test_the_day_asks_for_one_job_a_person_and_runs_it(book, waits, run_tasks, monkeypatch):
    waits.append(wait(book, "Import the ledger"))
    day = TUESDAY.date()
    monkeypatch.setattr(tasks.timezone, "localdate", lambda *a: day)
    tasks.daily(int(TUESDAY.timestamp()))
    assert jobs.waiting() == ["poolbook.notices.tasks.send"] * 4
    run_tasks()
    assert len(mail.outbox) == 1, "nobody is told that there is nothing"
    assert Notice.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        (datetime(2026, 11, 24, 8), True),
        (datetime(2026, 7, 7, 8), True),  # summer: 7:00 UTC
        (datetime(2026, 7, 7, 9), False),
        (datetime(2026, 11, 24, 7), False),
        (datetime(2026, 11, 28, 8), False),  # Saturday
    ],
)
def test_at_eight_on_a_working_day(book, moment, asked):
    tasks.daily(int(timezone.make_aware(moment).timestamp()))
    assert bool(jobs.waiting()) == asked


def test_each_kind_has_its_switch(book, waits):
    waits += [wait(book, "Import the ledger"), wait(book, "Clear suspense", days=9)]

    def told(**wanted: bool) -> tuple:
        actions.choose(by=book.manager, wanted=wanted)
        found = queries.letter(book.manager, timezone.now())
        return found and tuple(
            (kind, len(s[1])) for kind, s in zip(found.kinds, found.sections, strict=True)
        )

    assert told() == (("reminders", 1), ("waiting", 1))
    assert told(reminders=False) == (("waiting", 2),)
    assert told(reminders=True, waiting=False) == (("reminders", 1),)
    assert told(reminders=False) is None


def test_an_issued_report_is_told_to_those_who_may_see_it(book):
    factories.fill(book)
    factories.check(book)
    factories.sign(book)
    from poolbook.finance.actions import periods
    from poolbook.reports import actions as reports

    periods.close(by=book.manager, period=book.period)
    book.period.refresh_from_db()
    reports.issue(by=book.manager, period=book.period)
    now = timezone.now()
    assert queries.letter(book.leads[1], now).sections[-1][1] == ("Pooled, 2020-21/P1",)
    stranger = factories.person("stranger", factories.Role.FINANCE_LEAD, None)
    assert queries.letter(stranger, now) is None
    actions.choose(by=book.leads[1], wanted={"issued": False})
    assert queries.letter(book.leads[1], now) is None


@pytest.mark.parametrize(
    ("day", "edge"), [((2026, 11, 24), (2026, 11, 19)), ((2026, 11, 27), (2026, 11, 24))]
)
def test_three_working_days(day, edge):
    assert queries.overdue_before(date(*day)) == date(*edge)


def test_a_mail_server_that_fails_is_tried_again(book, waits, monkeypatch):
    waits.append(wait(book, "Import the ledger"))
    day = timezone.localdate()

    def refuse(self, **more):
        raise OSError("no route to host")

    with monkeypatch.context() as broken:
        broken.setattr(actions.EmailMessage, "send", refuse)
        with pytest.raises(OSError, match="no route"):
            actions.send(person=book.manager, day=day)
    assert Notice.objects.get().state == "failed"
    assert actions.send(person=book.manager, day=day) == "sent"
    assert len(mail.outbox) == 1
    assert tasks.send.retry_strategy.max_attempts > 3


def test_one_that_was_interrupted_is_told_and_not_sent_again(book, waits, caplog):
    waits.append(wait(book, "Import the ledger"))
    day = timezone.localdate()
    actions._begin(book.manager, day, queries.letter(book.manager, timezone.now()))
    with caplog.at_level(logging.ERROR):
        assert actions.send(person=book.manager, day=day) == "already"
    assert "may not have gone out" in caplog.text and mail.outbox == []


def test_who_left_gets_nothing(book, waits):
    waits.append(wait(book, "Import the ledger"))
    book.manager.is_active = False
    book.manager.save()
    assert book.manager.pk not in queries.recipients()
    assert actions.send(person=book.manager, day=timezone.localdate()) == "nothing"


def test_the_page_of_switches(book):
    client = Client()
    assert client.get("/settings/notices/").status_code == 302
    client.force_login(book.manager)
    page = client.get("/settings/notices/").content.decode()
    assert page.count("checked") == 3 and "manager@example.org" in page
    answer = client.post("/settings/notices/", {"waiting": "on"})
    assert answer.status_code == 302
    assert queries.choices(book.manager) == {"waiting": True, "reminders": False, "issued": False}
    assert queries.choices(book.leads[0])["reminders"], "only one's own"
