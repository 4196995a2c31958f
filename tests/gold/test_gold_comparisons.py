"""Every comparison, category, rank and trend of Fingertips, by the rules and through the command."""

import csv
import gzip
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from poolbook.__main__ import main
from poolbook.rules.comparing import kinds
from poolbook.rules.comparing.cases import answered
from poolbook.rules.comparing.tables import of_table

HERE = Path(__file__).parent / "comparisons"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
TABLES = {  # file → how many rows
    "compare_single_ci": 142,
    "compare_two_ci_levels": 134,
    "compare_double_ci": 126,
    "compare_spc_proportion": 80,
    "compare_spc_dsr": 80,
    "target_single": 148,
    "target_range": 124,
}
LISTS = json.loads((HERE / "categories_and_ranks.json").read_text())
TRENDS = json.loads(gzip.decompress((HERE / "recent_trend.json.gz").read_bytes()))
CODE = {"missing": -1}  # Fingertips' code for a missing number


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((REFERENCE / f"{name}.schema.json").read_text()))


def table(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open() as lines:
        return list(csv.DictReader(lines))


def run(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> list[dict[str, Any]]:
    assert main(["compare", str(path), *words, "--missing", "-1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    schema("compare").validate(answer)
    return answer["cases"]


def wrong(rows: list[dict[str, str]], answers: list[dict[str, Any]]) -> list[str]:
    return [
        f"{row['id']}: {found['significance']}, {found['label']}"
        for row, found in zip(rows, answers, strict=True)
        if found["significance"] != row["raw_significance"]
        or found["label"] != row.get("label", found["label"])
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_comparison(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(name)
    assert len(rows) == TABLES[name]
    kind = kinds.kind(name) or ""
    columns = {column: [row[column] or None for row in rows] for column in rows[0]}
    found = of_table(columns, kind, CODE, 2)
    assert [fault for one in found for fault in one.faults] == []
    assert wrong(rows, [one.answer for one in found]) == []
    assert wrong(rows, run(capsys, HERE / f"{name}.csv", "--method", name)) == []


def test_comparisons_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {n: v if n in ("id", "polarity") or n in kinds.ANSWERS else number(v) for n, v in row.items()}
        | {"kind": name}
        for name in TABLES
        for row in table(name)
    ]  # fmt: skip
    schema("compare-input").validate(cases)
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(cases))
    rows = [row for name in TABLES for row in table(name)]
    assert wrong(rows, run(capsys, path)) == []


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def test_poisson_limits(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, HERE / "poisson_limits.csv", "--kind", "poisson-limits")
    rows = table("poisson_limits")
    assert len(found) == len(rows) == 10
    for ours, theirs in zip(found, rows, strict=True):
        for end in ("low", "high"):
            assert math.isclose(ours[end], float(theirs[end]), rel_tol=1e-4), theirs


def test_categories_and_ranks(capsys: pytest.CaptureFixture[str]) -> None:
    schema("compare-input").validate(LISTS)
    found, faults = answered(CODE | {"cases": LISTS})
    assert faults == [] and len(found) == 80
    doors = run(capsys, HERE / "categories_and_ranks.json")
    for case, by_rule, by_command in zip(LISTS, found, doors, strict=True):
        for answer in (by_rule.answer, by_command):
            assert answer.get("categories", answer.get("ranks")) == case["result"], case["id"]


def same_trend(case: dict[str, Any], found: dict[str, Any]) -> bool:
    labels = ("marker", "significant", "message")
    chi = math.isclose(found["chi_square"], case["chi_square"], rel_tol=1e-9)
    return chi and all(found[label] == case[label] for label in labels)


def test_trends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, faults = answered(CODE | {"cases": TRENDS}, "recent-trend")
    assert faults == [] and len(found) == 223
    path = tmp_path / "trends.json"
    path.write_text(json.dumps(TRENDS))
    doors = run(capsys, path, "--kind", "recent-trend")
    for case, by_rule, by_command in zip(TRENDS, found, doors, strict=True):
        assert same_trend(case, by_rule.answer), (case["id"], by_rule)
        assert same_trend(case, by_command), case["id"]


def test_our_own_trend_tells_a_rise_from_a_fall() -> None:
    """Deviation: the 2020 program calls every significant trend of a proportion Decreasing."""
    ours = [dict(case, implementation="poolbook") for case in TRENDS]
    found, _ = answered(CODE | {"cases": ours}, "recent-trend")
    changed: Counter[str] = Counter()
    for case, one in zip(TRENDS, found, strict=True):
        if case["method"] != "spc_for_proportions" or not case["significant"]:
            continue
        last = case["points"][-5:]
        weights = [math.sqrt(point["denominator"]) for point in last]
        slope = np.polyfit(range(5), [point["value"] for point in last], 1, w=weights)[0]
        assert one.answer["marker"] == ("Increasing" if slope > 0 else "Decreasing"), case["id"]
        changed[one.answer["marker"]] += 1
    assert changed == {"Increasing": 9, "Decreasing": 12}


def test_minus_one_is_a_number() -> None:
    """Deviation: without the code said, −1 is a value as any other."""
    rows = [row for row in table("compare_single_ci") if row["value"] == "-1.0"]
    columns = {column: [row[column] for row in rows] for column in rows[0]}
    found = of_table(columns, "england-single", {}, 2)
    said = {row["polarity"]: one.answer["label"] for row, one in zip(rows, found, strict=True)}
    assert said == {"not_applicable": "not_compared", "high_is_good": "similar"}
    (ranks,), _ = answered({"kind": "rank", "polarity": "high_is_good", "values": [5, 3, -1]})
    assert ranks.answer["ranks"] == [1, 2, 3]
