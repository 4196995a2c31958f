"""Tables of prices out of county, and of what one per cent would cost: exact, and as published."""

from dataclasses import replace

import pytest

from poolbook.caseload.engine import by_area
from poolbook.reports.build.caseload import market, supposed
from poolbook.reports.build.caseload.numbers import Exact, Number
from poolbook.rules.caseload.facts import COUNTY, Facts, gather
from poolbook.rules.caseload.market import county
from poolbook.rules.disclosure.presets import PRESETS
from tests.unit.caseload.made import county_question, the_county

DAY = 4


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gather(by_area("kernel")(the_county(), county_question()))


class Hidden(Exact):
    """The numbers, those of people out of county withheld."""

    def people(self, day: int, cut: int = 0, value: int = 0) -> Number:
        return Number(None, "x") if (cut, value) == (COUNTY, 1) else super().people(day, cut, value)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda each: each.name)
def test_packages_out_of_county_never_stand_exact(facts: Facts, preset) -> None:
    exact = market.like_for_like(Exact(facts), facts, DAY, None).rows[0].cells
    told = market.like_for_like(Exact(facts), facts, DAY, preset).rows[0].cells
    found = county(facts, DAY)
    assert (exact["packages"].value, exact["unlike"].value) == (found.packages, found.unlike)
    for name in ("packages", "unlike"):
        if told[name].value is None:
            assert 0 < exact[name].value < preset.below
        else:
            assert told[name].value % 5 == 0
            assert abs(told[name].value - exact[name].value) <= 2


def test_packages_of_people_who_are_hidden_are_hidden(facts: Facts) -> None:
    preset = replace(PRESETS["default"], below=3, base=1, keep=2)
    cells = market.like_for_like(Hidden(facts), facts, DAY, preset).rows[0].cells
    assert {
        cells[name].missing for name in ("people", "packages", "unlike", "outside", "inside")
    } == {"x"}


def test_one_per_cent_is_a_hundredth_and_the_year_its_days(facts: Facts) -> None:
    numbers = Exact(facts)
    like = market.like_for_like(numbers, facts, DAY, None)
    table = supposed.sensitivity(numbers, DAY, like, 365)
    by_key = {row.key: row.cells for row in table.rows}
    whole = numbers.people(DAY).value * numbers.mean(DAY).value
    assert abs(by_key["all"]["week"].value - whole / 100) <= 1
    bands = sum(cells["week"].value for key, cells in by_key.items() if key.startswith("v"))
    assert (
        abs(bands - whole / 100) < whole / 100_000
    )  # people without a price are in some bands only
    assert abs(by_key["all"]["year"].value - whole * 365 / 700) <= 60
    saved = like.rows[0].cells
    assert by_key["home"]["week"].value == saved["inside"].value - saved["outside"].value
    none = supposed.sensitivity(
        Hidden(facts), DAY, market.like_for_like(Hidden(facts), facts, DAY, PRESETS["default"]), 365
    )
    assert none.rows[-1].cells["week"].missing == none.rows[-1].cells["year"].missing == "x"
