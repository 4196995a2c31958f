"""The grid beside last year where the book has it, and the links to why of nets and bridges."""

import csv
import io
import re
from urllib.parse import unquote

import pytest

from poolbook.finance.actions import setting_up
from poolbook.finance.models import Period
from poolbook.reports.explain.answer import explain
from tests import factories
from tests.factories import BUDGET, Book, refused
from tests.integration.web.conftest import In

GRID = "/forecast/pooled/2021-22/P1/one/"


@pytest.fixture
def next_year(book: Book) -> Book:
    """April of the year after: last April, line 1 was £123.45 over its budget."""
    factories.forecast(book, {1: BUDGET + 123_45})
    book.period = Period.objects.create(agreement=book.agreement, year=2021, number=1)
    return book


def rows(client, query: str) -> dict[str, dict[str, str]]:
    answer = client.get(f"{GRID}{query}&table=forecast&as=csv")
    found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["Line"]: row for row in found}


def test_last_years_variation_stands_beside_the_line(next_year: Book, enter: In):
    client = enter(next_year.manager)
    page = client.get(f"{GRID}?compare=year").content.decode()
    assert "Variation, April 2020" in page and "More than last year" not in page
    assert "one/L1:variation@2020-21/P1" in unquote(page)
    found = rows(client, "?compare=year")
    assert found["Line 1"]["Variation, April 2020"] == "123.45"
    assert found["All"]["Variation, April 2020"] == "123.45"
    plain = client.get(GRID).content.decode()
    assert "Variation, April 2020" not in plain and "last year</a>" in plain


def test_last_years_outturn_has_its_column_too(next_year: Book, enter: In):
    setting_up.keep_outturns(
        by=next_year.manager, year=2020, source="a paper", amounts={next_year.line(1): 5_000}
    )
    factories.forecast(next_year, {1: 6_000})
    found = rows(enter(next_year.manager), "?compare=year")["Line 1"]
    assert (found["More than last year"], found["Variation, April 2020"]) == ("10.00", "123.45")


def test_nothing_is_offered_that_the_book_has_not(book: Book, enter: In):
    page = enter(book.manager).get("/forecast/pooled/2020-21/P1/one/?compare=year")
    said = page.content.decode()
    assert "last year</a>" not in said and "last period’s forecast</a>" not in said
    assert "More than last year" not in said and "Variation, April" not in said


def test_the_net_and_the_whole_variation_say_where_they_come_from(book: Book, enter: In):
    factories.forecast(book, {1: BUDGET + 100_00, 2: BUDGET - 40_00, 3: BUDGET + 5_00})
    client = enter(book.leads[0])
    page = unquote(client.get("/share/pooled/2020-21/P1/").content.decode())
    for ref in re.findall(r"figure=(\*/share/net/P\d:variation@2020-21/P1)", page):
        answer = explain(ref, book.leads[0], agreement="pooled")
        parts = sum(float(part["value"]) for part in answer["parts"])
        assert f"{parts:.2f}" == answer["value"] != "0.00"
    assert page.count("*/share/net/") == 2
    month = unquote(client.get("/month/pooled/2020-21/P1/").content.decode())
    assert "*/total:variation@2020-21/P1" in month
    whole = explain("*/total:variation@2020-21/P1", book.leads[0], agreement="pooled")
    assert whole["value"] == "65.00" and [part["ref"] for part in whole["parts"]] == [
        "one/total:variation@2020-21/P1", "two/total:variation@2020-21/P1",
    ]  # fmt: skip
    why = client.get("/why/pooled/", {"figure": "*/total:variation@2020-21/P1"})
    assert why.status_code == 200 and "Sum of the pools" in why.content.decode()
    for wrong in ("*/total:percent@2020-21/P1", "*/share/net/P9:variation@2020-21/P1"):
        refused(explain, wrong, book.leads[0], agreement="pooled")


def test_a_bridge_says_where_it_starts_and_ends(book: Book, enter: In):
    factories.close(book)
    factories.next_month(book)
    factories.forecast(book, {1: BUDGET + 100_00})
    page = unquote(enter(book.leads[0]).get("/bridge/pooled/2020-21/P2/one/").content.decode())
    assert "one/total:variation@2020-21/P1" in page and "one/total:variation@2020-21/P2" in page
    assert "Variation at April 2020 (month 1)" in page
    assert "one/total:budget@2020-21/P1" in page, "the schedule is the budget of its month"
