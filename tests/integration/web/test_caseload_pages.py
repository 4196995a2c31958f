"""The caseload's pages: what each role is shown, what is protected, and what the address may ask."""

from pathlib import Path
from typing import Any

import pytest

from poolbook.caseload import actions
from poolbook.caseload.models import CaseArea
from tests.factories import Book
from tests.integration.web.conftest import In
from tests.unit.caseload.made import the_county


@pytest.fixture
def lake(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the lake and the key are."""
    settings.POOLBOOK_CASELOAD_FOLDER = tmp_path / "caseload"
    monkeypatch.delenv("POOLBOOK_CASELOAD_KEY", raising=False)
    return tmp_path / "caseload"


@pytest.fixture
def county(book: Book, lake: Path) -> CaseArea:
    """The book with the made-up county in its one area."""
    area = actions.keep_area(
        by=book.analyst, agreement=book.agreement, code="county", name="County", synthetic=True
    )
    actions.take_in(by=book.analyst, area=area, table=the_county(), whole=True)
    return area


def here(book: Book, rest: str = "") -> str:
    """An address of the caseload in the book's period."""
    return f"/caseload/{book.agreement.code}/2020-21/P1/{rest}"


def test_a_book_without_packages_says_what_to_do(book: Book, lake: Path, enter: In) -> None:
    page = enter(book.leads[0]).get(here(book)).content.decode()
    assert "There are no packages yet." in page and "Load an extract" in page


def test_who_may_see_people_sees_exact_numbers_and_can_show_them_as_published(
    book: Book, county: CaseArea, enter: In
) -> None:
    exact = enter(book.analyst).get(here(book)).content.decode()
    assert "Exact numbers: not for publishing" in exact and "Made-up people" in exact
    shown = enter(book.analyst).get(here(book), {"shown": "published"}).content.decode()
    assert "Numbers as published" in shown and "not for publishing" not in shown
    others = enter(book.leads[0]).get(here(book)).content.decode()
    assert "Numbers as published" in others and "Show exact numbers" not in others


@pytest.mark.parametrize(
    "query", [{"group": "99"}, {"group": "x"}, {"area": "nowhere"}, {"known": "soon"}, {"shown": "all"}]
)  # fmt: skip
def test_faults_in_the_address_are_answered_plainly(
    book: Book, county: CaseArea, enter: In, query: dict[str, str]
) -> None:
    answer = enter(book.analyst).get(here(book), query)
    assert answer.status_code == 400
    assert f"<li>{next(iter(query))}: " in answer.content.decode()


def test_small_numbers_are_shown_to_who_may_see_people_only(
    book: Book, county: CaseArea, enter: In
) -> None:
    rows = [
        enter(who).get(here(book)).content.decode().split("SEN - Residential Care</th>")
        for who in (book.analyst, book.leads[0])
    ]
    mine, theirs = ["".join(part.split("</tr>")[0] for part in row[1:]) for row in rows]
    assert ">4</td>" in mine and ">*</td>" not in mine
    assert ">4</td>" not in theirs and ">*</td>" in theirs


def test_the_loads_say_who_took_in_what(book: Book, county: CaseArea, enter: In) -> None:
    page = enter(book.leads[0]).get(here(book, "loads/")).content.decode()
    assert "County (made up)" in page and "5,395" in page


def test_files_hold_the_numbers_as_published_whoever_asks(
    book: Book, county: CaseArea, enter: In
) -> None:
    asked = {"table": "by-service", "as": "csv"}
    mine = enter(book.analyst).get(here(book), asked).content
    assert mine == enter(book.leads[0]).get(here(book), asked).content
    assert b"SEN - Residential Care,*,*" in mine.replace(b"\r", b"")


def test_ages_say_how_far_age_explains_cost(book: Book, county: CaseArea, enter: In) -> None:
    exact = enter(book.analyst).get(here(book, "ages/")).content.decode()
    assert "Age explains " in exact and "Five years older goes with" in exact
    assert "Over £2,500 a week" in exact and "Cost over a life of services" in exact
    others = enter(book.leads[0]).get(here(book, "ages/")).content.decode()
    assert "Numbers as published" in others and "Age explains " in others


def test_of_one_client_group_no_high_cost_is_published(
    book: Book, county: CaseArea, enter: In
) -> None:
    asked = {"group": "2"}
    exact = enter(book.analyst).get(here(book, "ages/"), asked).content.decode()
    assert "Over £2,500 a week" in exact
    others = enter(book.leads[0]).get(here(book, "ages/"), asked).content.decode()
    assert "Over £2,500 a week" not in others and "all client groups together only" in others


def test_providers_are_named_to_who_may_see_people_only(
    book: Book, county: CaseArea, enter: In
) -> None:
    exact = enter(book.analyst).get(here(book, "market/")).content.decode()
    assert "The largest providers" in exact and "Out of county, like for like" in exact
    others = enter(book.leads[0]).get(here(book, "market/")).content.decode()
    assert "The largest providers" not in others and "High costs by setting and funder" in others
    asked = {"table": "largest", "as": "csv"}
    assert enter(book.analyst).get(here(book, "market/"), asked).status_code == 404
