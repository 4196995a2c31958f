"""Every case of the reference's public-health methods, by the rules and through the command."""

import csv
import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from poolbook.__main__ import main
from poolbook.rules.indicators import intervals
from poolbook.rules.indicators.cases import answered
from poolbook.rules.indicators.standardised import ESP2013

HERE = Path(__file__).parent / "indicators"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
CASES = json.loads(gzip.decompress((HERE / "phe_methods_2_1.json.gz").read_bytes()))
REFUSED = {  # what the reference stops at, and what we say
    "err_x_gt_n": "data.Numerator[1]: is 5 of 4; a proportion is at most the whole",
    "err_zero_denom": "data.Denominator[1]: is 0; it should be more than 0",
}


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((REFERENCE / f"{name}.schema.json").read_text()))


def name(case: dict[str, Any]) -> str:
    return f"{case['id']}-{case['function']}"


def tolerance(case: dict[str, Any]) -> float:
    """1e-9, but for lines that the reference only searches for."""
    searched = "Poisson" in case["output"].get("method", ())
    return 1e-4 if case["function"] == "calculate_funnel_limits" and searched else 1e-9


def differences(case: dict[str, Any], found: dict[str, list[Any]]) -> list[str]:
    close = tolerance(case)
    wrong = []
    for column, expected in case["output"].items():
        if len(found[column]) != len(expected):
            wrong.append(f"{column}: {len(found[column])} rows, not {len(expected)}")
        for at, (ours, theirs) in enumerate(zip(found[column], expected, strict=False)):
            number = isinstance(ours, int | float) and isinstance(theirs, int | float)
            same = math.isclose(ours, theirs, rel_tol=close, abs_tol=1e-12) if number else False
            if not same and ours != theirs:
                wrong.append(f"{column}[{at}]: {ours}, not {theirs}")
    return wrong


@pytest.mark.parametrize("case", CASES, ids=name)
def test_by_the_rules(case: dict[str, Any]) -> None:
    (found,), faults = answered(case)
    assert faults == []
    if case.get("error"):
        assert [str(fault) for fault in found.faults] == [REFUSED[case["id"]]]
        return
    assert found.faults == ()
    assert list(found.output) == list(case["output"])  # the same columns in the same order
    assert differences(case, found.output) == []


def test_through_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(CASES))
    schema("indicator-input").validate(CASES)
    assert main(["indicator", "cases", str(path), "--json", "--each"]) == 1  # the two errors
    answer = json.loads(capsys.readouterr().out)
    schema("indicator").validate(answer)
    assert len(answer["cases"]) == len(CASES) == 60
    for case, found in zip(CASES, answer["cases"], strict=True):
        if case.get("error"):
            assert REFUSED[case["id"]] in found["details"][0]
        else:
            assert differences(case, found["output"]) == [], name(case)


def test_faults_of_the_whole_file_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": CASES}))
    assert main(["indicator", "cases", str(path)]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert all(said in out.err for said in REFUSED.values())


def rows(file: str) -> list[dict[str, float]]:
    with (HERE / file).open() as lines:
        return [
            {column: float(cell) if cell else math.nan for column, cell in row.items()}
            for row in csv.DictReader(lines)
        ]


def close(ours: float, theirs: float) -> bool:
    both_missing = math.isnan(ours) and math.isnan(theirs)
    return both_missing or math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)


def test_grid_of_counts(capsys: pytest.CaptureFixture[str]) -> None:
    grid = rows("ci_byars_grid.csv")
    sides = ("byars_lower", "byars_upper", "exact_lower", "exact_upper")
    for row in grid:
        x, level = np.array([row["x"]]), row["confidence"]
        pairs = intervals.byar(x, level), intervals.exact(x, level)
        for side, limit in zip(sides, (one for pair in pairs for one in pair), strict=True):
            assert close(float(limit[0]), row[side]), (row, side)
    file = str(HERE / "ci_byars_grid.csv")
    words = ["--x", "x", "--confidence", "confidence", "--interval", "both", "--csv"]
    assert main(["indicator", "count", file, *words]) == 0
    found = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert len(found) == len(grid) == 66
    for ours, theirs in zip(found, grid, strict=True):
        assert all(close(float(ours[one] or "nan"), theirs[one]) for one in sides)


def test_grid_of_proportions(capsys: pytest.CaptureFixture[str]) -> None:
    grid = rows("ci_wilson_grid.csv")
    words = ["--x", "x", "--n", "n", "--confidence", "confidence", "--csv"]
    assert main(["indicator", "proportion", str(HERE / "ci_wilson_grid.csv"), *words]) == 0
    found = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert len(found) == len(grid) == 217
    for ours, theirs in zip(found, grid, strict=True):
        assert close(float(ours["lowercl"]), theirs["wilson_lower"]), theirs
        assert close(float(ours["uppercl"]), theirs["wilson_upper"]), theirs


def test_the_standard_population() -> None:
    assert list(ESP2013) == json.loads((HERE / "esp2013.json").read_text())["esp2013"]


@pytest.mark.parametrize("name", ["indicators", "comparing"])
def test_the_example_of_the_rules_is_answered(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (REFERENCE.parent / "rules" / f"{name}.md").read_text(encoding="utf-8")
    example = text.split("```json\n")[1].split("```")[0]
    command = {"indicators": ("indicator", "cases"), "comparing": ("compare",)}[name]
    schema(f"{command[0]}-input").validate(json.loads(example))
    path = tmp_path / "example.json"
    path.write_text(example)
    assert main([*command, str(path), "--json"]) == 0
    cases = json.loads(capsys.readouterr().out)["cases"]
    if name == "indicators":
        assert cases[0]["notes"] == ["B: fewer than 10 events, so no rate is shown"]
    else:
        assert [case["label"] for case in cases] == ["worse", "similar"]
