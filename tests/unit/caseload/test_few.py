"""Bridges for those who may not see people: few are told together, and everything still sums."""

from hypothesis import given
from hypothesis import strategies as st

from poolbook.reports.build.caseload import moved, supposed
from poolbook.rules.bridges import Bridge, Step
from poolbook.rules.caseload import few
from poolbook.rules.caseload.bridging import NOTHING, total
from poolbook.rules.caseload.scenarios import Demand
from poolbook.rules.disclosure import DEFAULT

STEPS = (
    Step("retrospective", 3), Step("starters", 900), Step("leavers", -300), Step("mix", 4),
    Step("price", 50), Step("uplift", 7),
)  # fmt: skip
BRIDGE = Bridge(1_000, 1_664, STEPS)
counts = st.integers(0, 30)


def row(joined: int, left: int, pence: int = 0):
    return NOTHING._replace(starters=pence, after=pence, joined=joined, left=left)


def told(joined: int, left: int) -> list[tuple[str, int]]:
    found = few.steps(BRIDGE, joined, left, DEFAULT)
    assert found.unexplained == 0
    return [(step.key, step.pence) for step in found.steps]


def test_what_changed_for_those_who_stayed_is_one_step() -> None:
    assert told(8, 0) == [
        (few.MOVED, 57), ("starters", 900), ("leavers", -300), ("uplift", 7)
    ]  # fmt: skip


def test_few_leavers_are_told_with_the_starters() -> None:
    assert told(20, 3) == [(few.MOVED, 57), (few.CAME, 600), ("uplift", 7)]
    assert told(2, 3) == [(few.TOGETHER, 657), ("uplift", 7)]
    both = few.steps(BRIDGE, 2, 3, DEFAULT)
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
