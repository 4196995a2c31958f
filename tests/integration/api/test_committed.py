"""What only committed writes show: a crowd with one key, a crash, and the record of tokens."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection

from poolbook.api import idempotency
from poolbook.api.models import Answer
from poolbook.audit.models import Event
from poolbook.audit.queries import strayed_rows
from poolbook.finance.models import Virement
from tests.committed import unguarded
from tests.factories import Book, make_book
from tests.integration.api.calling import Caller, caller
from tests.integration.api.test_idempotency import AT, KEY, VIREMENT


@pytest.fixture(scope="module")
def written(transactional_db: str) -> Book:
    """A book whose writes are committed."""
    return make_book()


def test_of_many_at_once_one_acts(written: Book) -> None:
    secret = caller(written.manager).secret

    def send(_: int) -> Any:
        try:
            return Caller.of(secret).post(f"virements/{AT}", VIREMENT, **KEY)
        finally:
            connection.close()

    before = Virement.objects.count()
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(send, range(16)))
    done = [answer for answer in answers if answer.status_code == 200]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert Virement.objects.count() == before + 1
    assert len(done) + len(waiting) == 16 and len({a.content for a in done}) == 1
    assert all(answer.headers["Retry-After"] == "1" for answer in waiting)


def test_the_second_is_told_while_the_first_is_under_way(
    written: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = caller(written.manager).secret
    keep, kept, go_on = idempotency._keep, Signal(), Signal()

    def slowly(*given: Any) -> None:
        kept.set()
        assert go_on.wait(20)
        keep(*given)

    monkeypatch.setattr(idempotency, "_keep", slowly)

    def first() -> Any:
        try:
            return Caller.of(secret).post(f"virements/{AT}", VIREMENT, **KEY)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(first)
        assert kept.wait(20)
        answer = Caller.of(secret).post(f"virements/{AT}", VIREMENT, **KEY)
        go_on.set()
        assert waiting.result().status_code == 200
    assert answer.status_code == 409 and "being carried out" in answer.body["detail"]


def test_a_crash_between_act_and_answer_leaves_neither(
    written: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = caller(written.manager)
    before, answers = Virement.objects.count(), Answer.objects.count()

    def crash(*given: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "_keep", crash)
        assert program.post(f"virements/{AT}", VIREMENT, **KEY).status_code == 500
    assert (Virement.objects.count(), Answer.objects.count()) == (before, answers)
    assert program.post(f"virements/{AT}", VIREMENT, **KEY).status_code == 200
    assert (Virement.objects.count(), Answer.objects.count()) == (before + 1, answers + 1)


def test_tokens_are_in_the_record_without_hash_or_use(written: Book) -> None:
    program = caller(written.auditor)
    before = Event.objects.count()
    assert program.get("record/head").status_code == 200
    assert Event.objects.count() == before, "its use is not under the record"
    event = Event.objects.filter(table="api_token").latest("id")
    assert event.by == "auditor" and "hash" not in event.after
    assert strayed_rows() == []
    unguarded(f"UPDATE api_token SET scope = 'read' WHERE id = {event.row}")
    assert [f.what for f in strayed_rows()] == [f"api_token {event.row} is not as recorded"]
    unguarded(f"UPDATE api_token SET scope = 'read and write' WHERE id = {event.row}")


def test_the_auditor_pages_through_the_record_and_verifies_it(written: Book) -> None:
    auditor = caller(written.auditor)
    seen, after = [], ""
    while after is not None:
        page = auditor.get(f"record?limit=40&after={after}").body
        seen += [event["id"] for event in page["items"]]
        after = page["next"]
    assert seen == list(range(1, Event.objects.count() + 1))
    proof = auditor.get("record/verify").body
    assert proof == {"head": Event.objects.latest("id").hash, "holds": True, "findings": []}
    unguarded("UPDATE agreements_pool SET name = 'x' WHERE code = 'one'")
    proof = auditor.get("record/verify").body
    assert proof["holds"] is False and "agreements_pool" in proof["findings"][0]["what"]
