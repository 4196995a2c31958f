"""`poolbook share` from files: what it prints, its exit codes, its JSON against the published schemas."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from poolbook.__main__ import main
from poolbook.cli.files import load
from poolbook.rules.risk_share import read_position, read_terms

ROOT = Path(__file__).parents[3]
GOLD = ROOT / "tests" / "gold" / "terms"
OXFORDSHIRE = str(GOLD / "oxfordshire-2020-21.toml")
P7 = str(GOLD / "oxfordshire-2020-21.p7.position.json")
P6 = str(GOLD / "oxfordshire-2020-21.p6.position.json")


def schema(name: str) -> Draft202012Validator:
    found = json.loads((ROOT / "docs" / "reference" / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=FormatChecker())


def plain(value: Any) -> Any:
    """The data of a file as JSON would hold it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["share", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = run(capsys, *words, "--json")
    assert not err
    data = json.loads(out)
    schema("share").validate(data)
    return code, data


def test_p7_as_a_councillor_reads_it(capsys: pytest.CaptureFixture[str]):
    code, out, err = run(capsys, "--terms", OXFORDSHIRE, "--position", P7, "--previous", P6)
    assert code == 0 and not err
    assert "£645k over budget. First £200k" in out and "half each" in out
    assert "Net £110,490: Oxfordshire County Council −£83,470;" in out
    assert "Change since the previous position: OCC -32265.00, OCCG 177755.00" in out


def test_the_change_since_last_period_in_json(capsys: pytest.CaptureFixture[str]):
    code, data = as_json(capsys, "--terms", OXFORDSHIRE, "--position", P7, "--previous", P6)
    assert code == 0 and data["net"]["shares"] == {"OCC": "-83470.00", "OCCG": "193960.00"}
    assert data["net"]["percentages"] is None
    assert data["since_previous"]["groups"][1]["shares"] == {
        "OCC": "213755.00",
        "OCCG": "213755.00",
    }


def test_provisional_against_agreed_terms(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    other = tmp_path / "old.toml"
    text = Path(OXFORDSHIRE).read_text()
    other.write_text(
        text.replace('partner = "OCC"', 'partner = "OCCG"').replace('"agreed"', '"provisional"')
    )
    code, data = as_json(capsys, "--terms", OXFORDSHIRE, "--position", P7, "--against", str(other))
    assert code == 0 and data["against"]["result"]["status"] == "provisional"
    assert data["against"]["difference"]["status"] == ["agreed", "provisional"]
    assert data["against"]["difference"]["net"] == {"OCC": "275000.00", "OCCG": "-275000.00"}
    assert (
        "Against: "
        in run(capsys, "--terms", OXFORDSHIRE, "--position", P7, "--against", str(other))[1]
    )


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.position.json")), ids=lambda path: path.name)
def test_every_gold_case_prints_what_its_schema_says(
    path: Path, capsys: pytest.CaptureFixture[str]
):
    terms = GOLD / (path.name.split(".")[0] + ".toml")
    schema("terms").validate(plain(load(terms)))
    schema("position").validate(json.loads(path.read_text()))
    code, data = as_json(capsys, "--terms", str(terms), "--position", str(path))
    assert code == (1 if any(g["unallocated"] != "0.00" for g in data["groups"]) else 0)
    assert run(capsys, "--terms", str(terms), "--position", str(path))[1]


def test_what_is_nobodys_in_two_groups_counts_though_it_sums_to_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    rule = [{"use": "escalate", "body": "the board"}]
    groups = [{"id": "g", "rules": rule}, {"id": "h", "rules": rule}]
    terms = {"name": "t", "partners": [{"id": "a"}], "groups": groups}
    lines = [{"id": g, "group": g, "variation": v} for g, v in (("g", 5), ("h", -5))]
    (tmp_path / "t.json").write_text(json.dumps(terms))
    (tmp_path / "p.json").write_text(json.dumps({"lines": lines}))
    files = ("--terms", str(tmp_path / "t.json"), "--position", str(tmp_path / "p.json"))
    code, data = as_json(capsys, *files)
    assert code == 1 and data["net"]["unallocated"] == "0.00"


GOOD = {
    "lines": [{"id": "x", "group": "abi", "owner": "OCC", "variation": 1}],
    "date": "2020-10-31",
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON: Expecting property name"),
        ("[1", "is not TOML"),
        ("lines = 3 3", "is not TOML"),
        ('{"lines": 1, "lines": 2}', "“lines” is written twice in one table"),
        ('{"lines": ' + "9" * 5000 + "}", "cannot be read"),
        ('{"a":' * 100_000, "too deep to read"),
        ('{"lines": []}', "lines: is empty"),
        (json.dumps(GOOD | {"dat": 1}), "dat: is not a field that is known here"),
        (json.dumps(GOOD | {"date": "2019-01-01"}), "2019-01-01 is outside the terms"),
        (json.dumps(GOOD).replace(": 1", ": NaN"), "should be an amount in pounds"),
        (json.dumps(GOOD).replace(": 1", ": 1e400000"), "should be an amount in pounds"),
        (json.dumps(GOOD).replace(": 1", ": 0.125"), "has a part of a penny"),
    ],
)
def test_refusals_say_why(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "position.json"
    if text.startswith(("[1", "lines")):
        path = tmp_path / "position.toml"
    path.write_text(text)
    code, out, err = run(capsys, "--terms", OXFORDSHIRE, "--position", str(path))
    assert code == 2 and not out and message in err and "Traceback" not in err
    code, data = as_json(capsys, "--terms", OXFORDSHIRE, "--position", str(path))
    assert code == 2 and data["schema"] == "poolbook-error/1"
    assert message in data["error"] + " ".join(data["details"])


def test_files_that_are_not_there_or_not_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code, _, err = run(capsys, "--terms", str(tmp_path / "no.toml"), "--position", P7)
    assert code == 2 and "there is no such file" in err
    code, _, err = run(capsys, "--terms", str(tmp_path), "--position", P7)
    assert code == 2 and "cannot be read as text" in err
    (tmp_path / "list.json").write_text("[]")
    code, _, err = run(capsys, "--terms", str(tmp_path / "list.json"), "--position", P7)
    assert code == 2 and "should hold a table of values" in err


@pytest.mark.parametrize("words", [(), ("--terms", OXFORDSHIRE), ("2020-21/P7", "--position", P7)])
def test_what_to_give(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    code, _, err = run(capsys, *words)
    assert code == 2 and "give a period" in err


def broken(data: dict[str, Any], at: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy of the data with one value replaced."""
    copy: Any = json.loads(json.dumps(plain(data), default=str))
    inner = copy
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return copy


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("lines",), []),
        (("lines", 0, "variation"), "1.005"),
        (("lines", 0, "variation"), "1,50"),
        (("lines", 0, "variation"), None),
        (("lines", 0, "variatio"), 1),
        (("lines", 0, "marks"), {"owner": "a"}),
        (("date",), "31/10/2020"),
        (("funds",), [{"id": "f", "available": -1}]),
        (("savings",), [{"line": "x", "partner": "a", "target": 1, "delivered": 1}]),
        (("contributions",), [{"partner": "a"}]),
        (("achievements",), [{"measure": "m", "target": 0, "achieved": 1}]),
        (("schema",), "poolbook-position/2"),
    ],
)
def test_the_position_schema_refuses_what_the_reader_refuses(at: tuple[Any, ...], value: Any):
    data = broken(GOOD, at, value)
    assert read_position(data)[0] is None and not schema("position").is_valid(data)


RULE = ("groups", 0, "rules", 0)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("name",), ""),
        (("partners",), []),
        (("partners", 0, "id"), "retained"),
        (("groups", 0, "id"), "overall"),
        (("groups", 0, "rules"), []),
        (RULE, {"use": "fix"}),
        (RULE, {"use": "fixed"}),
        (RULE, {"use": "fixed", "split": {"OCC": -5, "OCCG": 105}}),
        (RULE, {"use": "fixed", "split": {"OCC": 100}, "parts": {"OCC": 1}}),
        (RULE, {"use": "bearer", "partner": "OCC", "part": 1}),
        (RULE, {"use": "bands", "bands": []}),
        (RULE, {"use": "bands", "bands": [{}]}),
        (RULE, {"use": "cap", "capped": "OCC"}),
        (RULE, {"use": "cap", "capped": "OCC", "limit": -1}),
        (RULE, {"use": "cap", "capped": "OCC", "limit": 1, "waived": True}),
        (RULE, {"use": "waterfall", "sources": [{}]}),
        (RULE, {"use": "underspend", "treatment": "return"}),
        (RULE, {"use": "underspend", "treatment": "reinvest"}),
        (RULE, {"use": "underspend", "treatment": "retain", "partner": "OCC"}),
        (RULE, {"use": "performance", "measure": "m", "pot": -1, "partner": "OCC", "kept_by": "OCC"}),
        (RULE, {"use": "escalate"}),
        (("overall",), [{"use": "aligned"}]),
    ],
)  # fmt: skip
def test_the_terms_schema_refuses_what_the_reader_refuses(at: tuple[Any, ...], value: Any):
    data = broken(load(Path(OXFORDSHIRE)), at, value)
    assert read_terms(data)[0] is None and not schema("terms").is_valid(data)
