"""Numbers as published on the caseload's pages: they are the pack's, and never more than it tells."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from poolbook.audit import kept
from poolbook.caseload import actions, forecasts
from poolbook.caseload.lines import keep
from poolbook.caseload.models import CaseArea, PackageLine
from poolbook.cli import serve
from poolbook.reports.actions import issue
from poolbook.reports.build.caseload import linking, snapshots
from poolbook.reports.build.caseload import packed as whole
from poolbook.reports.build.caseload.issued import packed
from poolbook.reports.models import PackPublication
from poolbook.rules.disclosure import DEFAULT, Publication, key
from poolbook.rules.disclosure.published import shown
from poolbook.rules.disclosure.stored import loads
from poolbook.rules.refusal import Refusal, Restated
from tests import factories
from tests.factories import Book
from tests.integration.county import make_county
from tests.integration.web.conftest import In
from tests.integration.web.test_caseload_pages import here

MOST = 25  # queries of a page


@pytest.fixture
def county(book: Book, folder: Path) -> CaseArea:
    """The book with the made-up county in its one area."""
    return make_county(book)


def test_a_page_as_published_is_what_the_pack_would_print(
    book: Book, county: CaseArea, enter: In
) -> None:
    made = packed(book.period, timezone.now())
    assert made is not None
    page = enter(book.leads[0]).get(here(book)).content.decode()
    everybody = made.numbers.people(1).value
    assert f"<strong>{everybody:,}</strong> people" in page.replace("<b>", "<strong>").replace(
        "</b>", "</strong>"
    )
    for number in made.starts.values():
        assert f">{number.cell.missing or number.value}</td>" in page


def test_a_page_after_an_issue_keeps_the_names_that_the_pack_told(
    book: Book, county: CaseArea, enter: In
) -> None:
    factories.close(book)
    issue(by=book.manager, period=book.period)
    told = loads(PackPublication.objects.get().told)
    before = enter(book.leads[0]).get(here(book)).content.decode()
    assert packed(book.period, PackPublication.objects.get().at).told == told
    assert f"{told.cells[next(k for k in told.cells if len(k) == 2)].value:,}" in before


def test_few_queries_where_nothing_was_read_yet(transactional_db: str, folder: Path) -> None:
    """By a process that begins, in a month that was issued: exact, and as published beside its pack."""
    book = factories.make_book()
    make_county(book)
    factories.close(book)
    issue(by=book.manager, period=book.period)
    client = Client()
    client.force_login(book.analyst)
    for part in ("", "ages/", "market/", "people/", "loads/", "loads/lines/"):
        for query in ({}, {"shown": "published"}):
            kept.forget()
            with CaptureQueriesContext(connection) as asked:
                assert client.get(here(book, part), query).status_code == 200
            assert len(asked) <= MOST, (part, [each["sql"][:120] for each in asked])


def test_a_site_that_starts_has_made_what_its_first_page_tells(
    book: Book, county: CaseArea, enter: In, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kept_there in (snapshots._made, whole._made):
        kept_there.clear()
    serve._warm_caseload()

    def nobody(*given: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(snapshots, "publish", nobody)
    for part in ("", "ages/", "market/"):
        assert enter(book.leads[0]).get(here(book, part)).status_code == 200


@pytest.mark.parametrize("preset", ["below 5", "below 10"])
def test_pages_hide_by_the_preset_of_the_installation(
    book: Book, county: CaseArea, enter: In, settings, preset: str
) -> None:
    settings.POOLBOOK_SMALL_NUMBERS = preset
    page = enter(book.leads[0]).get(here(book)).content.decode()
    assert (
        f"Numbers from 1 to {int(preset.split()[1]) - 1} are shown as *; others are exact" in page
    )


def test_new_admissions_are_published_of_everybody_only(
    book: Book, county: CaseArea, enter: In
) -> None:
    assert "New admissions" in enter(book.leads[0]).get(here(book)).content.decode()
    for who, there in ((book.leads[0], False), (book.analyst, True)):
        page = enter(who).get(here(book), {"group": "2"}).content.decode()
        assert ("New admissions" in page) is there


def test_only_restated_numbers_are_named_anew() -> None:
    cell = key({"date": "2020-04-01", "known": "first"})
    earlier = [Publication({cell: shown(20, DEFAULT)})]

    def make(known: str, fault: type[Refusal] = Restated) -> str:
        if known == "first":
            raise fault("Earlier publications say otherwise.")
        return known

    assert linking.linked(earlier, "fresh", make) == "fresh"
    assert linking.linked(earlier, "fresh", lambda known: known) == "first"
    with pytest.raises(Refusal, match="otherwise"):
        linking.linked(earlier, "fresh", lambda known: make(known, Refusal))


def test_a_damaged_file_is_not_the_address_s_fault(
    book: Book, county: CaseArea, folder: Path, enter: In
) -> None:
    (stored,) = folder.rglob("*.parquet")
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    answer = enter(book.analyst).get(here(book, "demand/"))
    page = answer.content.decode()
    assert answer.status_code == 503 and "not what was written" in page.lower()
    assert "restore it from a backup" in page and "without these" not in page
    far = enter(book.analyst).get(here(book), {"known": "9999-12-31T23:59-05:00"})
    assert far.status_code == 400 and "is not a moment" in far.content.decode()


def test_packages_are_put_on_lines_that_carry_money_and_once(book: Book, folder: Path) -> None:
    rules = [(1, 0, 0, book.line(1))]
    assert keep(by=book.analyst, agreement=book.agreement, rules=rules) == 1
    assert keep(by=book.analyst, agreement=book.agreement, rules=rules) == 0
    with pytest.raises(Refusal, match="is a heading"):
        actions.keep_line(by=book.analyst, agreement=book.agreement, group=1, line=book.heading)
    assert PackageLine.objects.count() == 1


def test_a_bridge_begins_where_packages_were_known(book: Book, county: CaseArea) -> None:
    period, first = book.period, date(2020, 4, 1)
    assert forecasts.since(period, None, [county], None) == forecasts.Cut(first, None)
    factories.close(book)
    later = factories.open_month(book.manager, book.agreement, "2020-21/P2")
    book.period.refresh_from_db()
    cut = forecasts.since(later, book.period, [county], None)
    assert cut == forecasts.Cut(date(2020, 4, 30), book.period.closed_at)
    empty = actions.keep_area(by=book.analyst, agreement=book.agreement, code="new", name="New")
    assert forecasts.since(later, book.period, [empty], None).known is None
