"""`poolbook indicator` and `poolbook compare` on files: tables, options, formats, refusals."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poolbook.__main__ import main

ROOT = Path(__file__).parents[3]
EVENTS = "area,ev,pop\nBarnet,12,30000\nBrent,3,20000\nCamden,,15000\n"
ASKED = ("--numerator", "ev", "--denominator", "pop")
AREAS = "area,value,lower95,upper95\nBarnet,10,8,12\nBrent,14,11,17\nCamden,,,\n"


def schema(name: str) -> Draft202012Validator:
    text = (ROOT / "docs" / "reference" / f"{name}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


@pytest.fixture
def events(tmp_path: Path) -> str:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS)
    return str(path)


def written(tmp_path: Path, name: str, content: Any) -> str:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.mark.parametrize("name", ["indicator", "indicator-input", "compare", "compare-input"])
def test_the_schemas_are_schemas(name: str) -> None:
    schema(name)


def test_a_table_to_read(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "indicator", "rate", events, *ASKED, "--confidence", "95")
    head, *rows = out.splitlines()
    assert (code, err) == (0, "")
    assert " ".join(head.split()) == "area ev pop value lowercl uppercl confidence statistic method"
    assert "Barnet  12  30000  40.0000  20.6450  69.8762  95%" in rows[0]
    assert rows[2].split()[:5] == ["Camden", "–", "15000", "–", "–"]


def test_every_digit_as_csv(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--csv", "--confidence", "0.95", "0.998", "--output", "standard")
    code, out, _ = run(capsys, "indicator", "rate", events, *ASKED, *words)
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0 and rows[0]["lower95_0cl"] == "20.64503281026343"
    assert rows[2]["value"] == "" and list(rows[0])[-1] == "upper99_8cl"


def test_json_as_its_schema_says(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "indicator", "phe_rate", events, "--x", "ev", "--n", "pop", "--json")
    data = json.loads(out)
    schema("indicator").validate(data)
    (case,) = data["cases"]
    assert (code, case["method"]) == (0, "rate")
    assert case["output"]["value"] == [40.0, 14.999999999999998, None]


def test_options_reach_every_case_that_does_not_say_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {"g": ["a", "b"], "x": [10, 20], "n": [100, 100]}
    cases = [{"id": "one", "data": data}, {"data": data, "args": {"multiplier": 10}, "groups": []}]
    schema("indicator-input").validate(cases)
    file = written(tmp_path, "cases.json", cases)
    words = ("--groups", "g", "--multiplier", "1000", "--json", "--type", "value")
    code, out, _ = run(capsys, "indicator", "rate", file, *words)
    first, second = json.loads(out)["cases"]
    assert code == 0 and first["id"] == "one" and first["output"] == {"g": ["a", "b"], "value": [100, 200]}  # fmt: skip
    assert second["id"] == "2" and second["output"]["value"] == [1, 2]


def test_codes_of_areas_keep_their_zeros(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "a.tsv", "code\tcount\tpopulation\n001\t5\t1,000\n01\t5\t1,000\n")
    code, out, _ = run(capsys, "indicator", "rate", file, "--groups", "code", "--csv")
    assert code == 0 and [line.split(",")[0] for line in out.splitlines()] == ["code", "001", "01"]


def test_all_faults_of_a_table_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "bad.csv", 'area,ev,pop\nA,ten,100\nB,5,0\nC,-1,"1,000"\n')
    code, out, err = run(capsys, "indicator", "rate", file, *ASKED, "--multiplier", "0")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "bad.csv has 4 faults; nothing was done",
        "  - bad.csv: row 2, ev: is ten; it should be a number",
        "  - bad.csv: row 4, ev: is -1; it should be 0 or more",
        "  - bad.csv: row 3, pop: is 0; it should be more than 0",
        "  - bad.csv: arguments.multiplier: is 0; it should be more than 0",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "has no rows below its headings"),
        ("a.csv", "x,n\n", "has no rows below its headings"),
        ("a.csv", "x,x\n1,2\n", "row 1: “x” heads more than one column"),
        ("a.csv", "x,\n1,2\n", "row 1: column 2 has no heading"),
        ("a.csv", "x,n\n1\n", "row 2: has 1 cells for 2 headings"),
        ("a.csv", 'x,n\n"1,2\n', "is not a CSV table"),
        ("a.json", "[{", "is not JSON"),
        ("a.json", '{"data": {"x": [NaN]}}', "NaN is no number; write null where there is none"),
        ("a.json", '{"data": 1, "data": 2}', "“data” is written twice"),
        ("a.json", "[" * 100_000, "too deep"),
        ("a.json", "5", "cases: should be a list of cases, not 5"),
        ("a.json", "[]", "cases: is empty"),
        ("a.json", "[5]", "cases[1]: should be an object, not 5"),
    ],
)
def test_files_that_cannot_be_used(
    name: str, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, name, content)
    for words in (("indicator", "rate", file), ("compare", file, "--kind", "rank")):
        code, out, err = run(capsys, *words)
        assert (code, out) == (2, "") and said in err, words


def test_no_such_file_method_or_kind(
    tmp_path: Path, events: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "there is no such file" in run(capsys, "indicator", "rate", str(tmp_path / "no.csv"))[2]
    assert "cannot be read as text" in run(capsys, "compare", str(tmp_path), "--kind", "rank")[2]
    code, _, err = run(capsys, "indicator", "median", events)
    assert code == 2 and err.startswith("there is no method “median”; there are proportion, rate,")
    code, _, err = run(capsys, "compare", events, "--kind", "sideways")
    assert code == 2 and err.startswith("there is no kind “sideways”; there are england-single,")
    assert "give --kind, one of" in run(capsys, "compare", events)[2]
    assert "a table needs a method" in run(capsys, "indicator", "cases", events)[2]


def test_a_refusal_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, name in (("indicator", "rate"), ("compare", "--kind=goal")):
        file = written(tmp_path, "a.json", [{"polarity": "up"}])
        words = (command, name, file) if command == "indicator" else (command, file, name)
        code, out, _ = run(capsys, *words, "--json")
        data = json.loads(out)
        schema(command).validate(data)
        assert code == 2 and data["schema"] == "poolbook-error/1" and data["details"]


def test_each_case_on_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"id": "good", "kind": "goal", "polarity": "high_is_good", "value": 5, "goal": 4}
    file = written(tmp_path, "a.json", [good, good | {"id": "bad", "value": "five"}])
    code, out, _ = run(capsys, "compare", file, "--each", "--json")
    data = json.loads(out)
    schema("compare").validate(data)
    assert code == 1
    assert [(one["id"], one.get("label"), one.get("details")) for one in data["cases"]] == [
        ("good", "better", None),
        ("bad", None, ["cases[2].value: is five; it should be a number"]),
    ]
    assert run(capsys, "compare", file)[0] == 2
    code, out, err = run(capsys, "compare", file, "--each")
    assert code == 1 and "better" in out and "is five" in err


def test_areas_against_england(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "a.csv", AREAS)
    words = ("--kind", "england-single", "--comparator", "10.5", "--polarity", "low_is_good")
    code, out, _ = run(capsys, "compare", file, *words)
    assert code == 0
    assert [line.split()[1:4] for line in out.splitlines()[1:]] == [
        ["Barnet", "Same", "similar"],
        ["Brent", "Worse", "worse"],
        ["Camden", "None", "not_compared"],
    ]


def test_a_heading_misspelt_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "a.csv", AREAS.replace("value", "valeu"))
    code, out, err = run(capsys, "compare", file, "--kind", "england-single", "--comparator", "9")
    needed = "is missing; it is needed as a column, or for all rows as an option"
    assert (code, out) == (2, "")
    assert [line for line in err.splitlines() if needed in line] == [
        f"  - a.csv: column value: {needed}",
        f"  - a.csv: column polarity: {needed}",
    ]
    file = written(tmp_path, "b.csv", AREAS.replace("14", "many").replace("12", "7"))
    words = ("--kind", "england-single", "--comparator", "9", "--polarity", "no_judgement")
    assert run(capsys, "compare", file, *words)[2].splitlines()[1:] == [
        "  - b.csv: row 2, lower95: is 8, more than upper95, 7",
        "  - b.csv: row 3, value: is many; it should be a number",
    ]


def test_ranks_of_a_table_by_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "a.csv", "group,area,value\nx,A,5\nx,B,5\ny,C,1\nx,D,NA\n")
    words = ("--kind", "rank", "--polarity", "high_is_good", "--csv")
    code, out, _ = run(capsys, "compare", file, *words)
    assert code == 0 and out.splitlines() == [
        "case,area,rank,tied,said",
        'x,A,1,true,"1 of 2, tied"',
        'x,B,1,true,"1 of 2, tied"',
        'x,D,,false,"no value, so no rank"',
        "y,C,1,false,1 of 1",
    ]


def test_a_trend_from_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"{2015 + at},{100 + 40 * at},1000,{10 + 4 * at},{9 + 4 * at},{11 + 4 * at}" for at in range(6)]  # fmt: skip
    head = "year,count,denominator,value,lower95,upper95"
    file = written(tmp_path, "a.csv", "\n".join([head, *lines]))
    words = ("compare", file, "--kind", "recent-trend", "--polarity", "low_is_good")
    code, out, _ = run(capsys, *words, "--json")
    (case,) = json.loads(out)["cases"]
    schema("compare").validate(json.loads(out))
    assert code == 0 and case["judgement"] == "increasing and getting worse"
    assert case["years"] == [2016, 2017, 2018, 2019, 2020]
    code, out, _ = run(capsys, *words)
    assert "increasing and getting worse" in out and "2016" in out
    file = written(tmp_path, "b.csv", "\n".join([head, "2015,few,1000,10,9,11", *lines[1:]]))
    _, _, err = run(capsys, "compare", file, "--kind", "recent-trend")
    assert "b.csv: row 2, count: is few; it should be a number" in err


def test_no_database_is_asked_for(events: str) -> None:
    code = (
        "import sys; from poolbook.__main__ import main; "
        f"main(['indicator', 'rate', {events!r}, '--x', 'ev', '--n', 'pop']); "
        "sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
