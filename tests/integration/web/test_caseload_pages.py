"""The caseload's pages: what each role is shown, what is protected, and what the address may ask."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poolbook.caseload import actions
from poolbook.caseload.models import CaseArea, CaseLoad, Look, PackageLine
from tests.factories import Book
from tests.integration.county import make_county
from tests.integration.web.conftest import In


@pytest.fixture
def county(book: Book, folder: Path) -> CaseArea:
    """The book with the made-up county in its one area."""
    return make_county(book)


def here(book: Book, rest: str = "") -> str:
    """An address of the caseload in the book's period."""
    return f"/caseload/{book.agreement.code}/2020-21/P1/{rest}"


def test_a_book_without_packages_says_what_to_do(book: Book, folder: Path, enter: In) -> None:
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
    assert "Age explains less than 1%" in exact and "Five years older" not in exact
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


def test_single_people_are_shown_to_who_says_what_for_and_the_look_is_kept(
    book: Book, county: CaseArea, enter: In
) -> None:
    client = enter(book.analyst)
    assert "What you look for" in client.get(here(book, "people/")).content.decode()
    asked = {"area": "county", "service": "6"}
    refused = client.post(here(book, "people/"), asked)
    assert refused.status_code == 422 and not Look.objects.exists()
    answer = client.post(here(book, "people/"), asked | {"what_for": "Review of SEN placements"})
    page = answer.content.decode()
    look = Look.objects.get()
    assert look.by == book.analyst and f"{look.rows} rows of County" in page
    assert "SEN - Residential Care</td>" in page and answer["Cache-Control"] == "no-store"
    assert "as=csv" not in page


def test_single_people_are_nothing_for_others(book: Book, county: CaseArea, enter: In) -> None:
    asked = {"area": "county", "what_for": "To see"}
    for who in (book.manager, book.leads[0]):
        assert enter(who).get(here(book, "people/")).status_code == 403
        assert enter(who).post(here(book, "people/"), asked).status_code == 403
    assert not Look.objects.exists()


EXTRACT = (
    "Person,Package,Service,Client group,Start,Weekly cost,Date of birth\n"
    "A1,P1,Residential Care,Learning Disability,2019-04-01,900.00,1960-01-01\n"
)


def given(text: str, **more: str) -> dict[str, Any]:
    """An extract as a form posts it."""
    file = SimpleUploadedFile("packages.csv", text.encode())
    return {"file": file, "code": "south", "name": "South", **more}


def test_an_extract_is_taken_in_and_the_newest_load_withdrawn(
    book: Book, folder: Path, enter: In
) -> None:
    client = enter(book.analyst)
    answer = client.post(here(book, "loads/"), given(EXTRACT), follow=True)
    page = answer.content.decode()
    assert "1 rows are new" in page and "packages.csv" in page and "South" in page
    load = CaseLoad.objects.get()
    there = here(book, f"loads/{load.pk}/withdraw/")
    assert there in page
    assert client.post(there, {"why": ""}).status_code == 422
    page = client.post(there, {"why": "Wrong month"}, follow=True).content.decode()
    assert "is withdrawn" in page and "Wrong month" in page and there not in page
    assert enter(book.leads[0]).post(here(book, "loads/"), given(EXTRACT)).status_code == 403


def test_faults_of_an_extract_are_a_table_that_is_saved_and_hold_no_reference(
    book: Book, folder: Path, enter: In
) -> None:
    client = enter(book.analyst)
    text = EXTRACT + "CANARY1,P2,Flying,Learning Disability,2019-04-01,1.00,someday\n"
    answer = client.post(here(book, "loads/"), given(text))
    page = answer.content.decode()
    assert answer.status_code == 422 and not CaseLoad.objects.exists()
    assert "nothing was changed" in page and "“Flying” is not known" in page
    saved = client.get(here(book, "loads/"), {"table": "faults", "as": "csv"}).content.decode()
    assert "Flying" in saved and "is not a date" in saved
    assert "CANARY1" not in page + saved and "someday" not in saved
    others = enter(book.manager).get(here(book, "loads/"), {"table": "faults", "as": "csv"})
    assert others.status_code == 404


def test_packages_are_put_on_a_line_by_who_may_import(
    book: Book, county: CaseArea, enter: In
) -> None:
    line = book.line(1)
    asked = {"group": "1", "service": "", "funder": "", "line": line.code}
    client = enter(book.manager)
    page = client.post(here(book, "loads/lines/"), asked, follow=True).content.decode()
    assert f"put on {line.name}" in page and PackageLine.objects.get().line == line
    assert client.post(here(book, "loads/lines/"), asked | {"line": "no"}).status_code == 422
    assert enter(book.leads[0]).post(here(book, "loads/lines/"), asked).status_code == 403


def test_who_looked_is_for_readers_of_the_record(book: Book, county: CaseArea, enter: In) -> None:
    actions.look(by=book.analyst, area=county, what_for="A review of beds", choose={"service": 6})
    assert "A review of beds" not in enter(book.leads[0]).get(here(book, "loads/")).content.decode()
    assert "A review of beds" in enter(book.auditor).get(here(book, "loads/")).content.decode()
