"""Suspense and mappings on their pages: suggestions, acts for all rows alike, whose ledger it is."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poolbook.finance.actions import suspense
from poolbook.finance.models import Mapping, Posting
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import Book
from tests.integration.web.ledgers import HERE, client, taken


@pytest.fixture
def book(db: None) -> Book:
    return factories.make_book()


@pytest.fixture
def other(book: Book) -> Person:
    """An analyst of the other partner."""
    return factories.person("nhs-analyst", Role.ANALYST, book.partners[1])


@pytest.fixture
def waiting(book: Book) -> Book:
    """A month with three kinds of rows in suspense."""
    factories.post(
        book,
        factories.entry("C1", 10, reference="a"),
        factories.entry("C11", 412_000, number=2),
        factories.entry("C11", 1_000, number=3, reference="b"),
        factories.entry("ZZZ", 77, number=4),
    )
    return book


def test_suspense_is_placed_all_alike_in_one_act(waiting: Book) -> None:
    mappings = [("C11x", "4000", 2)]
    for centre, account, line in mappings:
        Mapping.objects.create(
            source=waiting.source, cost_centre=centre, account=account,
            line=waiting.line(line), dates="[,)",
        )  # fmt: skip
    there = "/suspense/pooled/2020-21/P1/"
    said = client(waiting.manager).get(there).content.decode()
    assert "3 rows" in said and "Suggested: like C11x 4000 → Line 2" in said
    assert '<option value="L2" selected>' in said
    key = f"{waiting.source.pk}:C11\t4000"
    zzz = f"{waiting.source.pk}:ZZZ\t4000"
    nothing = client(waiting.manager).post(there, {"key_0": key, "to_0": ""})
    assert nothing.status_code == 422 and b"Choose a line" in nothing.content
    bad = client(waiting.manager).post(
        there, {"key_0": key, "to_0": "L2", "key_1": zzz, "to_1": "outside"}
    )
    assert "say why it is outside the pools" in bad.content.decode()
    assert Posting.objects.filter(line=None, outside=False).count() == 3
    answer = client(waiting.manager).post(
        there,
        {"key_0": key, "to_0": "L2", "key_1": zzz, "to_1": "outside", "why_1": "not pooled", "when": "from"},
        follow=True,
    )  # fmt: skip
    assert "3 rows, £4,130.77 placed; none remain." in answer.content.decode()
    made = Mapping.objects.get(cost_centre="C11")
    assert made.dates.lower == waiting.period.month.first and made.line == waiting.line(2)
    assert "Nothing is in suspense" in client(waiting.manager).get(there).content.decode()


def test_suspense_of_anothers_ledger_is_only_read(waiting: Book, other: Person) -> None:
    there = "/suspense/pooled/2020-21/P1/"
    said = client(other).get(there).content.decode()
    assert "C11" in said and "Place what is chosen" not in said
    key = f"{waiting.source.pk}:C11\t4000"
    answer = client(other).post(there, {"key_0": key, "to_0": "L2"})
    assert answer.status_code == 422 and "is Partner 1’s ledger" in answer.content.decode()
    assert client(waiting.holder).post(there, {}).status_code == 403
    file = client(other).get(there + "?table=suspense&as=csv").content.decode("utf-8-sig")
    assert "4130.00" in file and "ZZZ" in file


def test_any_account_of_a_cost_centre(waiting: Book) -> None:
    done = suspense.place_suspense(
        by=waiting.manager,
        period=waiting.period,
        choices=[suspense.Choice(waiting.source, "C11", "", waiting.line(1))],
    )
    assert done == suspense.Placed(2, 413_000, 1)


def test_suggestions_take_no_query_each(waiting: Book, django_assert_max_num_queries: Any) -> None:
    from poolbook.finance.queries.suspense import suspense as items

    factories.post(
        waiting, *[factories.entry(f"S{n:03}", n + 1, number=n) for n in range(60)], name="many.csv"
    )
    with django_assert_max_num_queries(6):
        assert len(items(waiting.period)) == 62


def test_words_of_past_rows_suggest_a_line(book: Book) -> None:
    row = factories.entry("C2", 5)._replace(description="Meals on wheels, north")
    factories.post(book, row, factories.entry("C3", 5, number=2), name="a.csv")
    new = factories.entry("XX", 5)._replace(description="MEALS on wheels, south")
    factories.post(book, new, name="b.csv")
    from poolbook.finance.queries.suspense import suspense as items

    (item,) = items(book.period)
    assert item.suggestion == "L2" and "meals" in item.why and "Line 2" in item.why


def test_the_name_of_a_line_in_the_rows_suggests_it(book: Book) -> None:
    from poolbook.agreements.models import BudgetLine
    from poolbook.finance.queries.suspense import suspense as items

    BudgetLine.objects.filter(code="L3").update(name="Home support")
    factories.post(book, factories.entry("XX", 5)._replace(description="HOME SUPPORT north"))
    (item,) = items(book.period)
    assert (item.suggestion, item.why) == ("L3", "the rows name Home support")


def test_mappings_are_found_added_ended_and_saved(book: Book, other: Person) -> None:
    there = "/mappings/pooled/"
    assert "not pooled" in client(other).get(there).content.decode()
    assert "C1<" not in client(other).get(there + "?words=C3").content.decode()
    answer = client(book.manager).post(
        there + "add/",
        {"source": "gl", "cost_centre": "Q1", "account": "", "line": "L3", "starts": "2020-06-01"},
        follow=True,
    )
    assert "1 mapping added to Ledger gl." in answer.content.decode()
    made = Mapping.objects.get(cost_centre="Q1")
    answer = client(book.manager).post(there + "add/", {"source": "gl", "cost_centre": "Q2"})
    assert "needs a line, or the reason" in answer.content.decode()
    end = f"{there}{made.pk}/end/"
    assert client(other).get(end).status_code == 404
    early = client(book.manager).post(end, {"last": "2020-05-31"})
    assert "it cannot end before that" in early.content.decode()
    client(book.manager).post(end, {"last": "2020-08-31"})
    made.refresh_from_db()
    assert made.dates.upper.isoformat() == "2020-09-01"
    text = client(book.manager).get(there + "?as=csv").content.decode("utf-8-sig")
    assert "Q1,,L3,,2020-06-01,2020-08-31,Line 3,gl" in text


def test_mappings_come_as_a_file(book: Book) -> None:
    there = "/mappings/pooled/file/"

    def send(text: str) -> str:
        file = SimpleUploadedFile("maps.csv", text.encode())
        return (
            client(book.manager)
            .post(there, {"source": "gl", "file": file}, follow=True)
            .content.decode()
        )

    assert "L99" in send("cost centre,line\nY1,L99\n")
    assert not Mapping.objects.filter(cost_centre="Y1").exists()
    assert "2 mappings added" in send("cost centre,line\nY1,L1\nY2,L2\n")
    assert client(book.holder).get(there).status_code == 403


def test_pages_stay_within_the_queries_allowed(
    waiting: Book, django_assert_max_num_queries: Any
) -> None:
    upload = taken(waiting.manager)
    seen = client(waiting.manager)
    for address in (
        HERE,
        f"{HERE}{upload.pk}/",
        "/suspense/pooled/2020-21/P1/",
        "/mappings/pooled/",
    ):
        with django_assert_max_num_queries(25):
            assert seen.get(address).status_code == 200
