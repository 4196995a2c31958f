"""An agreement's settings: who may change what, what is refused, and what due dates say elsewhere."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from poolbook.agreements import actions as agreements
from poolbook.audit.models import Event
from poolbook.finance.models import Source
from poolbook.finance.queries import progress
from poolbook.finance.queries.waiting import waiting_for
from poolbook.notices import queries as notices
from tests import factories
from tests.factories import Book
from tests.integration.finance.recorded import written

HERE = "/agreement/pooled/settings/"
STEPS = {"import": 3, "forecast": 5, "explain": 5, "check": 6, "sign": 8, "issue": 10}
DATES = {**STEPS, "working": "yes", "holidays": "25 December 2020\nMonday 4 May 2020\n2020-05-05"}
CHANGE = {"explain_from": "50,000", "ends": "2031-03-31", "why": "The board, 3 June", "signed_P1": "2020-04-02"}  # fmt: skip


def said(response) -> str:
    return response.content.decode()


@pytest.fixture
def manager(book: Book) -> Client:
    """The pool manager's browser."""
    client = Client()
    client.force_login(book.manager)
    return client


def test_everybody_reads_and_the_pool_manager_changes(book: Book, enter):
    for person in (book.leads[1], book.holder, book.auditor):
        page = said(enter(person).get(HERE))
        assert "No due dates" in page and "settings/change" not in page
        assert enter(person).post(f"{HERE}change/", CHANGE).status_code == 403
    assert "Set the due dates" in said(enter(book.manager).get(HERE))


def test_threshold_and_dates_change_with_their_reason(book: Book, manager: Client):
    assert manager.post(f"{HERE}change/", CHANGE).status_code == 302
    written()
    book.agreement.refresh_from_db()
    assert book.agreement.explain_from == 5_000_000
    assert book.agreement.ends == date(2031, 3, 31)
    assert book.agreement.signatories.get(partner=book.partners[0]).signed_on == date(2020, 4, 2)
    event = Event.objects.filter(table="agreements_agreement").latest("id")
    assert (event.by, event.why) == ("manager", "The board, 3 June")
    history = said(manager.get(f"/history/pooled/?of=agreement&id={book.agreement.pk}"))
    assert "£50,000" in history and "The board, 3 June" in history


def test_a_change_is_refused_with_every_fault(book: Book, manager: Client):
    given = CHANGE | {"explain_from": "0", "ends": "2019-01-01"}
    page = said(manager.post(f"{HERE}change/", given))
    assert "above £0" in page and "cannot end before" in page
    book.agreement.refresh_from_db()
    assert book.agreement.explain_from == 10_000_000


def test_names_change_and_codes_stay(book: Book, manager: Client):
    names = {"name": "The pool", "pool_one": "Learning", "pool_two": "Mental health",
             "group_shared": "Shared", "group_own": "Own"}  # fmt: skip
    page = said(manager.post(f"{HERE}names/", names | {"pool_two": "Learning"}))
    assert "two pools are called “Learning”" in page
    assert manager.post(f"{HERE}names/", names).status_code == 302
    assert [pool.name for pool in book.agreement.pools.all()] == ["Learning", "Mental health"]
    assert manager.get("/forecast/pooled/2020-21/P1/one/").status_code == 200


def test_a_ledger_is_added_and_renamed_and_never_written_over(book: Book, manager: Client):
    given = {"name": "NHS ledger", "code": "nhs", "partner": "P2"}
    assert manager.post(f"{HERE}ledger/", given).status_code == 302
    assert "There is a ledger “nhs”" in said(manager.post(f"{HERE}ledger/", given))
    Source.objects.filter(code="nhs").update(layout={"sign": "reversed"})
    assert manager.post(f"{HERE}ledger/nhs/", {"name": "ICB ledger"}).status_code == 302
    found = Source.objects.get(code="nhs")
    assert (found.name, found.layout) == ("ICB ledger", {"sign": "reversed"})
    assert found.partner == book.partners[1]


def test_due_dates_are_kept_read_and_told(book: Book, manager: Client, monkeypatch):
    page = said(manager.post(f"{HERE}dates/", DATES | {"sign": 2, "holidays": "Christmas"}))
    assert "“Christmas”: write each day as" in page
    page = said(manager.post(f"{HERE}dates/", DATES | {"sign": 2}))
    assert "is due on day 2, before “Checks passed” on day 6" in page
    assert manager.post(f"{HERE}dates/", DATES).status_code == 302
    written()
    page = said(manager.get(HERE))
    assert "Thursday 7 May 2020" in page  # April's 3rd working day, two of them holidays
    history = said(manager.get(f"/history/pooled/?of=due-dates&id={book.agreement.due_dates.pk}"))
    assert "signed by day" in history and "4 May 2020, 5 May 2020" in history

    monkeypatch.setattr(timezone, "localdate", lambda *a: date(2020, 5, 9))
    month = said(manager.get("/month/pooled/2020-21/P1/"))
    assert "Overdue by 2 days" in month and "pb-due--late" in month
    assert "Due Monday 11 May 2020" in month  # the forecasts
    assert "Overdue by 2 days" in said(manager.get("/"))


def test_a_step_that_is_done_is_not_due(book: Book):
    agreements.keep_due_dates(
        by=book.manager, agreement=book.agreement, days=STEPS, working=False, holidays=[]
    )
    due = {step.key: step.due for step in progress.steps(book.period, None)}
    assert due["ledgers"] == due["suspense"] == date(2020, 5, 3)
    assert due["sign-P1"] == date(2020, 5, 8) and due["close"] is None
    factories.fill(book)
    due = {step.key: step.due for step in progress.steps(book.period, None)}
    assert due["ledgers"] is None and due["checks"] == date(2020, 5, 6)


def test_what_waits_stands_by_its_date_and_is_reminded_of(book: Book):
    agreements.keep_due_dates(
        by=book.manager, agreement=book.agreement, days={"import": 2, "forecast": 9}, working=False
    )
    waits = waiting_for(book.manager)
    assert next(wait.kind for wait in waits) == "import"
    assert [wait.due for wait in waits][:2] == [date(2020, 5, 2), date(2020, 5, 9)]
    now = timezone.make_aware(datetime(2020, 5, 4, 8))
    found = notices.letter(book.manager, now)
    assert found is not None
    (late, *_), (new, *_) = found.sections[0][1], found.sections[1][1]
    assert "(due 2 May 2020, overdue by 2 days)" in late
    assert new.endswith("(due Saturday 9 May 2020)")
