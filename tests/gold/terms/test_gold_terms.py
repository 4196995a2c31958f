"""Real and invented terms as files: each position gives what was worked out by hand, to the penny."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolbook.cli.files import load
from poolbook.rules.risk_share import Result, read_position, read_terms, share
from poolbook.rules.risk_share.written import difference, written

HERE = Path(__file__).parent
CASES = sorted(path.name.removesuffix(".expected.json") for path in HERE.glob("*.expected.json"))


def shared(case: str) -> Result:
    terms_name, _, position_name = case.rpartition(".")
    terms, faults = read_terms(load(HERE / f"{terms_name}.toml"))
    assert terms, faults
    position, faults = read_position(load(HERE / f"{terms_name}.{position_name}.position.json"))
    assert position, faults
    return share(terms, position)


def test_every_file_belongs_to_a_case():
    terms = {path.stem for path in HERE.glob("*.toml")}
    positions = {path.name.removesuffix(".position.json") for path in HERE.glob("*.position.json")}
    assert positions == set(CASES)
    assert {case.rpartition(".")[0] for case in CASES} == terms
    numbers = {name.split("-")[1] for name in terms if name.startswith("clause-")}
    assert numbers == {f"{number:02d}" for number in range(1, 21)}


@pytest.mark.parametrize("case", CASES)
def test_the_shares_are_as_worked_by_hand(case: str):
    expected = json.loads((HERE / f"{case}.expected.json").read_text())
    found: dict[str, Any] = written(shared(case))
    groups = {group["id"]: group for group in found["groups"]}
    for group, wanted in expected["groups"].items():
        for what, amounts in wanted.items():
            assert groups[group][what] == amounts, (group, what)
        total = [*groups[group]["shares"].values(), *groups[group]["others"].values()]
        total += [*groups[group]["offsets"].values(), groups[group]["unallocated"]]
        assert sum(cents(amount) for amount in total) == cents(groups[group]["variation"])
    assert found["status"] == expected["status"]
    assert found["net"]["unallocated"] == expected["unallocated"]
    assert found["net"]["shares"] == expected.get("net", found["net"]["shares"])
    assert found["net"]["variation"] == expected.get("variation", found["net"]["variation"])
    if "overall" in expected:
        assert found["overall"]["shares"] == expected["overall"]
    for pot, wanted in zip(found["pots"], expected.get("pots", found["pots"]), strict=True):
        assert {name: pot[name] for name in wanted} == wanted
    trace = " ".join(group["trace"] for group in found["groups"])
    for words in expected.get("says", []):
        assert words in trace


def test_the_change_since_p6_is_as_the_report_prints_it():
    change = difference(shared("oxfordshire-2020-21.p6"), shared("oxfordshire-2020-21.p7"))
    by_group = {group["id"]: group["shares"] for group in change["groups"]}
    assert by_group["remaining"] == {"OCC": "-244510.00", "OCCG": "0.00"}
    assert by_group["outside-contract"] == {"OCC": "213755.00", "OCCG": "213755.00"}
    assert by_group["abi"] == {"OCC": "-1510.00", "OCCG": "-36000.00"}
    assert change["net"] == {"OCC": "-32265.00", "OCCG": "177755.00"}


def test_control_a_wrong_expectation_would_be_seen():
    found = written(shared("clause-04-oxfordshire-fixed-percentages.year"))
    assert found["net"]["shares"] != {"OCCG": "320000.51", "OCC": "580000.50"}


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))
