"""Imports of measures in the browser: given, seen, taken in, taken back; refused in full."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from poolbook.intake.models import FeedDraft
from poolbook.partners.roles import Role
from poolbook.performance.actions import areas
from poolbook.performance.models import Load, Observation
from tests.factories import Book, make_book, person
from tests.integration.feeds.test_feed_import import ae
from tests.integration.web.conftest import In

pytestmark = pytest.mark.django_db


@pytest.fixture
def england(book: Book) -> Book:
    areas.keep_areas(by=book.manager, places=[areas.Place("E92000001", "England", "country")])
    return book


def there(book: Book, name: str = "feeds", **more: int) -> str:
    return reverse(name, kwargs={"agreement": book.agreement.code, **more})


def give(client, book: Book, text: str, name: str = "ae.csv", **headers: str):
    given = {"file": SimpleUploadedFile(name, text.encode())}
    return client.post(there(book), given, headers=headers)


def test_a_file_is_given_seen_taken_in_and_taken_back(england: Book, enter: In) -> None:
    book, client = england, enter(england.analyst)
    assert "Nothing came in yet" in client.get(there(book)).content.decode()
    answer = give(client, book, ae())
    draft = FeedDraft.objects.get()
    one = there(book, "feed-file", draft=draft.pk)
    assert (answer.status_code, answer.url) == (302, one)
    page = client.get(one).content.decode()
    assert "2 faults: nothing of it can be taken in as it is" in page
    assert "There is no area “RAA”, ALDER TRUST." in page
    client.post(there(book, "feed-apply", draft=draft.pk))
    assert not Load.objects.exists()
    client.post(
        there(book, "feed-read", draft=draft.pk), {"layout": "ae-monthly", "new_areas": "on"}
    )
    page = client.get(one).content.decode()
    assert "Read without a fault: 42 values of 14 measures, May 2031" in page
    assert "Take in 42 values" in page and "as you chose" in page
    assert not Observation.objects.exists()
    client.post(there(book, "feed-apply", draft=draft.pk))
    load = Load.objects.get()
    page = client.get(one).content.decode()
    assert f"Taken in as load {load.pk}" in page and "42 new values" in page
    draft.refresh_from_db()
    assert draft.content is None and draft.load == load
    assert "ae.csv" in client.get(there(book)).content.decode()
    away = there(book, "feed-withdraw", load=load.pk)
    assert client.post(away, {"why": ""}).status_code == 422
    assert client.post(away, {"why": "the wrong month"}).status_code == 302
    load.refresh_from_db()
    assert load.withdrawn_why == "the wrong month"
    assert "the wrong month" in client.get(there(book)).content.decode()


def test_every_fault_can_be_saved(england: Book, enter: In) -> None:
    client = enter(england.analyst)
    give(client, england, ae().replace(",100,", ",many,"))
    draft = FeedDraft.objects.get()
    saved = client.get(there(england, "feed-file", draft=draft.pk) + "?table=faults&as=csv")
    rows = list(csv.reader(io.StringIO(saved.content.decode("utf-8-sig"))))
    told = [" ".join(row) for row in rows]
    assert any("“many” is not a figure" in line for line in told)
    assert sum("there is no area" in line for line in told) == 2
    client.post(there(england, "feed-discard", draft=draft.pk))
    draft.refresh_from_db()
    assert (draft.state, draft.content) == ("discarded", None)
    page = client.get(there(england, "feed-file", draft=draft.pk)).content.decode()
    assert "This file was discarded" in page


def test_a_script_is_told_where_to_go_and_what_is_wrong(england: Book, enter: In) -> None:
    client = enter(england.analyst)
    answer = give(client, england, ae(), Accept="application/json")
    draft = FeedDraft.objects.get()
    assert answer.json() == {"go": there(england, "feed-file", draft=draft.pk)}
    empty = client.post(there(england), {}, headers={"Accept": "application/json"})
    assert (empty.status_code, empty.json()) == (
        422, {"refused": ["Choose a file, or drop one here"]},
    )  # fmt: skip
    junk = give(client, england, "<html>", "page.csv")
    page = client.get(junk.url).content.decode()
    assert "The file is a web page (HTML)" in page and "Take in" not in page


def test_who_may_read_and_who_may_act(england: Book, enter: In) -> None:
    give(enter(england.analyst), england, ae())
    draft = FeedDraft.objects.get()
    one = there(england, "feed-file", draft=draft.pk)
    holder = enter(england.holder)
    assert holder.get(one).status_code == 200
    assert "Read it again" not in holder.get(one).content.decode()
    assert give(holder, england, ae()).status_code == 403
    assert holder.post(there(england, "feed-apply", draft=draft.pk)).status_code == 403
    lead = person("scheme", Role.SCHEME_LEAD, england.partners[0])
    enter(lead).post(there(england, "feed-read", draft=draft.pk), {"new_areas": "on"})
    page = enter(lead).get(one).content.decode()
    assert "which your role does not do" in page
    enter(lead).post(there(england, "feed-apply", draft=draft.pk))
    assert not Load.objects.exists()
    other = make_book(mark="their-")
    theirs = enter(other.analyst)
    assert theirs.get(one).status_code == 404
    assert theirs.get(there(other, "feed-file", draft=draft.pk)).status_code == 404
    assert theirs.post(there(other, "feed-apply", draft=draft.pk)).status_code == 404


def test_the_pages_ask_little_of_the_book(
    england: Book, enter: In, django_assert_max_num_queries, tmp_path: Path
) -> None:
    client = enter(england.analyst)
    for month in ("MAY-2031", "JUNE-2031", "JULY-2031"):
        give(client, england, ae(month))
        draft = FeedDraft.objects.first()
        assert draft is not None
        client.post(there(england, "feed-read", draft=draft.pk), {"new_areas": "on"})
        client.post(there(england, "feed-apply", draft=draft.pk))
    give(client, england, ae("MAY-2031", over=26))
    draft = FeedDraft.objects.first()
    assert draft is not None
    with django_assert_max_num_queries(25):
        assert (
            "Take in 8 values"
            in client.get(there(england, "feed-file", draft=draft.pk)).content.decode()
        )
    with django_assert_max_num_queries(25):
        client.get(there(england))
