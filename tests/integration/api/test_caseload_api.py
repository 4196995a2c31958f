"""The caseload by the API: the pages' tables, exact for who may see people, as published for others."""

from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.factories import Book
from tests.integration.api.calling import Caller, caller
from tests.integration.county import make_county

ANSWERS = ("activity", "ages", "market", "forecast", "bridge", "ledger", "demand")


@pytest.fixture
def county(book: Book, folder: Path) -> Book:
    """The book with the made-up county, its packages on one line."""
    make_county(book)
    return book


def read(reader: Caller, answer: str, query: str = "") -> dict[str, Any]:
    """An answer of the book's first period."""
    found = reader.get(f"caseload/pooled/2020-21/P1/{answer}{query}")
    assert found.status_code == 200, found.content
    return dict(found.json())


def cells(answer: dict[str, Any], table: int, column: str) -> dict[str, Any]:
    """A column of a table by the rows' labels."""
    return {row["label"]: row["cells"][column] for row in answer["tables"][table]["rows"]}


@pytest.mark.parametrize("answer", ANSWERS)
def test_everything_is_answered_with_what_it_was_made_of(county: Book, answer: str) -> None:
    for person, exact in ((county.analyst, True), (county.leads[0], False)):
        found = read(caller(person), answer)
        assert found["tables"] and found["synthetic"] and found["loaded"]
        assert found["exact"] is exact and len(found["files"][0]) == 64


def test_few_people_are_only_told_to_who_may_see_them(county: Book) -> None:
    analyst, lead = caller(county.analyst), caller(county.leads[0])
    column = read(analyst, "activity")["tables"][0]["columns"][0]["key"]
    exact = cells(read(analyst, "activity"), 0, column)
    few = [name for name, cell in exact.items() if 0 < cell.get("count", 0) < 8]
    assert few
    for answer in (read(lead, "activity"), read(analyst, "activity", "?shown=published")):
        told = cells(answer, 0, column)
        assert all("count" not in told[name] for name in few)
        assert all(cell["count"] % 5 == 0 for cell in told.values() if "count" in cell)


def test_the_bridge_sums_and_prices_may_rise(county: Book) -> None:
    rows = read(caller(county.analyst), "bridge")["tables"][0]["rows"]
    pence = [row["cells"]["amount"]["pence"] for row in rows]
    assert sum(pence[:-1]) == pence[-1]
    plain = read(caller(county.leads[0]), "forecast")["tables"][0]["rows"][-1]["cells"]
    risen = read(caller(county.leads[0]), "forecast", "?uplift=5&starts=2020-10-01")
    cells_then = risen["tables"][0]["rows"][-1]["cells"]
    key = next(name for name in plain if name == "uplift")
    assert plain[key]["pence"] == 0 < cells_then[key]["pence"]


def test_demand_is_supposed(county: Book) -> None:
    analyst, lead = caller(county.analyst), caller(county.leads[0])
    plain = read(lead, "demand")["tables"][0]["rows"]
    grown = read(lead, "demand", "?people=10")["tables"][0]["rows"]
    assert grown[-1]["cells"]["amount"]["pence"] > plain[-1]["cells"]["amount"]["pence"]
    band = read(analyst, "demand", "?band-3=10")["tables"][0]["rows"]
    assert plain[-1] != band[-1] != grown[-1]
    narrow = lead.get("caseload/pooled/2020-21/P1/demand?band-3=10")
    assert narrow.status_code == 422 and "every age" in narrow.json()["faults"][0]["message"]


def test_a_forecast_is_landed_once_and_only_as_it_was_seen(county: Book) -> None:
    manager = caller(county.manager)
    where, seen = "caseload/pooled/2020-21/P1/forecast", read(manager, "forecast")
    line = county.line(1).code
    (row,) = [each for each in seen["tables"][0]["rows"] if each["label"] == county.line(1).name]
    version = next(
        (f["version"] for f in manager.get("forecasts/pooled/2020-21/P1").json()["items"]
         if f["line"] == line), 0,
    )  # fmt: skip
    chosen = {"line": line, "seen": version, "why": "Prices rose in April."}
    old = manager.send("PUT", where, {"snapshot": "0" * 16, "lines": [chosen]})
    assert old.status_code == 409 and "others than you saw" in old.json()["detail"]
    body = {"snapshot": seen["snapshot"], "lines": [chosen]}
    for _ in range(2):
        done = manager.send("PUT", where, body, **{"Idempotency-Key": "landing"})
        assert (done.status_code, done.json()) == (200, {"landed": 1})
    (saved,) = [
        f for f in manager.get("forecasts/pooled/2020-21/P1").json()["items"] if f["line"] == line
    ]
    assert saved["method"] == "packages" and saved["version"] == version + 1
    assert saved["amount_pence"] == row["cells"]["year"]["pence"]
    stale = manager.send("PUT", where, body | {"lines": [chosen | {"why": "Again."}]})
    assert stale.status_code == 409 and "2" in str(stale.json()["faults"])
    unknown = manager.send("PUT", where, body | {"lines": [chosen | {"line": "nowhere"}]})
    assert unknown.json()["faults"][0]["place"] == "body.lines.0.line"
    who = caller(county.auditor)
    assert who.send("PUT", where, body).status_code == 403


def test_a_bridge_is_of_what_was_asked_or_is_refused(county: Book) -> None:
    analyst, lead = caller(county.analyst), caller(county.leads[0])
    where, early = "caseload/pooled/2020-21/P1/bridge", "known=2019-01-01T00:00:00Z"
    assert read(analyst, "bridge", f"?{early}")["tables"] == []
    for query in ("?known=2030-01-01T00:00:00Z", "?group=1"):
        assert lead.get(where + query).status_code == 422
    for query in ("?of=year&group=1", "?of=year&area=county"):
        assert analyst.get(where + query).status_code == 422
    assert read(analyst, "bridge", "?of=year")["tables"]


def test_what_there_is_not_is_said_plainly(county: Book) -> None:
    analyst, lead = caller(county.analyst), caller(county.leads[0])
    for query, who in (
        ("?area=nowhere", analyst), ("?group=99", analyst), ("?shown=all", analyst),
        ("?known=yesterday", lead),
    ):  # fmt: skip
        assert who.get(f"caseload/pooled/2020-21/P1/activity{query}").status_code == 422
    for query in ("?uplift=much", "?uplift=5", "?uplift=5&starts=2019-01-01"):
        assert lead.get(f"caseload/pooled/2020-21/P1/forecast{query}").status_code == 422
    early = read(lead, "activity", "?known=2019-01-01T00:00:00Z")
    assert (early["loaded"], early["tables"]) == (False, [])


def test_another_s_caseload_is_not_found(county: Book) -> None:
    other = factories.make_book(mark="x")
    assert caller(other.analyst).get("caseload/pooled/2020-21/P1/activity").status_code == 404
