"""The risk share in the browser: what if, and files equal to the screen to the penny."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest

from poolbook.agreements import actions as agreements
from poolbook.finance.actions import periods
from poolbook.finance.models import Forecast
from poolbook.finance.queries import sharing
from tests import factories
from tests.factories import BUDGET, Book
from tests.integration.web.conftest import In

HERE = "/share/pooled/2020-21/P1/"


@pytest.fixture
def over(book: Book) -> Book:
    """Line 1 is £123.45 over: shared evenly, the odd penny to one."""
    factories.fill(book)
    factories.forecast(book, {1: BUDGET + 123_45, 2: BUDGET - 50_01})
    return book


def text_of(response: Any) -> str:
    """The page without its form's token, which is another each time."""
    page = " ".join(response.content.decode().split())
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def shown(page: str) -> set[str]:
    """Every amount in pounds that the page has, to the penny: they are in the titles."""
    return set(re.findall(r'title="(−?£[\d,]+\.\d\d)', page))


def test_nothing_is_saved_by_asking_what_if(over: Book, enter: In):
    client, before = enter(over.leads[0]), Forecast.objects.count()
    page = text_of(client.get(HERE))
    assert "What if." not in page
    asked = text_of(client.get(HERE, {"f-L1": "£13,000.00", "group": "shared"}))
    assert "What if." in asked and "nothing is saved" in asked
    assert Forecast.objects.count() == before
    assert text_of(client.get(HERE)) == page


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("13000", 13_000_00), ("£13,000.50", 13_000_50), ("(100)", -100_00), ("−5", -5_00)],
)
def test_an_amount_is_read_as_people_type_it(over: Book, enter: In, typed: str, pence: int):
    response = enter(over.leads[0]).get(HERE, {"f-L1": typed})
    line = next(i for i in response.context["asked"].lines if i.line.code == "L1")
    assert line.forecast.pence == pence
    result, known = response.context["result"], sharing.run(over.period)
    moved = pence - (BUDGET + 123_45)
    assert result.variance() - known.variance() == moved
    assert sum(result.net().values()) - sum(known.net().values()) == moved


@pytest.mark.parametrize("typed", ["a lot", "1.2.3", "12p", "=1+1", "9" * 40, "<script>x</script>"])
def test_what_is_no_amount_is_said_and_not_guessed(over: Book, enter: In, typed: str):
    response = enter(over.leads[0]).get(HERE, {"f-L1": typed})
    assert response.status_code == 200
    assert list(response.context["asked"].faults) == ["L1"]
    assert response.context["result"].net() == sharing.run(over.period).net()
    assert "<script>x" not in text_of(response) and "Line 1: " in text_of(response)


def test_other_terms_are_tried_beside_the_books(over: Book, enter: In):
    body = factories.terms_body(over.partners, "provisional", P1=1, P2=3)
    version = agreements.add_terms(by="t", agreement=over.agreement, body=body)
    client = enter(over.leads[0])
    mine = client.get(HERE, {"terms": str(over.terms.version)}).context
    theirs = client.get(HERE, {"terms": str(version.version)}).context
    assert sum(mine["result"].net().values()) == sum(theirs["result"].net().values())
    assert mine["result"].net() != theirs["result"].net()
    assert client.get(HERE, {"terms": "999"}).status_code == 200, "an unknown version is the book's"


def test_the_answer_alone_is_part_of_the_page(over: Book, enter: In):
    part = text_of(enter(over.leads[0]).get(HERE, {"part": "answer"}))
    assert "<html" not in part and "Risk share by group" in part


def test_files_equal_the_screen_to_the_penny(over: Book, enter: In):
    client = enter(over.leads[0])
    page = client.get(HERE)
    wanted = {
        part.id: [part.shares[code] for code in page.context["result"].partners]
        for part in page.context["result"].parts()
    }
    on_screen = shown(text_of(page))
    text = client.get(HERE, {"table": "share", "as": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    flat = " ".join(",".join(row) for row in rows)
    for shares in wanted.values():
        for pence in shares:
            assert f"{pence / 100:.2f}".rstrip("0").rstrip(".") in flat, (pence, flat)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(HERE, {"as": "xlsx"}).content), data_only=False
    )
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    numbers = {round(value * 100) for value in cells if isinstance(value, int | float)}
    for shares in wanted.values():
        assert set(shares) <= numbers | {0}, (shares, numbers)
    assert on_screen, "the page has its pounds"
    assert client.get(HERE, {"as": "pdf"}).status_code == 404
    assert client.get(HERE, {"table": "none", "as": "csv"}).status_code == 404


def test_a_closed_months_share_is_the_one_that_was_kept(over: Book, enter: In):
    factories.check(over)
    factories.sign(over)
    periods.close(by=over.manager, period=over.period)
    kept = over.period.share_runs.get(final=True)
    page = enter(over.leads[1]).get(HERE)
    net = page.context["result"].net()
    rows = kept.shares.filter(partner__isnull=False)
    of_run = {code: sum(s.pence for s in rows if s.partner.code == code) for code in net}
    assert of_run == net and sum(net.values()) == kept.pence


def test_without_terms_the_page_says_what_is_missing(over: Book, enter: In):
    factories.close(factories.make_book(mark="y"))
    book = factories.make_book(mark="z", period="2023-24/P1")  # no terms reach so far
    page = text_of(enter(book.manager).get("/share/zpooled/2023-24/P1/"))
    assert "terms" in page and "Risk share by group" not in page
