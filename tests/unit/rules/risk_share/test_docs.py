"""Every example of docs/rules/risk_share.md gives the result that is printed beneath it."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from poolbook.rules.risk_share import read_position, read_terms, share
from poolbook.rules.risk_share.primitives import READERS
from poolbook.rules.risk_share.written import written

DOC = (Path(__file__).parents[4] / "docs" / "rules" / "risk_share.md").read_text(encoding="utf-8")
PREFACE = re.findall(r"```toml preface\n(.*?)```", DOC, re.S)[0]
EXAMPLES = re.findall(
    r"### \d+\. `(.+?)`.*?```toml\n(.*?)```\n```json\n(.*?)```\n```result\n(.*?)```", DOC, re.S
)


def test_every_primitive_has_an_example():
    assert [name for name, *_ in EXAMPLES] and {name for name, *_ in EXAMPLES} == set(READERS)


@pytest.mark.parametrize("example", EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_the_example_gives_its_result(example: tuple[str, str, str, str]):
    _, rules, position_text, result = example
    terms, faults = read_terms(tomllib.loads(PREFACE + rules, parse_float=Decimal))
    assert terms, faults
    position, faults = read_position(json.loads(position_text))
    assert position, faults
    found = written(share(terms, position))
    group = found["groups"][1]
    bears = {**group["shares"], **group["others"], "unallocated": group["unallocated"]}
    for pot in found["pots"]:
        bears |= {f"pot {who}": amount for who, amount in pot["shares"].items()}
    for line in result.strip().splitlines():
        who, amount = line.rsplit(" ", 1)
        assert bears[who] == amount, line


def test_the_alabama_penny_of_the_docs():
    assert "10p by 6:6:2 is 4, 4, 2, but 11p is 5, 5, 1" in DOC  # test_money.py works it out
