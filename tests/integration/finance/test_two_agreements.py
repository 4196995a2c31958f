"""A book of two agreements: commands name whose period they mean, and pools may have one code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from poolbook.__main__ import main
from poolbook.agreements.models import Pool
from poolbook.finance.actions import periods
from poolbook.finance.models import Batch, Period
from poolbook.finance.queries.periods import named, period
from poolbook.partners.models import Person
from poolbook.reports import queries
from poolbook.reports.actions import issue
from poolbook.reports.explain import explain
from tests import factories
from tests.factories import Book, refused
from tests.integration.finance.recorded import written


@pytest.fixture
def other(book: Book) -> Book:
    """Another agreement of other partners, whose pools have the codes of ours."""
    made = factories.make_book(mark="x")
    for pool in made.pools:
        Pool.objects.filter(pk=pool.pk).update(code=pool.code.removeprefix("x"))
    made.pools = list(made.agreement.pools.all())
    return made


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator:
    """What a command answers: its exit code and its words."""

    def run(*words: str) -> tuple[int, str]:
        with transaction.atomic():
            code = main(list(words))
        caught = capsys.readouterr()
        return code, caught.out + caught.err

    return run


@pytest.mark.parametrize(
    ("text", "code", "month"),
    [
        ("2020-21/P7", "", "2020-21/P7"),
        ("2020/21 P7", "", "2020-21/P7"),
        ("2020/2021/7", "", "2020-21/P7"),
        ("oxfordshire/2020-21/P7", "oxfordshire", "2020-21/P7"),
        ("my-2020/2020/21 P7", "my-2020", "2020-21/P7"),
    ],
)
def test_a_period_may_say_whose_it_is(text: str, code: str, month: str):
    found = named(text)
    assert (found[0], str(found[1])) == (code, month)


def test_an_ambiguous_period_is_refused_with_the_choices(book: Book, other: Book):
    found = refused(period, "2020-21/P1", None)
    assert "2 agreements" in found.message
    assert list(found.details) == ["write pooled/2020-21/P1", "write xpooled/2020-21/P1"]
    assert period("xpooled/2020-21/P1", None) == other.period
    assert period("2020-21/P1", book.manager) == book.period, "its reader sees one agreement only"
    assert "another agreement" in refused(period, "xpooled/2020-21/P1", None, "pooled").message
    refused(period, "xpooled/2020-21/P1", book.manager)
    refused(period, "nowhere/2020-21/P1", None)


def test_every_command_takes_the_agreement_with_the_period(book: Book, other: Book, said):
    for words in (["check"], ["forecast"], ["share"], ["report", "--json"]):
        code, text = said(*words[:1], "2020-21/P1", *words[1:])
        assert code and "write xpooled/2020-21/P1" in text, words
        code, text = said(*words[:1], "xpooled/2020-21/P1", *words[1:])
        assert "write" not in text, words
    code, text = said("explain", "one/total:budget@xpooled/2020-21/P1")
    assert code == 0 and "£24,000" in text
    code, text = said("explain", "contributions@2020-21")
    assert code and "write xpooled/2020-21" in text
    assert "Schedule 3" in said("explain", "contributions@xpooled/2020-21")[1]


def test_an_import_goes_to_the_agreement_named(book: Book, other: Book, said, tmp_path: Path):
    file = tmp_path / "april.csv"
    file.write_text("Cost centre,Account,Amount\nC1,4000,12.50\n")
    options = ["--source", "gl", "--as", "xmanager"]
    code, text = said("import", str(file), "--period", "2020-21/P1", *options)
    assert code and "write xpooled/gl" in text
    code, text = said("import", str(file), "--period", "xpooled/2020-21/P1", *options)
    assert "to 2020-21/P1 from" in text
    batch = Batch.objects.get()
    assert batch.period == other.period
    code, text = said("map", "--period", "xpooled/2020-21/P1", "--as", "xmanager")
    assert "remain" in text
    code, text = said("import", "--withdraw", str(batch.pk), "--why", "wrong", "--as", "manager")
    assert code and "belongs to no partner" in text
    assert said("import", "--withdraw", str(batch.pk), "--why", "wrong", "--as", "xmanager")[0] == 0


def close_and_issue(book: Book) -> Period:
    factories.fill(book)
    factories.check(book)
    factories.sign(book)
    periods.close(by=book.manager, period=book.period)
    issue(by=book.manager, period=book.period)
    return book.period


def test_pages_of_pools_of_one_code_are_each_agreements_own(book: Book, other: Book):
    factories.forecast(book, {1: 100_00})
    factories.forecast(other, {1: 700_00})
    for mine, pounds in ((book, "100"), (other, "700")):
        client = Client()
        client.force_login(Person.objects.get(pk=mine.manager.pk))
        code = mine.agreement.code
        page = client.get(f"/forecast/{code}/2020-21/P1/one/").content.decode()
        assert f'value="{pounds}"' in page
        theirs = other if mine is book else book
        assert client.get(f"/forecast/{theirs.agreement.code}/2020-21/P1/one/").status_code == 404
        ref = f"one/{mine.line(1).code}:forecast@2020-21/P1"
        assert explain(ref, mine.manager)["value"] == f"{pounds}.00"


def test_issued_reports_of_pools_of_one_code_have_addresses_of_their_own(book: Book, other: Book):
    close_and_issue(book)
    close_and_issue(other)
    written()
    found = {each.address: each for each in queries.issues() if each.pool.code == "one"}
    assert set(found) == {"/one/2020-21/P1/", "/reports/xpooled/one/2020-21/P1/"}
    assert found["/one/2020-21/P1/"].pool == book.pools[0], "the first keeps the short address"
    reader = Client()
    for address, each in found.items():
        page = reader.get(address).content.decode()
        assert each.pool.name in page
        name = next(name for form, name in each.files if form == "json")
        body = reader.get(address + name).content
        assert body == queries.issued_file(each.period, name)
    assert "/reports/xpooled/one/2020-21/P1/" in reader.get("/published/").content.decode()
    ours = reader.get("/reports/pooled/one/2020-21/P1/").content.decode()
    assert "Pool one" in ours and "xPool one" not in ours
