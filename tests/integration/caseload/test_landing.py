"""Landing the packages' forecast in the month: versions with their parts, refused whole, and explained."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from poolbook.caseload import actions, landing, queries
from poolbook.caseload.landing import Chosen, land, standing
from poolbook.caseload.models import CaseArea, LandedForecast
from poolbook.finance.actions.cells import Edit, save_cells
from poolbook.finance.actions.forecasts import Entry, set_forecasts
from poolbook.finance.models import Forecast
from poolbook.finance.queries.figures import forecasts
from poolbook.reports.explain import explain
from poolbook.rules.refusal import NotAllowed, Refusal
from tests import factories
from tests.factories import Book, refused
from tests.unit.caseload.made import table

APRIL = 10_000 * 30  # pence of the one package: £700 a week
YEAR = 10_000 * 365


@pytest.fixture
def packages(book: Book, area: CaseArea) -> CaseArea:
    """One package of £700 a week on line 1, one in residential care on line 2."""
    keep = {"by": book.analyst, "agreement": book.agreement, "group": 1}
    actions.keep_line(**keep, line=book.line(1))
    actions.keep_line(**keep, line=book.line(2), service=4)
    rows = table({"start": 18_000}, {"person": 2, "package": 2, "service": 4, "start": 18_000})
    actions.take_in(by=book.analyst, area=area, table=rows)
    return area


def seen(book: Book) -> str:
    """The short hash of the snapshot, as it was on the screen."""
    areas = queries.areas(book.agreement)
    return standing(book.period, list(areas)).year.answer.known


def test_a_landed_line_is_a_version_with_its_parts(book: Book, packages: CaseArea) -> None:
    chosen = [Chosen(book.line(1), 0, "Prices were agreed in May.")]
    assert land(by=book.holder, period=book.period, chosen=chosen, files=seen(book)) == 1
    made = forecasts(book.period)[book.line(1).pk]
    assert (made.version, made.method, made.pence) == (1, "packages", YEAR)
    assert made.reason.startswith("Prices were agreed in May. Packages (made-up people) to 30 Apr")
    assert f"files {seen(book)}" in made.reason
    parts = LandedForecast.objects.get(forecast=made)
    assert (parts.actual, parts.committed, parts.uplift) == (APRIL, YEAR - APRIL, 0)
    assert parts.cut == date(2020, 4, 30)
    chosen = [Chosen(book.line(1), 1, "Prices were agreed in May.")]
    assert land(by=book.holder, period=book.period, chosen=chosen, files=seen(book)) == 0
    assert LandedForecast.objects.count() == 1


def test_a_rise_of_prices_is_a_part(book: Book, packages: CaseArea) -> None:
    prices = [(date(2021, 1, 1), Fraction(1, 10), None)]
    act = {"by": book.holder, "period": book.period, "files": seen(book), "prices": prices}
    land(chosen=[Chosen(book.line(1), 0)], **act)
    parts = LandedForecast.objects.get()
    assert (parts.uplift, parts.prices) == (1_000 * 90, "10.00% from 1 January 2021")


def test_the_why_page_shows_the_parts(book: Book, packages: CaseArea) -> None:
    land(by=book.holder, period=book.period, chosen=[Chosen(book.line(1), 0)], files=seen(book))
    found = explain("one/L1:forecast@2020-21/P1", book.manager)
    assert found["how"] == "forecast, packages"
    assert [part["value"] for part in found["parts"]] == ["3000.00", "33500.00", "0.00", "0.00"]
    assert sum(float(part["value"]) for part in found["parts"]) == float(found["value"])
    assert found["source"].startswith("packages to 30 April 2020, known since")
    # A reason that is said anew is another version of the same packages.
    edits = [Edit(book.line(1), 1, reason="as agreed")]
    assert save_cells(by=book.holder, period=book.period, edits=edits)[0].what == "saved"
    again = explain("one/L1:forecast@2020-21/P1", book.manager)
    assert (again["parts"], again["value"]) == (found["parts"], found["value"])
    assert again["versions"][0]["reason"] == "as agreed"


def test_a_large_movement_wants_its_reason(book: Book, packages: CaseArea) -> None:
    book.agreement.explain_from = 1_000_000  # the line moves by £24,500 against its budget
    book.agreement.save()
    chosen = [Chosen(book.line(1), 0), Chosen(book.line(2), 0, "One more person")]
    act = {"by": book.manager, "period": book.period, "files": seen(book)}
    refusal = refused(land, chosen=chosen, **act)
    assert refusal.details == (
        "Line 1 (L1): it moves by £10,000 or more since last period; say why",
    )
    assert not Forecast.objects.exists()
    assert land(chosen=[Chosen(book.line(1), 0, "A new price"), chosen[1]], **act) == 2


def test_every_fault_is_told_and_nothing_is_landed(book: Book, packages: CaseArea) -> None:
    factories.forecast(book, {1: 5})
    chosen = [Chosen(book.line(3), 1), Chosen(book.line(1), 0), Chosen(book.line(2), 1)]
    refusal = refused(land, by=book.manager, period=book.period, chosen=chosen, files=seen(book))
    assert len(refusal.details) == 2
    assert refusal.details[0] == "Line 3 (L3): no package belongs to it"
    assert "changed since you saw it" in refusal.details[1]
    assert not Forecast.objects.filter(method="packages").exists()


def test_other_packages_than_were_seen_are_refused(book: Book, packages: CaseArea) -> None:
    before = seen(book)
    more = table({"person": 3, "package": 3, "start": 18_000})
    actions.take_in(by=book.analyst, area=packages, table=more)
    with pytest.raises(Refusal, match="others than you saw"):
        land(by=book.manager, period=book.period, chosen=[Chosen(book.line(1))], files=before)


def test_who_may_and_when(book: Book, packages: CaseArea) -> None:
    chosen, files = [Chosen(book.line(1), 0)], seen(book)
    with pytest.raises(NotAllowed):
        land(by=book.analyst, period=book.period, chosen=chosen, files=files)
    factories.close(book)
    with pytest.raises(Refusal, match="is closed; this needs it open"):
        land(by=book.manager, period=book.period, chosen=chosen, files=files)


def test_nobody_types_a_forecast_from_packages(book: Book, packages: CaseArea) -> None:
    typed = Entry(book.line(1), "packages", 100)
    refusal = refused(set_forecasts, by=book.manager, period=book.period, entries=[typed])
    assert "comes from the caseload's page" in refusal.details[0]
    outcome = save_cells(
        by=book.manager, period=book.period, edits=[Edit(book.line(1), 0, method="packages")]
    )[0]
    assert outcome.what == "refused"


def test_the_database_keeps_the_parts_whole(book: Book, packages: CaseArea) -> None:
    land(by=book.holder, period=book.period, chosen=[Chosen(book.line(1), 0)], files=seen(book))
    factories.forecast(book, {2: 7})
    manual = forecasts(book.period)[book.line(2).pk]
    parts = LandedForecast.objects.get()
    for act in (
        "UPDATE caseload_landedforecast SET actual = actual + 1",
        "DELETE FROM caseload_landedforecast",
    ):
        with pytest.raises(DatabaseError, match="is kept as it is"), transaction.atomic():
            connection.cursor().execute(act)
    parts.pk, parts.forecast = None, manual
    with pytest.raises(DatabaseError, match="sum to"), transaction.atomic():
        parts.save(force_insert=True)


def test_the_hash_names_files_and_moment(book: Book, packages: CaseArea, folder: Path) -> None:
    assert len(seen(book)) == 16
    assert landing.LONGEST_WHY + 200 < 500
