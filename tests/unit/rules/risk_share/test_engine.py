"""The engine: primitives one by one and together, dates, succession, and what does not fit."""

from datetime import date
from time import perf_counter

import pytest

from poolbook.rules.risk_share import share
from poolbook.rules.risk_share.engine import ShareError
from tests.unit.rules.risk_share.made import HALVES, group, line, position, shared, terms

TO_A = {"use": "bearer", "partner": "a"}
FROM_F = {"use": "waterfall", "sources": [{"fund": "f"}]}
PAID = [{"partner": "a", "element": "e", "gross": 3}, {"partner": "b", "element": "e", "gross": 1}]
KIND = {"only": {"kind": "k"}}
K = {"marks": {"kind": "k"}}


def money(found) -> tuple[int, int, int]:
    return (found.shares["a"], found.shares["b"], found.unallocated)


@pytest.mark.parametrize(
    ("rules", "lines", "wanted"),
    [
        ([HALVES], [line("0.01")], (1, 0, 0)),
        ([HALVES], [line("-0.01")], (-1, 0, 0)),
        ([TO_A], [line(5), line(-2)], (300, 0, 0)),
        ([{"use": "pro rata", "basis": "gross"}], [line(8)], (600, 200, 0)),
        ([{"use": "pro rata", "basis": "gross", "elements": "x"}], [line(8)], (0, 0, 800)),
        ([{"use": "pro rata", "basis": "gross", "partners": "b"}], [line(8)], (0, 800, 0)),
        ([{"use": "aligned"}], [line(5, owner="a"), line(-7, owner="b")], (500, -700, 0)),
        ([{"use": "block", "absorbed_by": "b"} | KIND, TO_A], [line(5, **K), line(3)], (300, 500, 0)),
        ([{"use": "escalate", "body": "x"}], [line(5)], (0, 0, 500)),
        ([HALVES | KIND], [line(5, **K), line(3)], (250, 250, 300)),
        ([HALVES | KIND], [line(5), line(-5, id="y")], (0, 0, 0)),
        ([HALVES, {"use": "cap", "capped": "a", "limit": 1}], [line(8)], (100, 400, 300)),
        ([HALVES, {"use": "cap", "capped": "a", "limit": 1}], [line(-8)], (-400, -400, 0)),
        ([HALVES, {"use": "cap", "capped": "each", "limit": 1, "sides": "both"}], [line(-8)], (-100, -100, -600)),
        ([TO_A, {"use": "cap", "capped": "a", "limit": {"percent": 10, "of": "budget"}}], [line(8, budget="3.33")], (33, 0, 767)),
        ([TO_A, {"use": "cap", "capped": "a", "limit": {"percent": 100, "of": "gross"}}], [line(8)], (300, 0, 500)),
        ([{"use": "underspend", "treatment": "return", "parts": {"b": 1}}, TO_A], [line(-8)], (0, -800, 0)),
        ([{"use": "underspend", "treatment": "return", "parts": {"b": 1}}, TO_A], [line(8)], (800, 0, 0)),
    ],
)  # fmt: skip
def test_each_primitive(rules: list[dict], lines: list[dict], wanted: tuple[int, int, int]):
    assert money(group(rules, *lines, contributions=PAID)) == wanted


def test_caps_that_pass_their_excess_to_one_another_leave_it_to_nobody():
    def cap(who: str, to: str) -> dict:
        return {"use": "cap", "capped": who, "limit": 1, "excess": {"partner": to}}

    assert money(group([TO_A, cap("a", "b"), cap("b", "a")], line(8))) == (100, 100, 600)
    both = {"use": "cap", "capped": "each", "limit": 1, "excess": {"split": {"a": 50, "b": 50}}}
    found = group([TO_A, both], line(8))
    assert money(found) == (100, 100, 600)
    assert "would take NHS past its own cap" in found.sentence()


def test_the_tightest_of_several_caps_holds():
    caps = [{"use": "cap", "capped": "a", "limit": limit} for limit in (5, 2, 3)]
    assert money(group([TO_A, *caps], line(8))) == (200, 0, 600)


def test_rounding_never_passes_a_cap():
    rules = [
        HALVES,
        {
            "use": "cap",
            "capped": "a",
            "limit": {"percent": 33, "of": "gross"},
            "excess": {"partner": "b"},
        },
    ]
    paid = [{"partner": "a", "gross": "1.01"}, {"partner": "b", "gross": 1}]
    assert money(group(rules, line(1), contributions=paid)) == (33, 67, 0)  # fmt: skip


def test_a_cap_across_all_groups():
    cap = {"use": "cap", "capped": "a", "limit": {"percent": 10, "of": "budget"}, "excess": {"partner": "b"}}  # fmt: skip
    more = {"overall": [cap], "status": "agreed"}
    found = share(
        terms(HALVES, **more), position(line(4, budget=10), line(3, group="h", budget=20))
    )
    assert found.overall and found.overall.shares == {"a": -200, "b": 200}
    assert found.net() == {"a": 300, "b": 400} and found.status == "agreed"
    provisional = cap | {"status": "provisional"}
    found = share(terms(HALVES, overall=[provisional]), position(line(4, budget=10)))
    assert found.overall and found.overall.status == found.status == "provisional"


def test_dated_caps_across_all_groups():
    cap = {"use": "cap", "capped": "a", "limit": 1, "to": date(2024, 3, 31)}
    found = share(terms(HALVES, overall=[cap]), position(line(4), date="2024-04-01"))
    assert found.overall is None and found.unallocated() == 0


def test_savings_fall_on_who_put_them_in_before_anything_is_shared():
    saving = {"line": "g6", "partner": "b", "target": 5, "delivered": 1, "strategy_agreed": False}
    found = group([{"use": "savings"}, HALVES], line(6), savings=[saving])
    assert money(found) == (100, 500, 0)
    assert "£4 of £5 not delivered" in found.sentence()
    agreed = saving | {"strategy_agreed": True}
    assert money(group([{"use": "savings"}, HALVES], line(6), savings=[agreed])) == (300, 300, 0)
    over = saving | {"delivered": 9}
    assert money(group([{"use": "savings"}, HALVES], line(6), savings=[over])) == (300, 300, 0)
    assert money(group([{"use": "savings"} | KIND, HALVES], line(6), savings=[saving])) == (
        300,
        300,
        0,
    )


def test_a_pot_is_beside_the_shares_and_sums_to_the_penny():
    rule = {"use": "performance", "measure": "m", "pot": "0.05", "split": {"a": 50, "b": 50}, "kept_by": "b"}  # fmt: skip
    result = {"measure": "m", "target": 2, "achieved": 1}
    found = shared([HALVES, rule], line(0), achievements=[result])
    assert (found.pots[0].released, found.pots[0].shares) == (3, {"a": 2, "b": 3})
    none = shared([HALVES, rule], line(0))
    assert none.pots[0].released == 0 and "no result yet" in none.groups[0].sentence()


@pytest.mark.parametrize(
    ("on", "in_force"), [("2024-03-31", "a"), ("2024-04-01", "b"), ("2024-09-30", "b")]
)
def test_rules_hold_between_their_dates(on: str, in_force: str):
    to_b = {"use": "bearer", "partner": "b", "from": date(2024, 4, 1), "to": date(2024, 9, 30)}
    found = group([TO_A | {"to": date(2024, 3, 31)}, to_b], line(1), date=on)
    assert found.shares[in_force] == 100
    late = group([TO_A | {"to": date(2024, 3, 31)}, to_b], line(1), date="2024-10-01")
    assert late.unallocated == 100 and "No rule in force" in late.sentence()


def succeeded(on: str, *rules: dict, **more):
    partners = [
        {"id": "a"},
        {"id": "b", "to": date(2022, 6, 30), "name": "CCG"},
        {"id": "c", "from": date(2022, 7, 1), "succeeds": "b", "name": "ICB"},
    ]
    lines = [line(4, owner="b"), line(2, id="y", owner="a")]
    return share(terms(*rules, partners=partners), position(*lines, date=on, **more)).groups[0]


def test_a_successor_stands_in_the_place_of_who_it_succeeds():
    before, after = succeeded("2022-06-30", HALVES), succeeded("2022-07-01", HALVES)
    assert before.shares == {"a": 300, "b": 300} and after.shares == {"a": 300, "c": 300}
    assert "ICB (successor of CCG)" in after.sentence()
    assert after.steps[0].shares == {"a": 300, "c": 300}
    assert succeeded("2022-07-01", {"use": "aligned"}).shares == {"a": 200, "c": 400}
    owned = [HALVES | {"only": {"owner": "c"}}, TO_A]
    assert succeeded("2022-07-01", *owned).shares == {"a": 400, "c": 200}
    cap = {"use": "cap", "capped": ["b", "c"], "limit": {"percent": 100, "of": "gross", "partners": "b"}}  # fmt: skip
    paid = [{"partner": "b", "gross": "0.50"}, {"partner": "c", "gross": "0.50"}]
    capped = succeeded("2022-07-01", HALVES, cap, contributions=paid)
    assert capped.shares == {"a": 300, "c": 100} and capped.unallocated == 200


def test_a_partner_that_is_gone_and_not_succeeded_leaves_its_part_to_nobody():
    partners = [{"id": "a"}, {"id": "b", "to": date(2022, 6, 30)}]
    cap = {"use": "cap", "capped": "each", "limit": 1}
    found = share(terms(HALVES, cap, partners=partners), position(line(4), date="2022-07-01"))
    assert found.groups[0].shares == {"a": 100} and found.unallocated() == 300
    assert "no partner on this day" in found.groups[0].sentence()


@pytest.mark.parametrize(
    ("rules", "more", "message"),
    [
        ([HALVES], {"lines": [line(1, group="x")]}, "lines[1].group: “x” is not a risk group"),
        ([HALVES], {"lines": [line(1, owner="x")]}, "lines[1].owner: “x” is not a partner (known: a, b)"),
        ([HALVES], {"contributions": [{"partner": "x", "net": 1}]}, "contributions[1].partner: “x” is not"),
        ([HALVES], {"funds": [{"id": "x", "available": 1}]}, "funds: “x” is not a fund of the terms"),
        (
            [HALVES],
            {"savings": [{"line": "g1", "partner": "x", "target": 1, "delivered": 1, "strategy_agreed": True}]},
            "savings[1].partner: “x” is not a partner",
        ),
        ([{"use": "aligned"}], {}, "lines[1].owner: is missing; group “g” is aligned"),
        ([{"use": "bands", "bands": [{"partner": "a"}]}], {}, "lines[1].budget: is missing; group “g” has bands on spend"),
        (
            [HALVES, {"use": "cap", "capped": "a", "limit": {"percent": 1, "of": "budget"}}],
            {},
            "lines[1].budget: is missing; group “g” caps shares by the budget",
        ),
        (
            [HALVES, {"use": "cap", "capped": "a", "limit": {"percent": 1, "of": "budget"}}],
            {"lines": [line(1, budget=-5)]},
            "have a budget below nothing",
        ),
        (
            [HALVES, {"use": "cap", "capped": "each", "limit": {"percent": 1, "of": "net"}}],
            {"contributions": [{"partner": "a", "net": 1}]},
            "contributions: has none of “b” (in proportion to net contributions), by which group “g” is capped",
        ),
        (
            [{"use": "pro rata", "basis": "actual"}],
            {"contributions": [{"partner": "a", "actual": 1}, {"partner": "b", "gross": 1}]},
            "of “b” have no actual amount, by which group “g” shares; write 0 if it is none",
        ),
        (
            [
                {
                    "use": "bands",
                    "on": "variation",
                    "bands": [
                        {"below": 100, "partner": "a"},
                        {"above": 100, "below": {"percent": 5, "of": "budget"}, "partner": "b"},
                        {"above": {"percent": 5, "of": "budget"}, "partner": "a"},
                    ],
                }
            ],
            {"lines": [line(1, budget=1000)]},
            "the edges of the bands of group “g” come to £100.00, £50.00; they should rise",
        ),
        ([TO_A | {"to": date(2024, 1, 1)}], {}, "date: is missing; the terms have rules or partners with dates"),
    ],
)  # fmt: skip
def test_a_position_that_does_not_fit_is_refused(rules: list[dict], more: dict, message: str):
    lines = more.pop("lines", [line(1)])
    with pytest.raises(ShareError) as caught:
        shared(rules, *lines, **more)
    assert any(message in str(fault) for fault in caught.value.faults), caught.value


def test_the_date_must_lie_in_the_terms():
    with pytest.raises(ShareError, match="2024-04-01 is outside the terms, which run from any day to 2024-03-31"):  # fmt: skip
        share(terms(HALVES, to=date(2024, 3, 31)), position(line(1), date="2024-04-01"))
    later = [{"id": "a", "from": date(2025, 1, 1)}, {"id": "b", "from": date(2025, 1, 1)}]
    with pytest.raises(ShareError, match="nobody is a partner on 2024-04-01"):
        share(terms(HALVES, partners=later), position(line(1), date="2024-04-01"))


def test_lines_already_shared_need_no_owner():
    found = group([HALVES | KIND, {"use": "aligned"}], line(4, **K), line(2, id="y", owner="b"))
    assert money(found) == (200, 400, 0)


def test_a_million_million_pounds_to_the_penny():
    found = group([{"use": "fixed", "parts": {"a": 1, "b": 2}}], line("1000000000000.01"))
    assert money(found) == (33_333_333_333_334, 66_666_666_666_667, 0)


def test_trace_and_result_agree_to_the_penny():
    found = group([HALVES], line("0.05"))
    assert found.steps[0].shares == found.shares == {"a": 3, "b": 2}
    assert "Council £0.03 and NHS £0.02" in found.sentence()


def test_half_a_penny_beyond_a_cap_is_rounded_with_the_rest():
    found = group([HALVES, {"use": "cap", "capped": "a", "limit": 0}], line("0.01"))
    assert money(found) == (0, 1, 0) and found.steps[1].amount == 1


@pytest.mark.parametrize("lines", [10_000])
def test_ten_thousand_lines_and_twelve_partners(lines: int):
    """Shared in well under a second; the bound is loose, for a busy machine."""
    partners = [{"id": f"p{at}"} for at in range(12)]
    parts = {f"p{at}": at + 1 for at in range(12)}
    rules = [{"use": "fixed", "only": {"kind": "k"}, "parts": parts}, {"use": "aligned"}]
    many = [line(at - 777, id=f"l{at}", owner=f"p{at % 12}") for at in range(lines)]
    where, made = position(*many), terms(partners=partners, groups=[{"id": "g", "rules": rules}])
    start = perf_counter()
    found = share(made, where)
    assert perf_counter() - start < 5
    assert sum(found.net().values()) == found.variance()
