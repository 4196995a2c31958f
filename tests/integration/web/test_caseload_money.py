"""The caseload's pages of money: forecast and its landing, what moved, the ledger, demand."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poolbook.audit import kept
from poolbook.caseload import actions, forecasts, queries
from poolbook.caseload.forecasts import Cut
from poolbook.caseload.landing import standing
from poolbook.caseload.models import CaseArea
from poolbook.caseload.schema import table_of
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.figures import forecasts as of_month
from poolbook.rules.money import show_thousands, show_whole
from tests import factories
from tests.factories import Book
from tests.integration.county import make_county
from tests.integration.web.conftest import In
from tests.unit.caseload.made import the_county

PAGES = ("forecast", "bridge", "ledger", "demand")
FILES = {
    "forecast": "packages-forecast", "bridge": "bridge", "ledger": "packages-ledger", "demand": "demand"
}  # fmt: skip
MOST = 25


@pytest.fixture
def county(book: Book, folder: Path) -> CaseArea:
    """The book with the made-up county, its packages on two lines."""
    actions.keep_line(
        by=book.analyst, agreement=book.agreement, group=1, line=book.line(2), service=4
    )
    return make_county(book)


def here(book: Book, rest: str) -> str:
    """An address of the caseload in the book's period."""
    return f"/caseload/{book.agreement.code}/2020-21/P{book.period.number}/{rest}/"


def file(client: Any, address: str, **asked: str) -> list[list[str]]:
    """A table as CSV, by rows."""
    answer = client.get(address, {"as": "csv", **asked})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def cells(page: str) -> list[str]:
    """What stands in a page's cells, without markup."""
    return [re.sub("<.*?>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", page, re.S)]


@pytest.mark.parametrize("name", PAGES)
def test_every_role_of_the_agreement_reads_the_page(
    book: Book, county: CaseArea, enter: In, name: str
) -> None:
    for who in (book.manager, book.leads[0], book.holder, book.analyst, book.auditor):
        answer = enter(who).get(here(book, name))
        assert answer.status_code == 200
        assert "Made-up people" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_few_queries_where_nothing_was_read_yet(
    book: Book, county: CaseArea, enter: In, name: str
) -> None:
    client = enter(book.holder)
    asked = {"of": "year"} if name == "bridge" else {}
    client.get(here(book, name), asked)
    kept.forget()
    with CaptureQueriesContext(connection) as context:
        assert client.get(here(book, name), asked).status_code == 200
    assert len([q for q in context.captured_queries if "SAVEPOINT" not in q["sql"]]) <= MOST


@pytest.mark.parametrize("name", PAGES)
def test_files_say_what_the_screen_says(book: Book, county: CaseArea, enter: In, name: str) -> None:
    client = enter(book.leads[0])
    shown = cells(client.get(here(book, name)).content.decode())
    rows = file(client, here(book, name), table=FILES[name])
    assert len(rows) > 3
    kind = show_whole if name in ("bridge", "demand") else show_thousands
    for row in rows:
        for cell in row[1:]:
            if re.fullmatch(r"-?\d+\.\d\d", cell):
                assert kind(int(cell.replace(".", ""))) in shown, cell


def landing(book: Book, line: int = 1, **more: str) -> dict[str, str]:
    """What the form sends for a line that was not forecast yet."""
    files = standing(book.period, list(queries.areas(book.agreement))).year.answer.known
    code = book.line(line).code
    sent = {"line": code, f"seen-{code}": "0", f"why-{code}": "As packages say.", "files": files}
    return sent | more


def test_landing_shows_in_the_forecast_grid(book: Book, county: CaseArea, enter: In) -> None:
    client = enter(book.manager)
    answer = client.post(here(book, "forecast"), landing(book), follow=True)
    assert "1 line was landed in April 2020." in answer.content.decode()
    made = of_month(book.period)[book.line(1).pk]
    assert (made.method, made.version) == ("packages", 1)
    pool = book.line(1).pool.code
    grid = client.get(f"/forecast/{book.agreement.code}/2020-21/P1/{pool}/").content.decode()
    assert "packages" in grid and show_thousands(made.pence) in grid


def test_a_stale_landing_is_refused_and_what_was_typed_stays(
    book: Book, county: CaseArea, enter: In
) -> None:
    sent = landing(book)
    factories.forecast(book, {1: 5_00})
    answer = enter(book.manager).post(here(book, "forecast"), sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "changed since you saw it" in page
    assert 'value="As packages say."' in page and " checked>" in page
    assert of_month(book.period)[book.line(1).pk].pence == 5_00


def test_other_packages_and_no_line_are_refused(book: Book, county: CaseArea, enter: In) -> None:
    client = enter(book.manager)
    other = client.post(here(book, "forecast"), landing(book, files="0" * 16)).content.decode()
    assert "others than you saw" in other
    none = client.post(here(book, "forecast"), {"files": landing(book)["files"]}).content.decode()
    assert "Choose the lines to land" in none
    unknown = client.post(here(book, "forecast"), landing(book) | {"line": "<b>"})
    assert "no package belongs to &lt;b&gt;" in unknown.content.decode()
    assert not of_month(book.period)


def test_who_may_not_forecast_is_offered_nothing(book: Book, county: CaseArea, enter: In) -> None:
    client = enter(book.analyst)
    assert "Land the chosen lines" not in client.get(here(book, "forecast")).content.decode()
    assert client.post(here(book, "forecast"), landing(book)).status_code == 403


def test_a_rise_of_prices_is_in_the_address(book: Book, county: CaseArea, enter: In) -> None:
    client = enter(book.manager)
    asked = {"uplift": "3", "from": "2021-01-01", "table": "packages-forecast"}
    total = file(client, here(book, "forecast"), **asked)[-1]
    plain = file(client, here(book, "forecast"), table="packages-forecast")[-1]
    assert float(total[3]) > 0 == float(plain[3])
    answer = client.get(here(book, "forecast"), {"uplift": "3"})
    assert answer.status_code == 400 and "from: say from which day" in answer.content.decode()


def two_months(book: Book, area: CaseArea) -> tuple[Cut, Cut]:
    """Period 6 closed, then dearer packages known, period 7 open; the bridge's two ends."""
    county = the_county().to_pylist()
    packages = {row["package"] for row in county[:40]}
    told = [row | {"weekly": row["weekly"] + 1_234} for row in county if row["package"] in packages]
    known = book.period.closed_at
    table = table_of({name: [row[name] for row in told] for name in told[0]})
    actions.take_in(by=book.analyst, area=area, table=table)
    return Cut(date(2020, 9, 30), known), Cut(date(2020, 10, 31))


def test_the_year_s_bridge_from_p6_to_p7_sums_to_the_penny(
    book: Book, county: CaseArea, enter: In
) -> None:
    while book.period.number < 6:
        factories.fill(book)
        factories.close(book)
        factories.next_month(book)
    factories.fill(book)
    factories.close(book)
    book.period.refresh_from_db()
    start, end = two_months(book, county)
    factories.next_month(book)
    for kind in ("year", "week"):
        asked = {"of": kind, "table": "bridge"}
        rows = file(enter(book.leads[0]), here(book, "bridge"), **asked)
        amounts = [
            round(float(row[1]) * 100) for row in rows if re.fullmatch(r"-?\d+\.\d\d", row[1])
        ]
        assert sum(amounts[:-1]) == amounts[-1]
        if kind == "year":
            before, after = (
                forecasts.of_year(book.agreement, [county], 2020, cut).pence for cut in (start, end)
            )
            assert (amounts[0], amounts[-1]) == (before, after)
        assert (
            dict(row[:2] for row in rows if len(row) > 1)["Who stayed, and what was known later"]
            != "0.00"
        )


def test_own_dates_are_for_who_may_see_people(book: Book, county: CaseArea, enter: In) -> None:
    asked = {"from": "2020-04-10", "to": "2020-04-11", "group": "1"}
    mine = enter(book.analyst).get(here(book, "bridge"), asked).content.decode()
    theirs = enter(book.leads[0]).get(here(book, "bridge"), asked).content.decode()
    plain = enter(book.leads[0]).get(here(book, "bridge")).content.decode()
    assert "10 April 2020" in mine
    assert "10 April 2020" not in theirs and cells(theirs) == cells(plain)
    files = {**asked, "as": "csv", "table": "bridge"}
    assert enter(book.analyst).get(here(book, "bridge"), files).status_code == 404


def test_few_who_came_or_went_are_not_told(book: Book, county: CaseArea, enter: In) -> None:
    rows = file(enter(book.leads[0]), here(book, "bridge"), table="by-service")
    counts = [cell for row in rows for cell in row[-2:] if cell.isdigit()]
    assert counts and not any(0 < int(count) < 5 for count in counts)
    assert rows == file(enter(book.analyst), here(book, "bridge"), table="by-service")


def test_demand_sums_and_says_it_in_the_address(book: Book, county: CaseArea, enter: In) -> None:
    asked = {
        "people": "10", "uplift": "2.5", "moved": "3", "home": "1,000", "away": "1,500.50",
        "table": "demand",
    }  # fmt: skip
    rows = dict(row[:2] for row in file(enter(book.leads[0]), here(book, "demand"), **asked))
    assert rows["Placements moved home"] == "-1501.50"
    pence = {name: round(float(rows[name]) * 100) for name in (
        "As it is", "More or fewer people", "Placements moved home", "Prices", "As supposed"
    )}  # fmt: skip
    *parts, then = pence.values()
    assert sum(parts) == then
    assert abs(pence["More or fewer people"] * 10 - pence["As it is"]) <= 10


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"people": "lots"}, "people: “lots” is not a percentage"),
        ({"uplift": "900"}, "uplift: give from -50 to 100"),
        ({"moved": "2"}, "moved: say what a placement costs"),
        ({"moved": "1.5"}, "moved: give a whole number"),
        ({"band-3": "5"}, "band: numbers as published are of every age together"),
    ],
)
def test_faults_of_a_scenario_are_told(
    book: Book, county: CaseArea, enter: In, asked: dict[str, str], fault: str
) -> None:
    answer = enter(book.leads[0]).get(here(book, "demand"), asked)
    assert answer.status_code == 400 and fault in answer.content.decode()


def test_an_age_s_growth_is_for_who_may_see_people(book: Book, county: CaseArea, enter: In) -> None:
    client, asked = enter(book.analyst), {"band-10": "50"}
    page = client.get(here(book, "demand"), asked)
    assert page.status_code == 200 and "not saved in files" in page.content.decode()
    assert client.get(here(book, "demand"), {**asked, "as": "csv"}).status_code == 404


def test_the_ledger_shows_what_is_paid_outside_the_system(
    book: Book, county: CaseArea, enter: In
) -> None:
    factories.fill(book)
    rows = file(enter(book.leads[0]), here(book, "ledger"), table="packages-ledger")
    made = forecasts.reconciliation(book.period, [county], figures(book.period))
    total = next(row for row in rows if row[0] == "All lines")
    assert total[3] == f"{sum(each.difference for each in made) / 100:.2f}"
