"""Bridges for those who may not see people: few are told together, and everything still sums."""

from hypothesis import given
from hypothesis import strategies as st

from poolbook.reports.build.caseload import moved, supposed
from poolbook.rules.bridges import Bridge, Step
from poolbook.rules.caseload import few
from poolbook.rules.caseload.bridging import NOTHING, total
from poolbook.rules.caseload.scenarios import Demand
from poolbook.rules.disclosure import DEFAULT

STEPS = (Step("starters", 900), Step("leavers", -300), Step("price", 50), Step("uplift", 7))
BRIDGE = Bridge(1_000, 1_657, STEPS)
counts = st.integers(0, 30)


def row(joined: int, left: int, pence: int = 0):
    return NOTHING._replace(starters=pence, after=pence, joined=joined, left=left)


def test_enough_people_leave_the_bridge_as_it_is() -> None:
    assert few.steps(BRIDGE, 8, 0, DEFAULT) is BRIDGE


def test_few_leavers_are_told_with_the_starters() -> None:
    found = few.steps(BRIDGE, 20, 3, DEFAULT)
    assert [(s.key, s.pence) for s in found.steps] == [
        ("starters, leavers and mix", 600), ("price", 50), ("uplift", 7)
    ]  # fmt: skip
    both = few.steps(BRIDGE, 2, 3, DEFAULT)
    assert both.steps[0].pence == 650
    assert found.unexplained == both.unexplained == 0
    assert "Starters" not in {each.label for each in moved.table(both, "week", "a", "b").rows}


@given(st.dictionaries(st.integers(1, 10), st.tuples(counts, counts, st.integers(0, 99), counts)))
def test_no_service_with_few_people_stands_alone(given_: dict) -> None:
    sums = {service: row(joined, left, p) for service, (joined, left, p, _) in given_.items()}
    people = {service: n for service, (*_, n) in given_.items()}
    rows = few.services(sums, people, DEFAULT)
    for each in rows:
        n = sum(people[service] for service in each.services)
        assert not any(map(DEFAULT.sensitive, (each.sums.joined, each.sums.left, n)))
    if rows:
        assert total(each.sums for each in rows) == total(sums.values())
        assert sorted(s for each in rows for s in each.services) == sorted(sums)


def test_the_steps_of_a_scenario_sum() -> None:
    rows = {
        each.key: each.cells["amount"].value for each in supposed.table(Demand(9, 1, -2, 4)).rows
    }
    assert rows["then"] == sum(rows[key] for key in ("now", *supposed.STEPS)) == 12
