"""The forecast grid: who may read and enter what, what is saved, what is refused with both versions."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from poolbook.agreements import actions as agreements
from poolbook.finance.models import Comment, Forecast
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import BUDGET, Book

GRID = "/forecast/pooled/2020-21/P1/one/"
MOST_QUERIES = 25


@pytest.fixture
def book(db: None) -> Book:
    """Lines L1 and L2 of pool one: L1 is the second partner's and held, L2 the first's."""
    made = factories.make_book()
    for n in (1, 2):
        assert made.line(n).owner == made.partners[n % 2]
    return made


def client(person: Person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def held(book: Book, number: int, by: Person | None) -> None:
    line = book.line(number)
    line.holder = by
    line.save()


def save(person: Person, *cells: dict[str, Any], address: str = GRID) -> Any:
    return client(person).post(
        f"{address}save/", json.dumps({"cells": cells}), content_type="application/json"
    )


def cell(code: str = "L1", seen: int = 0, **more: str) -> dict[str, Any]:
    return {"line": code, "seen": seen} | more


def newest(book: Book, number: int = 1) -> Forecast:
    return Forecast.objects.filter(line=book.line(number)).latest()


def test_what_is_typed_is_judged_by_the_server(book: Book):
    answer = save(
        book.manager,
        cell("L1", forecast="1.2m", reason="more beds"),
        cell("L2", forecast="=budget", reason="no change"),
    )
    body = answer.json()
    assert answer.status_code == 200 and body["saved"] == 2 and body["by"] == "manager"
    assert newest(book).pence == 120_000_000 and newest(book).method == "manual"
    assert newest(book, 2).pence == BUDGET
    row = body["rows"]["L1"]
    assert (row["seen"], row["forecast"], row["reason"]) == (1, "1,200,000", "more beds")
    assert ">1,188,000<" in row["cells"]["variation"]
    assert ">1,212,000<" in body["rows"]["all"]["cells"]["forecast"]
    assert ">1,212,000<" in body["rows"]["total"]["cells"]["forecast"]


def test_a_cell_that_is_wrong_does_not_keep_the_others_from_being_saved(book: Book):
    answer = save(
        book.manager,
        cell("L1", forecast="abc", reason="x"),
        cell("L2", method="block"),
        cell("L3", method="block"),
        cell("L9", method="block"),
    )
    cells = answer.json()["cells"]
    assert answer.status_code == 200
    assert cells["L1"]["what"] == "refused" and cells["L1"]["said"] == "“abc” is not an amount"
    assert cells["L2"]["what"] == "saved"
    assert (
        cells["L3"]["said"] == cells["L9"]["said"] == "it is not a line of this pool in this year"
    )
    assert [f.line.code for f in Forecast.objects.all()] == ["L2"]


@pytest.mark.parametrize(
    ("given", "said", "place"),
    [
        ({"forecast": "5"}, "a manual forecast needs its reason", "reason"),
        ({"method": "manual", "reason": "x"}, "a manual forecast needs its amount", "forecast"),
        ({"method": "magic"}, "“magic” is not a method that computes", "forecast"),
        ({"method": "block", "forecast": "5"}, "the method “block” computes the amount", "forecast"),
        ({"method": "block", "reason": "x" * 501}, "a reason has at most 500 characters", "reason"),
        ({"method": "block", "reason": "a\0b"}, "the reason has a character that cannot be", "reason"),
        ({"forecast": "=last", "reason": "x"}, "there is no forecast of last period", "forecast"),
        ({"forecast": "=actual", "reason": "x"}, "there is no actual yet", "forecast"),
    ],
)  # fmt: skip
def test_what_a_cell_is_told(book: Book, given: dict[str, str], said: str, place: str):
    found = save(book.manager, cell(**given)).json()["cells"]["L1"]
    assert found["what"] == "refused" and found["said"].startswith(said)
    assert found["cell"] == place
    assert not Forecast.objects.exists()


def test_a_reason_alone_leaves_the_figure_as_it_is(book: Book):
    save(book.manager, cell(method="straight line"))
    before = newest(book)
    factories.post(book, factories.entry("C1", 5_000))
    save(book.manager, cell(seen=1, reason="beds"))
    assert (newest(book).version, newest(book).reason) == (2, "beds")
    assert (newest(book).pence, newest(book).basis) == (before.pence, before.basis)
    save(book.manager, cell(seen=2, method="straight line"))
    assert newest(book).pence == 60_000


def test_a_stale_edit_is_refused_with_both_versions_and_the_sound_ones_are_saved(book: Book):
    save(book.leads[1], cell(forecast="1,234", reason="theirs"))
    answer = save(book.manager, cell(forecast="1,300", reason="mine"), cell("L2", method="block"))
    told = answer.json()["cells"]["L1"]
    assert answer.status_code == 200
    assert told["what"] == "stale" and told["theirs"]["by"] == "lead2"
    assert (told["theirs"]["shown"], told["theirs"]["reason"]) == ("£1,234", "theirs")
    assert (told["yours"]["shown"], told["yours"]["reason"]) == ("£1,300", "mine")
    assert newest(book).pence == 123_400 and newest(book, 2).method == "block"
    alone = save(book.manager, cell(forecast="1,300", reason="mine"))
    assert alone.status_code == 409
    on_top = save(book.manager, cell(seen=1, forecast="1,300", reason="mine"))
    assert on_top.status_code == 200 and newest(book).version == 2


def test_what_is_sent_twice_is_saved_once(book: Book):
    """The answer was lost on its way: the same entry again says nothing new."""
    for _ in range(2):
        answer = save(book.manager, cell(forecast="5", reason="x"))
        assert answer.status_code == 200
    assert answer.json()["cells"]["L1"]["what"] == "unchanged"
    assert Forecast.objects.count() == 1


def test_a_line_given_twice_is_saved_once(book: Book):
    cells = [cell(forecast="5", reason="x"), cell(forecast="6", reason="x")]
    save(book.manager, *cells)
    assert [f.pence for f in Forecast.objects.all()] == [500]


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{"line": "L1"}]}',
        '{"cells": [{"line": "L1", "seen": "1"}]}', '{"cells": [{"line": "L1", "seen": -1}]}',
        '{"cells": [{"line": "L1", "seen": true}]}', '{"cells": [{"line": "L1", "seen": 0, "reason": 5}]}',
        '{"cells": null}', "\ud800", "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_whole(book: Book, body: str):
    answer = client(book.manager).post(
        f"{GRID}save/", body.encode("utf-8", "surrogatepass"), content_type="application/json"
    )
    assert answer.status_code == 400
    assert not Forecast.objects.exists()


def test_who_may_enter_which_line(book: Book):
    """Nobody's line is everybody's; a held one its holder's, its partner's lead's and the manager's."""
    other = factories.person("other-holder", Role.BUDGET_HOLDER, book.partners[1])
    tries = {
        None: {book.holder: 1, other: 1, book.leads[0]: 1, book.leads[1]: 1, book.manager: 1},
        other: {book.holder: 0, other: 1, book.leads[0]: 0, book.leads[1]: 1, book.manager: 1},
        book.holder: {book.holder: 1, other: 0, book.leads[0]: 0, book.leads[1]: 1, book.manager: 1},
    }  # fmt: skip
    for holder, expected in tries.items():
        held(book, 1, holder)
        for person, allowed in expected.items():
            page = client(person).get(GRID).content.decode()
            assert ('aria-label="Forecast, Line 1"' in page) == bool(allowed), (holder, person)
            seen = Forecast.objects.filter(line=book.line(1)).count()
            reason = f"{holder} {person}"
            found = save(person, cell(seen=seen, forecast="7", reason=reason)).json()["cells"]["L1"]
            assert found["what"] == ("saved" if allowed else "refused"), (holder, person)
            if not allowed:
                assert "hold" in found["said"] or "other partner" in found["said"]


def test_who_reads_and_enters_nothing(book: Book):
    member = factories.person("member", Role.MEMBER, book.partners[0])
    for person in (book.auditor, book.analyst, member):
        page = client(person).get(GRID)
        assert page.status_code == 200 and "enters no forecasts" in page.content.decode()
        assert "data-cell=" not in page.content.decode()
        assert save(person, cell(forecast="5", reason="x")).status_code == 403
        assert client(person).get(f"{GRID}news/").status_code == 200
    assert not Forecast.objects.exists()


def test_another_agreements_people_find_nothing(book: Book):
    stranger = factories.people.keep_partner(by="x", code="P9", name="Partner 9", kind="nhs")
    person = factories.person("stranger", Role.POOL_MANAGER, stranger)
    for address in (GRID, f"{GRID}news/", f"{GRID}line/L1/"):
        assert client(person).get(address).status_code == 404
    assert save(person, cell(forecast="5", reason="x")).status_code == 404
    assert client(book.manager).get(f"{GRID}line/L3/").status_code == 404  # pool two's
    assert client(book.manager).get(f"{GRID}line/all/").status_code == 404  # a heading


def test_a_period_that_is_not_open_is_shown_and_not_written(book: Book):
    factories.fill(book)
    factories.check(book)
    page = client(book.manager).get(GRID).content.decode()
    assert "April 2020 is checked, waiting for signatures, so its forecasts stay" in page
    assert "data-cell=" not in page and "£12,000" in page
    answer = save(book.manager, cell(seen=1, forecast="5", reason="x"))
    assert answer.status_code == 409 and "is checked" in answer.json()["message"]
    assert client(book.manager).get(f"{GRID}news/").json()["open"] is False


def test_a_large_movement_asks_for_its_reason_and_is_saved_without(book: Book):
    book.agreement.explain_from = 1_000
    book.agreement.save()
    factories.post(book, factories.entry("C1", 300_000))
    save(book.manager, cell("L1", method="straight line"), cell("L2", method="block"))
    page = client(book.manager).get(f"{GRID}?show=unexplained").content.decode()
    assert 'placeholder="Say why it moved"' in page and "Line 1" in page and "Line 2" not in page
    assert "<span data-unexplained>(1)</span>" in page
    answer = save(book.manager, cell(seen=1, reason="three placements")).json()
    assert answer["rows"]["L1"]["asked"] is False and answer["unexplained"] == 0
    assert "Line 1" not in client(book.manager).get(f"{GRID}?show=unexplained").content.decode()
    assert "Line 1" in client(book.manager).get(f"{GRID}?show=moved").content.decode()


def test_mine_are_the_lines_i_hold(book: Book):
    held(book, 2, book.holder)
    page = client(book.holder).get(f"{GRID}?show=mine").content.decode()
    assert "Line 2" in page and "Line 1" not in page
    page = client(book.leads[1]).get(f"{GRID}?show=mine").content.decode()
    assert "Line 1" in page and "Line 2" not in page


def test_news_are_what_came_since(book: Book):
    first = client(book.holder).get(f"{GRID}news/?since=0").json()
    assert first == {"newest": 0, "open": True}
    save(book.manager, cell(forecast="5", reason="x"), cell("L2", method="block"))
    came = client(book.holder).get(f"{GRID}news/?since=0").json()
    assert set(came["theirs"]) == {"L1", "L2"}
    assert came["theirs"]["L1"]["by"] == "manager" and came["theirs"]["L1"]["shown"] == "£5"
    assert came["rows"]["L1"]["seen"] == 1 and "total" in came["rows"]
    again = client(book.holder).get(f"{GRID}news/?since={came['newest']}").json()
    assert "theirs" not in again
    for odd in ("x", "-1", "９", "9" * 40):
        assert client(book.holder).get(f"{GRID}news/?since={odd}").status_code == 200


def test_the_files_are_equal_to_the_page(book: Book):
    factories.post(book, factories.entry("C1", 123_45))
    save(book.manager, cell(forecast="1,234.56", reason="=1+1, “so”"), cell("L2", method="block"))
    page = client(book.manager).get(f"{GRID}?compare=year").content.decode()
    assert ">1,235<" not in page and 'value="1,234.56"' in page
    answer = client(book.manager).get(f"{GRID}?compare=year&table=forecast&as=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = {row["Line"]: row for row in rows}
    assert (
        found["Line 1"]["Forecast"] == "1234.56" and found["Line 1"]["Actual to April"] == "123.45"
    )
    assert found["Line 1"]["Method"] == "manual" and "1+1" in found["Line 1"]["Why"]
    assert found["All"]["Forecast"] == found["Total Pool one"]["Forecast"] == "13234.56"
    assert found["All"]["Variation"] == "-10765.44"
    book_file = client(book.manager).get(f"{GRID}?table=forecast&as=xlsx")
    assert book_file.content[:2] == b"PK"


def test_a_page_of_four_hundred_lines_reads_little(book: Book):
    for n in range(400):
        agreements.keep_line(
            by="x", pool=book.pools[0], code=f"M{n}", name=f"More {n}", place=n + 50,
            parent=book.heading, owner=book.partners[0], risk_group=book.groups[0], from_year=2020,
        )  # fmt: skip
    browser = client(book.manager)
    browser.get(GRID)
    for address in (GRID, f"{GRID}?show=moved&compare=period", f"{GRID}line/M5/", f"{GRID}news/"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = browser.get(address)
        assert page.status_code == 200
        assert len(asked) <= MOST_QUERIES, (address, len(asked))
    cells = [cell(f"M{n}", forecast=f"{n}k", reason="x") for n in range(400)]
    with CaptureQueriesContext(connection) as asked:
        assert save(book.manager, *cells).json()["saved"] == 400
    # A test is a transaction itself, so an act in it writes its record at once: two more statements.
    work = [q for q in asked.captured_queries if not q["sql"].startswith("SET CONSTRAINTS")]
    assert len(work) <= 45, len(work)


def test_a_line_has_its_versions_and_comments(book: Book):
    save(book.leads[0], cell(forecast="5", reason="first"))
    save(book.manager, cell(seen=1, forecast="6", reason="second"))
    here, browser = f"{GRID}line/L1/", client(book.analyst)
    page = browser.get(here).content.decode()
    assert page.index("second") < page.index("first") and "lead1" in page
    assert "the role analyst reads forecasts and enters none" in page
    browser.post(here, {"act": "comment", "column": "forecast", "text": "Is <b>winter</b> in it?"})
    page = browser.get(here).content.decode()
    assert "Is &lt;b&gt;winter&lt;/b&gt; in it?" in page and "on the forecast" in page
    assert (
        '1<span class="govuk-visually-hidden"> comment on Line 1'
        in browser.get(GRID).content.decode()
    )
    said = Comment.objects.get()
    other = client(book.manager).post(here, {"act": "withdraw", "comment": said.pk}, follow=True)
    assert "only who wrote a comment may take it back" in other.content.decode()
    browser.post(here, {"act": "withdraw", "comment": said.pk})
    assert Comment.objects.get().withdrawn_at and "winter" not in browser.get(here).content.decode()
    assert browser.post(here, {"act": "withdraw", "comment": said.pk}).status_code == 404


def test_a_line_can_be_forecast_without_the_grid(book: Book):
    here, browser = f"{GRID}line/L1/", client(book.manager)
    given = {"act": "forecast", "method": "manual", "forecast": "2k", "reason": "x", "seen": "0"}
    assert browser.post(here, given).status_code == 302
    assert newest(book).pence == 200_000
    stale = browser.post(here, given | {"forecast": "3k"}).content.decode()
    assert "changed since you saw it: manager made it £2,000" in stale
    assert 'name="seen" value="1"' in stale  # what is sent next is on top of what was told
    assert browser.post(here, given | {"forecast": "", "seen": "1"}).status_code == 200
    assert "reads forecasts" in client(book.auditor).get(here).content.decode()
    assert client(book.auditor).post(here, given).status_code == 403
    analyst = client(book.analyst).post(here, given | {"seen": "1"}).content.decode()
    assert "may not enter forecasts" in analyst
