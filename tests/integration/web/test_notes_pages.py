"""Notes: added one by one, closed with a reason, carried on, and printed only while they stand."""

import pytest
from django.test import Client

from poolbook.finance.actions import forecasts, notes
from poolbook.finance.models import Note, NoteClosing
from poolbook.finance.queries import checks, grid
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.notes import to_carry
from poolbook.reports import queries as reports
from tests import factories
from tests.factories import Book, refused
from tests.integration.finance.recorded import written

HERE = "/notes/pooled/2020-21/P1/"
RISK = {"kind": "risk", "pool": "one", "line": "", "text": "Winter beds"}


def said(response) -> str:
    return response.content.decode()


@pytest.fixture
def holder(book: Book) -> Client:
    """The budget holder's browser."""
    client = Client()
    client.force_login(book.holder)
    return client


def printed(book: Book) -> str:
    return repr(reports.report(book.period, book.pools[0], None).sections)


def test_a_note_is_added_read_and_printed(book: Book, holder: Client, enter):
    assert "No notes" in said(holder.get(HERE))
    assert holder.post(f"{HERE}add/", RISK).status_code == 302
    assert holder.post(f"{HERE}add/", RISK | {"kind": "issue", "pool": "two"}).status_code == 302
    for person in (book.manager, book.leads[1], book.auditor):
        page = said(enter(person).get(HERE))
        assert page.count("Winter beds") >= 2 and "Pool two" in page
    assert "Risk: Winter beds" in printed(book) and "Issue: Winter" not in printed(book)
    assert "Winter beds" in said(holder.get(f"{HERE}?table=notes&as=csv"))


def test_who_may_not_forecast_reads_only(book: Book, enter):
    for person in (book.auditor, book.analyst):
        client = enter(person)
        assert "Add a note" not in said(client.get(HERE))
        assert client.post(f"{HERE}add/", RISK).status_code == 403


def test_every_fault_of_a_note_is_told(book: Book, holder: Client):
    other = next(line for line in book.lines if line.pool_id == book.pools[1].pk)
    page = said(holder.post(f"{HERE}add/", RISK | {"line": str(other.pk)}))
    assert "is a line of another pool" in page
    page = said(holder.post(f"{HERE}add/", RISK | {"kind": "line"}))
    assert "says which line" in page
    assert not Note.objects.exists()


def test_a_closed_note_stays_with_its_reason_and_is_not_printed(book: Book, holder: Client):
    holder.post(f"{HERE}add/", RISK)
    note = Note.objects.get()
    assert "Why it is closed" in said(holder.get(f"{HERE}{note.pk}/close/"))
    assert holder.post(f"{HERE}{note.pk}/close/", {"why": "Bought in time"}).status_code == 302
    page = said(holder.get(HERE))
    assert "Bought in time" in page and "Closed in this month" in page
    assert "Winter beds" not in printed(book)
    again = refused(notes.close_note, by=book.holder, note=note, why="again")
    assert "closed already" in again.message
    written()
    history = said(holder.get(f"/history/pooled/?of=note&id={note.pk}"))
    assert "Winter beds" in history and "Bought in time" in history


def test_a_word_on_a_line_says_why_it_moved_until_it_is_closed(book: Book):
    act = {"by": book.holder, "period": book.period}
    word = notes.add_note(pool=book.pools[0], kind="line", text="Beds", line=book.line(1), **act)
    (item, *_) = figures(book.period)
    assert checks.Reading(book.period).told(item)
    assert book.line(1).pk in grid.Grid(book.period, book.pools[0], book.holder).noted
    notes.close_note(by=book.holder, note=word, why="wrong")
    assert not checks.Reading(book.period).told(item)


def test_standing_issues_and_risks_are_carried_on_once(book: Book, enter):
    act = {"by": book.manager, "period": book.period}
    notes.add_note(pool=book.pools[0], kind="risk", text="Winter", **act)
    notes.add_note(pool=book.pools[0], kind="line", text="Beds", line=book.line(1), **act)
    gone = notes.add_note(pool=book.pools[1], kind="issue", text="Gone", **act)
    notes.close_note(by=book.manager, note=gone, why="solved")
    factories.close(book)
    factories.next_month(book)
    client, here = enter(book.manager), HERE.replace("P1", "P2")
    assert "Carry on 1 of last month" in said(client.get(here))
    for _ in range(2):
        assert client.post(f"{here}carry/").status_code == 302
    assert [note.text for note in Note.objects.filter(period=book.period)] == ["Winter"]
    assert to_carry(book.period) == []
    page = said(client.get(HERE))
    assert "stay as they are" in page and "Add a note" not in page


def test_notes_from_a_file_take_the_place_of_all(book: Book):
    act = {"by": book.manager, "period": book.period}
    note = notes.add_note(pool=book.pools[0], kind="risk", text="Winter", **act)
    notes.close_note(by=book.manager, note=note, why="solved")
    forecasts.set_notes(notes=[forecasts.Words(book.pools[0], "issue", "Prices")], **act)
    assert [each.text for each in Note.objects.all()] == ["Prices"]
    assert not NoteClosing.objects.exists()
