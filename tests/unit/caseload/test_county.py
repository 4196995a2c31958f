"""The made-up county aggregates to the printed tables, digit for digit."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from poolbook.caseload.engine import by_area
from poolbook.caseload.generator import area, county, england
from poolbook.caseload.generator.printed import CONTRADICTIONS, DAYS, JULY
from poolbook.reports.build.caseload import activity, ages, high
from poolbook.reports.build.caseload.numbers import Exact
from poolbook.reports.build.caseload.snapshots import HIGH
from poolbook.reports.model import Table, shown
from poolbook.rules.caseload.activity import high_cost
from poolbook.rules.caseload.ages import line
from poolbook.rules.caseload.codes import day_of
from poolbook.rules.caseload.facts import COUNTY, SERVICE, SETTING, Facts, ServiceKey, gather
from poolbook.rules.money import show_percent
from tests.unit.caseload.made import county_question, the_county

GOLD = Path(__file__).parents[2] / "gold" / "caseload"
PRINTED = {"Apr-20": 0, "Sep-20": 2, "Oct-20": 3, "Nov-20": 4}
NOVEMBER = 4
DAY_NAMES = [day_of(day) for day in DAYS]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gather(by_area("kernel")(the_county(), county_question()))


def rows(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def change(text: str) -> str:
    """A printed change as we show it: `-0.4` is `−0.4%`, `3.0` is `+3.0%`."""
    return (
        f"{text.replace('-', '−') if text.startswith('-') or not text.strip('0.') else '+' + text}%"
    )


def pounds(text: str) -> str:
    return f"£{int(text.strip('£').replace(',', '')):,}"


def cells(table: Table, label: str) -> dict[str, str]:
    """A row of a table as every format prints it, by the columns' keys; nothing where there is no row."""
    for row in table.rows:
        if row.label.lower() == label.lower():
            return {c.key: shown(row.cells[c.key], c) for c in table.columns if c.key in row.cells}
    return {}


def by_service(facts: Facts, day: int) -> Table:
    """The table of a report whose last snapshot is that day."""
    return activity.by(Exact(facts), DAY_NAMES[: day + 1], SERVICE)


def test_people_and_unit_costs_by_service(facts: Facts) -> None:
    for row in rows("ld_activity_unit_cost.csv"):
        for date, day in PRINTED.items():
            mine = cells(by_service(facts, day), row["service"])
            assert mine[f"people-{day}"] == row[f"people_{date}"], row["service"]
            assert mine[f"mean-{day}"] == pounds(row[f"cost_{date}_gbp"]), row["service"]
            if day:
                month = date[:3]
                assert mine["people-change"] == change(row[f"people_change_{month}_pct"])
                assert mine["mean-change"] == change(row[f"cost_change_{month}_pct"])


def test_people_in_the_pool_and_by_setting(facts: Facts) -> None:
    days = {"1/4/2020": 0, "1/9/2020": 2, "1/10/2020": 3, "1/11/2020": 4}
    months_early = {"1/4/2020": 0, "1/8/2020": 2, "1/9/2020": 3, "1/10/2020": 4}
    for row in rows("ld_activity_summary.csv"):
        value = int(row["value"].replace(",", ""))
        if row["table"] == "pool":
            assert Exact(facts).people(days[row["date"]]).value == value
            continue
        day = months_early[row["date"]]
        residential, living, home = (
            Exact(facts).people(day, SETTING, each).value for each in (1, 2, 3)
        )
        assert value == (residential if row["line"] == "Residential" else living + home)


def test_the_undated_table_of_settings(facts: Facts) -> None:
    table = activity.settings(Exact(facts), DAY_NAMES[: JULY + 1])
    seen = 0
    for row in rows("people_cost_by_setting.csv"):
        if mine := cells(table, row["setting"]):
            seen += 1
            assert mine["people"] == row["people"]
            assert mine["part"] == row["pct"]
            assert mine["mean"] == row["average_cost"]
            assert show_percent(exactly(table, row["setting"])) == row["variation"].replace(
                "-", "−"
            )
    assert seen == 3
    assert Exact(facts).people(JULY).value == 1721


def exactly(table: Table, label: str) -> Fraction:
    """The mean of a row against everybody's, unrounded: papers print a whole per cent, we a tenth."""
    (row,) = (row for row in table.rows if row.label == label)
    return Fraction(row.cells["variation"].value or 0)


def test_high_cost_people_by_funder_and_service(facts: Facts) -> None:
    columns = {
        "residential": 4, "sen_residential": 6, "direct_payments": 2, "sen_supported_living": 7,
        "supported_living": 1,
    }  # fmt: skip
    found = high_cost(facts, NOVEMBER)
    assert sum(found.values()) == 106
    for row, funder in zip(rows("ld_people_by_funder_setting.csv"), (1, 2), strict=False):
        for name, service in columns.items():
            assert found.get((service, funder), 0) == int(row[name] or 0)
    over = high.exact(facts, NOVEMBER, HIGH)
    assert over.people().value == 106
    assert over.people("funder", 0, 1).value == 91


def test_autism_age_and_the_rest_of_the_slide(facts: Facts) -> None:
    numbers = Exact(facts)
    cohorts = ages.cohorts(numbers, NOVEMBER)
    assert cells(cohorts, "Autism")["part"] == "9%"
    assert show_percent(exactly(cohorts, "Autism")) == "29%"
    bands = ages.bands(numbers, NOVEMBER, high.exact(facts, NOVEMBER, HIGH), HIGH)
    assert cells(bands, "18–25")["part"] == "13%"
    for row in bands.rows:
        if row.key.startswith("v") and int(row.key[1:]) >= 6:  # from 51
            assert Fraction(row.cells["part"].value or 0) <= Fraction(3, 100)
    found = line(facts, NOVEMBER)
    assert found is not None
    assert found.r_squared < Fraction(6, 10)
    assert Fraction(-2, 100) < found.five_years < 0
    assert cells(by_service(facts, NOVEMBER), "Everybody")[f"mean-{NOVEMBER}"] == "£1,015"
    assert numbers.people(NOVEMBER, COUNTY, 1).value == 164
    assert facts.seen[ServiceKey(12)].people == 168  # respite this year


def test_acquired_brain_injury() -> None:
    facts = gather(by_area("kernel")(the_county(), county_question(groups=(2,))))
    printed = rows("abi_activity.csv")[0]
    for day, date in ((0, "April_1_2020"), (NOVEMBER, "November_1_2020")):
        mine = cells(by_service(facts, day), "Everybody")
        assert mine[f"people-{day}"] == printed[f"people_{date}"]
        assert mine[f"mean-{day}"] == pounds(printed[f"weekly_cost_{date}"])


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert county().equals(the_county())
    assert not county(7).equals(the_county())


def test_contradictions_are_told() -> None:
    assert any("1,008" in each for each in CONTRADICTIONS)


def test_england_is_made_one_area_at_a_time() -> None:
    made = dict(england(3_001, areas=4))
    assert [each.num_rows for each in made.values()] == [751, 750, 750, 750]
    people = [set(each.column("person").to_pylist()) for each in made.values()]
    assert not set.intersection(*people)
    assert area(200, 5).equals(area(200, 5))
