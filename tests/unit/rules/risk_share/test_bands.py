"""Bands: edges of every kind, either way, and budgets inside and outside them."""

import pytest

from tests.unit.rules.risk_share.made import faults_of, group, line

EDGES = [{"below": 10, "partner": "b"}, {"above": 10, "below": 12, "partner": "a"}, {"above": 12, "split": {"a": 50, "b": 50}}]  # fmt: skip


def borne(on: str, bands: list[dict], budget: int, forecast: int, **more) -> tuple[int, int]:
    one = line(id="x", budget=budget, forecast=forecast)
    del one["variation"]
    found = group([{"use": "bands", "on": on, "bands": bands}], one, **more)
    return found.shares["a"], found.shares["b"]


@pytest.mark.parametrize(
    ("budget", "forecast", "wanted"),
    [
        (10, 10, (0, 0)),
        (10, 12, (200, 0)),
        (10, 16, (400, 200)),
        (10, 8, (0, -200)),
        (11, 8, (-100, -200)),
        (15, 11, (-250, -150)),
        (15, 9, (-350, -250)),
        (5, 13, (250, 550)),
        (13, 14, (50, 50)),
    ],
)
def test_the_walk_from_budget_to_spend(budget: int, forecast: int, wanted: tuple[int, int]):
    assert borne("spend", EDGES, budget, forecast) == wanted


def test_bands_on_the_variation():
    bands = [{"below": -2, "partner": "a"}, {"above": -2, "below": 0, "partner": "b"}, {"above": 0, "partner": "a"}]  # fmt: skip
    assert borne("variation", bands, 7, 2) == (-300, -200)
    assert borne("variation", bands, 7, 9) == (200, 0)


def test_edges_by_percentage_of_budget_and_of_contributions():
    budget = [{"below": {"percent": 105, "of": "budget"}, "partner": "a"}, {"above": {"percent": 105, "of": "budget"}, "partner": "b"}]  # fmt: skip
    assert borne("spend", budget, 100, 120) == (500, 1500)
    edge = {"percent": 10, "of": "gross", "partners": ["b"]}
    paid = [{"partner": "a", "gross": 500}, {"partner": "b", "gross": 30}]
    gross = [{"below": edge, "partner": "a"}, {"above": edge, "unallocated": True}]
    assert borne("variation", gross, 0, 5, contributions=paid) == (300, 0)


def test_one_band_alone_and_the_words():
    found = group([{"use": "bands", "bands": [{"partner": "a"}]}], line(3, budget=1))
    assert found.sentence() == "£3 over budget. All of it (any spend): Council."
    one = line(id="x", budget=10, forecast=13)
    del one["variation"]
    text = group([{"use": "bands", "bands": EDGES}], one | {"budget": 9}).sentence()
    assert "First £1 (spend below £10): NHS. Next £2 (spend from £10 to £12): Council. Remaining £1 (spend above £12): half each" in text  # fmt: skip


def test_the_same_edges_in_another_pool_of_the_group_are_of_the_lines_it_is_for():
    rules = [
        {"use": "bands", "only": {"kind": "k"}, "bands": EDGES},
        {"use": "bearer", "partner": "b"},
    ]
    found = group(rules, line(2, budget=10, marks={"kind": "k"}), line(5, budget=90))
    assert found.shares == {"a": 200, "b": 500}


def test_percentages_that_do_not_rise_are_refused_while_reading():
    def edge(percent: int) -> dict:
        return {"percent": percent, "of": "budget"}

    bands = [
        {"below": edge(20), "partner": "a"},
        {"above": edge(20), "below": edge(10), "partner": "b"},
        {"above": edge(10), "partner": "a"},
    ]
    assert any(
        "should be more than above" in said for said in faults_of({"use": "bands", "bands": bands})
    )
