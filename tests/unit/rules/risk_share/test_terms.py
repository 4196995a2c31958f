"""Terms: what is read, and every fault that people make, all at once."""

from datetime import date

import pytest

from poolbook.rules.risk_share import read_terms
from tests.unit.rules.risk_share.made import HALVES, faults_of, terms, terms_data

WATERFALL = {"use": "waterfall", "sources": [{"group": "h"}, {"fund": "f"}]}
CAP = {"use": "cap", "capped": ["a"], "limit": 5}
BANDS = {"use": "bands", "bands": [{"partner": "a"}]}


def test_what_is_read():
    found = terms(
        HALVES | {"clause": "c", "from": date(2024, 4, 1)}, source="s", status="provisional"
    )
    assert (found.name, found.source, found.status) == ("made", "s", "provisional")
    assert found.groups[0].name == "g" and found.groups[0].status == "provisional"
    rule = found.groups[0].rules[0]
    assert rule.rule.head.clause == "c" and rule.rule.head.status == "provisional"
    assert not rule.in_force(date(2024, 3, 31)) and rule.in_force(date(2024, 4, 1))
    assert rule.in_force(None) and found.dated() and not terms(HALVES).dated()


def test_all_faults_at_once():
    found, faults = read_terms(
        {
            "schema": "x/2",
            "partners": [{"id": "a"}],
            "groups": [{"rules": [{"use": "fix"}]}],
            "nam": 1,
        }
    )
    assert found is None
    said = "\n".join(map(str, faults))
    for words in (
        "schema: is “x/2”; this reads poolbook-terms/1",
        "groups[1].id: is missing",
        "groups[1].rules[1].use: is “fix”; it should be one of aligned, fixed",
        "name: is missing",
        "nam: is not a field that is known here",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"use": "fixed", "splt": {"a": 1}}, "needs split (percentages that add to 100) or parts"),
        (
            {"use": "fixed", "split": {"a": 50, "b": 49}},
            "split: adds to 99; percentages must add to",
        ),
        (
            {"use": "fixed", "split": {"a": 50, "x": 50}},
            "split.x: “x” is not known; known are a, b",
        ),
        (
            {"use": "fixed", "split": {"a": 150, "b": -50}},
            "split.b: should be a number that is zero or",
        ),
        ({"use": "fixed", "parts": {"a": 0}}, "parts: gives nobody anything"),
        (
            {"use": "fixed", "parts": {"a": 1}, "split": {"a": 100}},
            "has split and parts; write exactly",
        ),
        ({"use": "bearer", "partner": "z"}, "partner: “z” is not known"),
        ({"use": "bearer"}, "partner: is missing"),
        (
            {"use": "pro rata", "basis": "turnover"},
            "basis: is “turnover”; it should be one of gross",
        ),
        ({"use": "pro rata", "basis": "net", "partners": ["z"]}, "partners: “z” is not known"),
        (BANDS | {"bands": []}, "bands: is empty"),
        (BANDS | {"bands": [{}]}, "bands[1]: says nothing of who bears it"),
        (
            BANDS | {"bands": [{"below": 1, "partner": "a"}, {"above": 2, "partner": "b"}]},
            "no gap, no",
        ),
        (BANDS | {"bands": [{"above": 1, "partner": "a"}]}, "should be left out of the first band"),
        (BANDS | {"bands": [{"below": 1, "partner": "a"}]}, "should be left out of the last band"),
        (
            BANDS
            | {
                "bands": [
                    {"below": 9, "partner": "a"},
                    {"above": 9, "below": 9, "partner": "b"},
                    {"above": 9, "partner": "a"},
                ]
            },
            "bands[2].below: should be more than above",
        ),
        (CAP | {"capped": []}, "capped: should name the partners"),
        (CAP | {"capped": ["q"]}, "capped: “q” is not a partner here"),
        ({"use": "cap", "capped": "a"}, "limit: is missing"),
        (CAP | {"limit": -1}, "limit: is negative"),
        (CAP | {"limit": {"percent": -1, "of": "gross"}}, "limit: is negative"),
        (CAP | {"limit": "1.001"}, "limit: is 1.001, which has a part of a penny"),
        (CAP | {"limit": {"percent": 5, "of": "gross", "partners": ["z"]}}, "“z” is not a partner"),
        (CAP | {"waived": True}, "waived: needs unless"),
        (CAP | {"only": {"kind": "x"}}, "only: cannot narrow a cap"),
        (WATERFALL | {"sources": [{"group": "g"}]}, "has a waterfall from “g” to itself"),
        (WATERFALL | {"sources": [{"group": "zz"}]}, "group: “zz” is not a group of these terms"),
        (WATERFALL | {"sources": [{"fund": "h"}]}, "fund: “h” is not a fund of these terms"),
        (WATERFALL | {"sources": [{"fund": "f", "group": "h"}]}, "should be one of { group"),
        ({"use": "underspend", "treatment": "spend"}, "treatment: is “spend”"),
        ({"use": "underspend", "treatment": "reinvest"}, "purpose: is missing"),
        ({"use": "underspend", "treatment": "return"}, "says nothing of who bears it"),
        (
            {"use": "performance", "measure": "m", "pot": -1, "partner": "a", "kept_by": "b"},
            "is negative",
        ),
        (
            {
                "use": "performance",
                "measure": "m",
                "pot": 1,
                "partner": "a",
                "kept_by": "b",
                "only": {"line": "x"},
            },
            "only: cannot narrow a performance pot",
        ),
        ({"use": "escalate"}, "body: is missing"),
        ({"use": "block", "absorbed_by": "zz"}, "absorbed_by: “zz” is not known"),
        (HALVES | {"only": {"kind": []}}, "only.kind: is empty, so no line could match"),
        (HALVES | {"from": date(2024, 4, 1), "to": date(2024, 3, 31)}, "to: is before from"),
        (
            HALVES | {"status": "draft"},
            "status: is “draft”; it should be one of agreed, provisional",
        ),
    ],
)
def test_a_fault_in_a_rule_says_what_to_do(rule: dict, message: str):
    said = faults_of(rule)
    assert any(fault.startswith("groups[1].rules") and message in fault for fault in said), said


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([HALVES, HALVES], "groups[1].rules[2]: is never reached: rules[1] (fixed) already shares"),
        ([HALVES, {"use": "savings"}], "rules[2]: is never reached"),
        ([WATERFALL, {"use": "savings"}, HALVES], "rules[2]: must come first: savings are borne"),
        ([CAP, HALVES], "rules[1]: comes first, so there is no share to cap"),
        ([HALVES | {"only": {"kind": "x"}}, CAP, HALVES], "rules[3]: stands after rules[2] (cap)"),
        ([WATERFALL, WATERFALL, HALVES], "groups[1].rules: has two waterfalls"),
    ],
)
def test_the_order_of_rules(rules: list[dict], message: str):
    assert any(message in fault for fault in faults_of(*rules))


def test_waterfalls_one_after_the_other_in_time_are_fine():
    early, late = WATERFALL | {"to": date(2024, 3, 31)}, WATERFALL | {"from": date(2024, 4, 1)}
    assert faults_of(early, late, HALVES) == []
    assert "has two waterfalls" in faults_of(early, WATERFALL | {"from": date(2024, 3, 31)})[0]


def test_dated_rules_may_follow_one_another():
    assert faults_of(HALVES | {"to": date(2024, 3, 31)}, HALVES | {"from": date(2024, 4, 1)}) == []


A, B = {"id": "a"}, {"id": "b"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"partners": [A, B, A]}, "partners: has “a” twice"),
        ({"partners": [A, B, {"id": "f"}]}, "partners[3].id: “f” is also the id of a fund"),
        (
            {"partners": [A, B, {"id": "outside"}]},
            "partners[3].id: “outside” is a word of the terms",
        ),
        ({"partners": [A, B, {"id": "each"}]}, "partners[3].id: “each” is a word of the terms"),
        (
            {"partners": [A, B | {"succeeds": "x"}]},
            "partners[2].succeeds: “x” is not a partner here",
        ),
        (
            {"partners": [A, B | {"succeeds": "a"}, {"id": "c", "succeeds": ["a"]}]},
            "partners[3].succeeds: “a” is already succeeded by “b”",
        ),
        (
            {"partners": [A | {"succeeds": "b"}, B | {"succeeds": "a"}]},
            "succeed one another in a circle",
        ),
        ({"partners": [A | {"succeeds": "a"}, B]}, "succeed one another in a circle"),
        (
            {"partners": [A, B | {"from": date(2024, 4, 2), "to": date(2024, 4, 1)}]},
            "to: is before from",
        ),
        ({"partners": []}, "partners: is empty"),
        ({"funds": [{"id": "f"}, {"id": "f"}]}, "funds: has “f” twice"),
        ({"funds": [{"id": "retained"}]}, "funds[1].id: “retained” is a word of the terms"),
        ({"groups": [{"id": "overall", "rules": [HALVES]}]}, "groups: has the id “overall”"),
        ({"groups": [{"id": "g", "rules": [HALVES]}] * 2}, "groups: has “g” twice"),
        ({"from": date(2024, 4, 1), "to": date(2023, 4, 1)}, "to: is before from"),
        ({"overall": [HALVES]}, "overall[1]: is not a cap; only caps can follow all groups"),
    ],
)
def test_faults_of_the_terms_as_a_whole(more: dict, message: str):
    assert any(message in fault for fault in faults_of(HALVES, **more)), faults_of(HALVES, **more)


def test_ids_may_be_in_any_script():
    data = terms_data({"use": "fixed", "split": {"Cyngor Môn": 50, "保健": 50}})
    data["partners"] = [{"id": "Cyngor Môn"}, {"id": "保健"}]
    data["groups"].pop()
    assert read_terms(data)[1] == []


def test_signatures_make_terms_agreed_on_the_last_day():
    days = [A | {"signed": date(2024, 6, 1)}, B | {"signed": date(2024, 9, 1)}]
    found = terms(HALVES, partners=days)
    assert not found.agreed_on(date(2024, 8, 31)) and found.agreed_on(date(2024, 9, 1))
    assert not found.agreed_on(None)
    assert not terms(HALVES, partners=[days[0], B]).agreed_on(date(2030, 1, 1))
    heir = [days[0], days[1], {"id": "c", "succeeds": "b", "from": date(2025, 1, 1)}]
    assert terms(HALVES, partners=heir).agreed_on(date(2030, 1, 1))
    assert not terms(HALVES, status="provisional", partners=days).agreed_on(date(2030, 1, 1))
