"""`poolbook caseload forecast`: what it says, what it lands, and what it refuses."""

import json

import pytest

from poolbook.__main__ import main
from poolbook.caseload import actions
from poolbook.caseload.models import CaseArea
from poolbook.finance.queries.figures import forecasts
from tests.factories import Book
from tests.unit.caseload.made import table

YEAR = 10_000 * 365
PERIOD = ["--period", "2020-21/P1"]


@pytest.fixture
def packages(book: Book, area: CaseArea) -> CaseArea:
    """One package of £700 a week on line 1."""
    actions.keep_line(by=book.analyst, agreement=book.agreement, group=1, line=book.line(1))
    actions.take_in(by=book.analyst, area=area, table=table({"start": 18_000}))
    return area


def test_it_says_the_year_by_line(
    book: Book, packages: CaseArea, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["caseload", "forecast", *PERIOD, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    (line,) = said["lines"]
    assert (said["year_pence"], line["line"], line["forecast"]) == (YEAR, "L1", None)
    assert line["actual"] + line["committed"] == YEAR
    assert main(["caseload", "forecast", *PERIOD]) == 0
    assert "L1: £36,500" in capsys.readouterr().out
    assert not forecasts(book.period)


def test_it_lands_what_is_named(
    book: Book, packages: CaseArea, capsys: pytest.CaptureFixture[str]
) -> None:
    act = ["caseload", "forecast", *PERIOD, "--land", "--why", "As agreed", "--as"]
    assert main([*act, book.holder.username, "--line", "L1"]) == 0
    assert "1 line was landed." in capsys.readouterr().out
    made = forecasts(book.period)[book.line(1).pk]
    assert (made.pence, made.method) == (YEAR, "packages")
    assert made.reason.startswith("As agreed")


def test_it_refuses_another_line_another_role_and_no_packages(
    book: Book, packages: CaseArea, capsys: pytest.CaptureFixture[str]
) -> None:
    act = ["caseload", "forecast", *PERIOD, "--land", "--as"]
    assert main([*act, book.holder.username, "--line", "L3"]) == 1
    assert "no package belongs to L3" in capsys.readouterr().err
    assert main([*act, book.analyst.username]) == 1
    assert main(["caseload", "forecast"]) == 2
    assert not forecasts(book.period)


def test_it_says_what_to_do_where_nothing_came_in(
    book: Book, area: CaseArea, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["caseload", "forecast", *PERIOD]) == 1
    assert "take an extract in first" in capsys.readouterr().err
