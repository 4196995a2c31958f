"""Positions: what is read, and every fault at once."""

from datetime import date

import pytest

from poolbook.rules.risk_share import read_position
from poolbook.rules.risk_share.position import Line
from tests.unit.rules.risk_share.made import line, position


def test_a_variation_is_forecast_less_budget():
    found = position(line("1.50", budget="10", id="x", marks={"kind": "k"}, owner="a", name="X"))
    assert found.lines == (Line("x", "g", 1000, 150, "X", "a", {"kind": "k"}),)
    lines = [{"id": "1", "group": "g", "budget": 5, "forecast": 7}]
    lines += [{"id": "2", "group": "g", "forecast": 7, "variation": 3}]
    assert [(x.budget, x.variance) for x in position(*lines).lines] == [(500, 200), (400, 300)]


def test_everything_beside_the_lines():
    found = position(
        line(1),
        date="2024-06-30",
        label="P3",
        source="invented",
        contributions=[{"partner": "a", "element": "e", "gross": 1, "net": "0.50"}],
        savings=[
            {"line": "g1", "partner": "a", "target": 5, "delivered": 2, "strategy_agreed": True}
        ],
        funds=[{"id": "f", "available": 3}],
        achievements=[{"measure": "m", "target": "2.5", "achieved": -1}],
    )
    assert found.date == date(2024, 6, 30) and found.label == "P3" and found.funds == {"f": 300}
    assert found.contributions[0].amounts == {"gross": 100, "net": 50}
    assert found.savings[0].name == "saving" and found.achievements[0].achieved == -1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "lines: is missing"),
        ({"lines": []}, "lines: is empty; at least one is needed"),
        ({"schema": "x"}, "schema: is “x”; this reads poolbook-position/1"),
        (
            {"lines": [{"id": "x", "group": "g"}]},
            "lines[1]: needs budget and forecast, or variation",
        ),
        (
            {"lines": [{"id": "x", "group": "g", "budget": 1}]},
            "needs budget and forecast, or variation",
        ),
        (
            {"lines": [{"id": "x", "group": "g", "budget": 1, "forecast": 3, "variation": 1}]},
            "lines[1].variation: is not forecast less budget",
        ),
        ({"lines": [line(1), line(1)]}, "lines[2].id: “g1” is used twice"),
        ({"lines": [line(1, id="")]}, "lines[1].id: is empty"),
        ({"lines": [line(1, marks={"owner": "a"})]}, "lines[1].marks.owner: is what a rule calls"),
        ({"lines": [line(1, marks={"kind": 3})]}, "lines[1].marks.kind: should be text, not 3"),
        ({"lines": [line("0.001")]}, "lines[1].variation: is 0.001, which has a part of a penny"),
        ({"lines": [line(1, forcast=3)]}, "lines[1].forcast: is not a field that is known here"),
        (
            {"contributions": [{"partner": "a"}]},
            "contributions[1]: needs at least one of gross, net",
        ),
        (
            {"contributions": [{"partner": "a", "net": -1}]},
            "contributions[1]: has a negative amount",
        ),
        ({"savings": [{"line": "q"}]}, "savings[1].line: “q” is not one of the lines"),
        ({"savings": [{"line": "g1", "target": -1}]}, "savings[1].target: is negative"),
        ({"savings": [{"line": "g1"}]}, "savings[1].strategy_agreed: is missing"),
        ({"funds": [{"id": "f", "available": -1}]}, "funds[1].available: is negative"),
        ({"funds": [{"id": "f", "available": 1}] * 2}, "funds: has “f” twice"),
        ({"achievements": [{"measure": "m", "target": 0, "achieved": 1}]}, "should be above zero"),
        (
            {"achievements": [{"measure": "m", "target": 1, "achieved": 1}] * 2},
            "achievements: has “m” twice",
        ),
        ({"date": "soon"}, "date: should be a date such as 2020-10-31, not soon"),
    ],
)
def test_faults(data: dict, message: str):
    whole = data if not data or "lines" in data else {"lines": [line(1)]} | data
    found, faults = read_position(whole)
    assert found is None
    assert any(message in str(fault) for fault in faults), faults


def test_faults_come_all_at_once():
    _, faults = read_position({"lines": [{"id": "x"}, {"group": "g", "variation": "x"}], "dat": 1})
    assert len(faults) == 5
