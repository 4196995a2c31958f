"""The year from the packages: lines, the bridge from one month to the next, and the ledger beside it."""

from datetime import date
from fractions import Fraction

from django.utils import timezone

from poolbook.caseload import actions, forecasts
from poolbook.caseload.forecasts import Cut
from poolbook.caseload.models import CaseArea
from poolbook.caseload.schema import table_of
from poolbook.finance.queries.figures import figures
from tests.factories import Book
from tests.unit.caseload.made import table, the_county

SEPTEMBER, OCTOBER = date(2020, 9, 30), date(2020, 10, 31)


def map_all(book: Book) -> None:
    keep = {"by": book.analyst, "agreement": book.agreement}
    actions.keep_line(**keep, line=book.line(1), group=1)
    actions.keep_line(**keep, line=book.line(2), group=1, service=4)


def test_one_package_by_hand(book: Book, area: CaseArea) -> None:
    map_all(book)
    actions.take_in(by=book.analyst, area=area, table=table({"start": 18_000}))
    (line,) = forecasts.of_lines(book.agreement, [area], 2020, Cut(OCTOBER))
    assert (line.line, line.actual, line.committed) == ("L1", 10_000 * 214, 10_000 * 151)
    assert line.expected.middle == 0
    raised = [(date(2021, 1, 1), Fraction(1, 10), None)]
    (line,) = forecasts.of_lines(book.agreement, [area], 2020, Cut(OCTOBER), raised)
    assert line.uplift == 1_000 * 90


def test_packages_without_a_line_are_shown(book: Book, area: CaseArea) -> None:
    actions.take_in(by=book.analyst, area=area, table=table({"group": 2}))
    (line,) = forecasts.of_lines(book.agreement, [area], 2020, Cut(OCTOBER))
    assert line.line == "(no line)"
    assert line.year == 10_000 * 365


def test_the_bridge_of_the_county_from_p6_to_p7_sums_to_the_penny(
    book: Book, area: CaseArea
) -> None:
    map_all(book)
    county = the_county()
    actions.take_in(by=book.analyst, area=area, table=county)
    september = timezone.now()
    late = [dict(row) for row in county.to_pylist()[:40]]
    packages = {row["package"] for row in late}
    told = [dict(row) for row in county.to_pylist() if row["package"] in packages]
    for row in told:
        row["weekly"] += 1_234
    table_told = table_of({name: [row[name] for row in told] for name in told[0]})
    actions.take_in(by=book.analyst, area=area, table=table_told)
    start, end = Cut(SEPTEMBER, september), Cut(OCTOBER)
    before, after = (
        sum(each.year for each in forecasts.of_lines(book.agreement, [area], 2020, cut))
        for cut in (start, end)
    )
    bridge = forecasts.of_bridge(book.agreement, [area], 2020, start, end).bridge
    assert (bridge.start, bridge.end, bridge.unexplained) == (before, after, 0)
    steps = {step.key: step.pence for step in bridge.steps}
    assert steps["retrospective"] > 0
    assert steps["price"] > 0
    assert 9_000_000_000 < after < 10_000_000_000  # about £1.73m a week of learning disability


def test_the_ledger_beside_the_packages(book: Book, area: CaseArea) -> None:
    map_all(book)
    actions.take_in(by=book.analyst, area=area, table=table({"start": 18_000}))
    found = {
        row.line: row for row in forecasts.reconciliation(book.period, [area], figures(book.period))
    }
    assert found["L1"].packages == 10_000 * 30
    assert found["L1"].difference == -10_000 * 30
