"""Results: net, percentages, and what changes from one to another."""

from fractions import Fraction

from poolbook.rules.risk_share import share
from poolbook.rules.risk_share.written import difference, written
from tests.unit.rules.risk_share.made import HALVES, line, position, shared, terms


def split(a: int, b: int) -> list[dict]:
    return [{"use": "fixed", "split": {"a": a, "b": b}}]


def test_percentages_are_left_out_where_they_mislead():
    assert shared(split(25, 75), line("500.00")).percentages() is None
    assert shared(split(25, 75), line("-500.00")).percentages() is None
    found = shared(split(25, 75), line("500.04"))
    assert found.percentages() == {"a": Fraction(1, 4), "b": Fraction(3, 4)}
    assert written(found)["net"]["percentages"] == {"a": "25.00%", "b": "75.00%"}
    mixed = shared([{"use": "aligned"}], line(-83_470, owner="a"), line(193_960, owner="b"))
    assert mixed.percentages() is None


def test_nothing_to_say():
    assert (
        shared([HALVES | {"only": {"kind": "x"}}], line(0)).groups[1].sentence()
        == "On budget: Council."
    )
    assert shared([{"use": "underspend", "treatment": "retain"}], line(0)).groups[0].sentence() == "Nothing to share."  # fmt: skip


def test_others_and_unallocated_are_added_over_groups():
    found = shared([{"use": "underspend", "treatment": "retain"}, {"use": "escalate", "body": "x"}], line(-5), line(3, group="h"))  # fmt: skip
    assert found.others() == {"retained": -500} and found.unallocated() == 0
    assert found.variance() == -200 and found.net() == {"a": 300, "b": 0}


def test_the_difference_has_groups_and_partners_of_both():
    before = shared(split(50, 50), line(4))
    groups = [
        {"id": "g", "rules": [{"use": "bearer", "partner": "c"}]},
        {"id": "new", "rules": [HALVES]},
    ]
    after = share(
        terms(partners=[{"id": who} for who in "abc"], groups=groups),
        position(line(6), line(1, group="new")),
    )
    found = difference(before, after)
    assert [group["id"] for group in found["groups"]] == ["g", "new", "h"]
    assert found["groups"][0]["shares"] == {"a": "-2.00", "b": "-2.00", "c": "6.00"}
    assert (
        found["net"] == {"a": "-1.50", "b": "-1.50", "c": "6.00"} and found["variation"] == "3.00"
    )
    assert found["unallocated"] == "0.00" and found["status"] == ["agreed", "agreed"]
