"""The made-up county aggregates to the printed tables, digit for digit."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from poolbook.caseload.engine import by_area
from poolbook.caseload.generator import area, county, england
from poolbook.caseload.generator.printed import CONTRADICTIONS, DAYS, JULY
from poolbook.rules.caseload import activity, ages, market
from poolbook.rules.caseload.codes import SERVICE_BY_NAME
from poolbook.rules.caseload.facts import Facts, ServiceKey, gather
from poolbook.rules.money import round_half_up, show_percent
from tests.unit.caseload.made import county_question, the_county

GOLD = Path(__file__).parents[2] / "gold" / "caseload"
PRINTED = {"Apr-20": 0, "Sep-20": 2, "Oct-20": 3, "Nov-20": 4}
NOVEMBER = 4


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gather(by_area("kernel")(the_county(), county_question()))


def rows(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def percent(text: str) -> str:
    """A printed change as we show it: `-0.4` is `−0.4%`."""
    return f"{text.replace('-', '−')}%"


def pounds(value: Fraction | None) -> str:
    return str(round_half_up((value or Fraction(0)) / 100))


def test_people_and_unit_costs_by_service(facts: Facts) -> None:
    table = {row.value: row for row in activity.activity(facts, len(DAYS))}
    for row in rows("ld_activity_unit_cost.csv"):
        mine = table[SERVICE_BY_NAME[row["service"].lower()]]
        for date, day in PRINTED.items():
            assert str(mine.figures[day].people) == row[f"people_{date}"], row["service"]
            assert pounds(mine.figures[day].mean) == row[f"cost_{date}_gbp"], row["service"]
            if day:
                month = date[:3]
                change = show_percent(mine.people_change(day), 1)
                assert change == percent(row[f"people_change_{month}_pct"])
                change = show_percent(mine.cost_change(day), 1)
                assert change == percent(row[f"cost_change_{month}_pct"])


def test_people_in_the_pool_and_by_setting(facts: Facts) -> None:
    days = {"1/4/2020": 0, "1/9/2020": 2, "1/10/2020": 3, "1/11/2020": 4}
    months_early = {"1/4/2020": 0, "1/8/2020": 2, "1/9/2020": 3, "1/10/2020": 4}
    for row in rows("ld_activity_summary.csv"):
        value = int(row["value"].replace(",", ""))
        if row["table"] == "pool":
            assert activity.figure(facts, days[row["date"]]).people == value
            continue
        found = {s.setting: s.people for s in activity.settings(facts, months_early[row["date"]])}
        assert value == (found[1] if row["line"] == "Residential" else found[2] + found[3])


def test_the_undated_table_of_settings(facts: Facts) -> None:
    found = {each.setting: each for each in activity.settings(facts, JULY)}
    codes = {"Supported Living": 2, "Family home": 3, "Residential": 1}
    for row in rows("people_cost_by_setting.csv"):
        if row["setting"] in codes:
            mine = found[codes[row["setting"]]]
            assert str(mine.people) == row["people"]
            assert show_percent(mine.part) == row["pct"]
            assert f"£{int(pounds(mine.mean)):,}" == row["average_cost"]
            assert show_percent(mine.variation) == percent(row["variation"].rstrip("%"))
    assert activity.figure(facts, JULY).people == 1721


def test_high_cost_people_by_funder_and_service(facts: Facts) -> None:
    columns = {
        "residential": 4, "sen_residential": 6, "direct_payments": 2, "sen_supported_living": 7,
        "supported_living": 1,
    }  # fmt: skip
    found = activity.high_cost(facts, NOVEMBER)
    assert sum(found.values()) == 106
    for row, funder in zip(rows("ld_people_by_funder_setting.csv"), (1, 2), strict=False):
        for name, service in columns.items():
            assert found.get((service, funder), 0) == int(row[name] or 0)


def test_autism_age_and_the_rest_of_the_slide(facts: Facts) -> None:
    autism = ages.cohort(facts, NOVEMBER, 0)
    assert (show_percent(autism.part), show_percent(autism.variation)) == ("9%", "29%")
    bands = {band.band: band for band in ages.bands(facts, NOVEMBER, 250_000)}
    assert show_percent(bands[2].part_over) == "13%"  # 18–25
    assert all(bands[b].part_over <= Fraction(3, 100) for b in bands if b >= 6)  # from 51
    line = ages.line(facts, NOVEMBER)
    assert line is not None
    assert line.r_squared < Fraction(6, 10)
    assert Fraction(-2, 100) < line.five_years < 0
    assert pounds(activity.figure(facts, NOVEMBER).mean) == "1015"
    assert market.out_of_county(facts, NOVEMBER) == 164
    assert facts.seen[ServiceKey(12)].people == 168  # respite this year


def test_acquired_brain_injury() -> None:
    facts = gather(by_area("kernel")(the_county(), county_question(groups=(2,))))
    printed = rows("abi_activity.csv")[0]
    for day, date in ((0, "April_1_2020"), (NOVEMBER, "November_1_2020")):
        mine = activity.figure(facts, day)
        assert str(mine.people) == printed[f"people_{date}"]
        assert pounds(mine.mean) == printed[f"weekly_cost_{date}"]


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
