"""Waterfalls drawn together: several claims, several sources, circles, and what may not be given."""

from poolbook.rules.risk_share import share
from tests.unit.rules.risk_share.made import HALVES, line, position, terms

TO_A = {"use": "bearer", "partner": "a"}


def made(groups: dict[str, list[dict]], *lines: dict, fund: int = 0, **more):
    listed = [{"id": name, "rules": rules} for name, rules in groups.items()]
    where = position(*lines, funds=[{"id": "f", "available": fund}])
    found = share(
        terms(groups=listed, funds=[{"id": "f", "name": "Risk pool"}, *more.get("funds", [])]),
        where,
    )
    return {part.id: part for part in found.groups}  # fmt: skip


def fall(*sources: str, **more) -> dict:
    kinds = [{"fund": name} if name in ("f", "x") else {"group": name} for name in sources]
    return {"use": "waterfall", "sources": kinds} | more


def test_a_source_that_is_claimed_by_several_is_shared_by_their_claims():
    found = made(
        {"g": [fall("u"), HALVES], "h": [fall("u"), HALVES], "u": [TO_A]},
        line(30),
        line(10, group="h"),
        line(-20, group="u"),
    )
    assert found["g"].offsets == {"u": 1500} and found["h"].offsets == {"u": 500}
    assert found["u"].offsets == {"g": -1500, "h": -500} and found["u"].shares["a"] == 0
    assert found["g"].shares == {"a": 750, "b": 750}


def test_two_groups_that_draw_on_each_other():
    rules = {"g": [fall("h"), HALVES], "h": [fall("g"), HALVES]}
    found = made(rules, line(5), line(-9, group="h"))
    assert found["g"].offsets == {"h": 500} and found["h"].offsets == {"g": -500}
    assert found["h"].shares == {"a": -200, "b": -200}
    both_over = made(rules, line(5), line(9, group="h"))
    assert not both_over["g"].offsets and not both_over["h"].offsets


def test_stages_are_read_before_anything_moves():
    groups = {
        "g": [fall("h"), TO_A],
        "h": [fall("f", only={"kind": "k"}), TO_A],
    }
    lines = [line(30), line(10, group="h", marks={"kind": "k"}), line(-30, group="h")]
    found = made(groups, *lines, fund=10)
    turned = made(dict(reversed(groups.items())), *lines, fund=10)
    assert found["g"].offsets == turned["g"].offsets == {"h": 2000}
    assert found["h"].others == turned["h"].others == {"f": 1000}


def test_a_fund_with_the_id_of_a_group_is_drawn_on():
    found = made(
        {"x": [fall("x"), TO_A]}, line(5, group="x"), funds=[{"id": "x", "name": "Same id"}]
    )
    assert "Nothing drawn from Same id" in found["x"].sentence()


def test_what_is_not_a_groups_to_give_is_not_given():
    ring = {"use": "underspend", "treatment": "ring-fence", "only": {"kind": "k"}}
    own = {"use": "aligned", "only": {"kind": "o"}}
    lines = [
        line(90),
        line(-30, group="u", marks={"kind": "k"}),
        line(-20, group="u", marks={"kind": "o"}, owner="b"),
        line(-5, group="u"),
    ]
    found = made({"g": [fall("u"), TO_A], "u": [ring, own, HALVES]}, *lines)
    assert found["g"].offsets == {"u": 500}
    assert found["u"].others == {"retained": -3000} and found["u"].shares == {"a": 0, "b": -2000}


def test_what_is_drawn_comes_off_lines_that_are_over_only():
    lines = [line(10, owner="a"), line("-9.99", id="y", owner="b")]
    found = made({"g": [fall("f"), {"use": "aligned"}]}, *lines, fund=50)
    assert found["g"].shares == {"a": 999, "b": -999} and found["g"].others == {"f": 1}


def test_the_next_source_is_drawn_only_for_what_remains():
    found = made({"g": [fall("u", "f"), HALVES], "u": [TO_A]}, line(9), line(-4, group="u"), fund=3)
    assert found["g"].others == {"f": 300} and found["g"].shares == {"a": 100, "b": 100}
    text = found["g"].sentence()
    assert "£4 met from underspend in u (£4 there); £5 remains." in text
    assert "£3 met from Risk pool (£3 there); £2 remains." in text
    assert "£4 of the underspend meets g." in found["u"].sentence()
