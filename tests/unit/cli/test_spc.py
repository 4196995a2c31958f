"""`poolbook spc`: the references' cases through its JSON, CSV, options, schemas, and every fault at once."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poolbook.__main__ import main
from tests.unit.rules.spc import oracles
from tests.unit.rules.spc.test_spc_oracles import DIFFERENT, JUDGED, MDC, MDC_ROWS, NHSR

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
HEAD = "Date,Value\n"
ROWS = [f"2019-{month:02}-01,{50 + month % 2}" for month in range(1, 13)]


def schema(name: str) -> Draft202012Validator:
    found = json.loads((REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


ANSWER, INPUT = schema("spc"), schema("spc-input")


class Command:
    """Runs the command on a file that it writes."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, content: Any, *words: str, name: str = "") -> tuple[int, str, str]:
        is_text = isinstance(content, str)
        path = self.folder / (name or ("file.csv" if is_text else "file.json"))
        path.write_text(content if is_text else json.dumps(content), encoding="utf-8")
        code = main(["spc", str(path), *words])
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    def told(self, content: Any, *words: str) -> list[dict[str, Any]]:
        """The series of the answer, which is held against its schema; so is JSON that goes in."""
        if not isinstance(content, str):
            INPUT.validate(content)
        code, out, err = self.run(content, *words, "--json")
        assert (code, err) == (0, ""), out
        data = json.loads(out, parse_constant=lambda word: pytest.fail(word))
        ANSWER.validate(data)
        found: list[dict[str, Any]] = data["series"]
        return found

    def refused(self, content: Any, *words: str) -> list[str]:
        code, out, err = self.run(content, *words)
        assert (code, out) == (2, "")
        data = json.loads(self.run(content, *words, "--json")[1])
        ANSWER.validate(data)
        assert [f"  - {detail}" for detail in data["details"]] == err.splitlines()[1:]
        return [
            detail.removeprefix("file.json: ").removeprefix("file.csv: ")
            for detail in data["details"]
        ]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path, capsys)


def test_the_example_of_the_documentation(command: Command) -> None:
    text = (REFERENCE / "command.md").read_text(encoding="utf-8").split("## Control charts")[1]
    example = json.loads(re.findall(r"```json\n(.*?)```", text, re.S)[0])
    four_hour, north, south = command.told(example)
    assert [point["target"] for point in four_hour["points"]] == [95, 95]
    assert four_hour["points"][1]["ghost"] and four_hour["points"][1]["note"] == "fire"
    assert (north["facet"], north["points"][0]["target"]) == ("north", 95)
    assert (south["facet"], south["points"][0]["target"]) == ("south", 90)
    for option in ("minimum_points", "screen_outliers", "fix_after_n_points", "`rebase`"):
        assert option in text


def test_all_of_r_s_cases_in_their_own_layout(command: Command) -> None:
    told = command.told(list(JUDGED.values()))
    places = [(name, facet) for name, case in JUDGED.items() for facet in oracles.facets(case)]
    assert [(one["id"], one["facet"] or oracles.NO_FACET) for one in told] == places
    for one, (name, facet) in zip(told, places, strict=True):
        found = oracles.nhsr_differences(one, JUDGED[name], facet)
        assert found == DIFFERENT.get((name, facet), set()), name


def test_all_of_making_data_count_s_cases_in_their_own_layout(command: Command) -> None:
    told = command.told(list(MDC.values()))  # the layout has no minimum of points
    for one, case in zip(told, MDC.values(), strict=True):
        assert oracles.mdc_differences(one, case) == set(), case["id"]


def test_the_same_cases_by_the_other_profile_on_the_command_line(command: Command) -> None:
    cases = [NHSR[name] for name in MDC_ROWS]
    told = command.told(cases, "--profile", "mdc", "--minimum-points", "off")
    for one, (name, rows) in zip(told, MDC_ROWS.items(), strict=True):
        assert oracles.mdc_row_differences(one, rows) == set(), name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fix11_error", "options.fix_after_n_points: should be 12 points or more"),
        ("facets_bad_target", "options.target: names “z”, which is no facet"),
        ("duplicate_dates", "input[1]: is dated 2020-01-01, as input[0] is"),
    ],
)
def test_what_r_refuses_is_refused(command: Command, name: str, said: str) -> None:
    (fault,) = command.refused({k: NHSR[name][k] for k in ("id", "input", "options")})
    assert fault.startswith(said)


def test_our_own_layout_says_the_same_as_theirs(command: Command) -> None:
    case = MDC["mdc_baseline_ghost"]
    points, names = case["points"], ("date", "value", "ghost", "target")
    rows = [
        dict(zip(names, row, strict=True)) for row in zip(*(points[n] for n in names), strict=True)
    ]
    own = {
        "schema": "poolbook-spc-input/1",
        "minimum_points": False,
        "series": [{"id": "a", "improvement": "up", "baseline_points": 12, "points": rows[::-1]}],
    }
    (told,) = command.told(own)
    assert oracles.mdc_differences(told, case) == set()


def test_facets_targets_and_rebases_by_name_and_date(command: Command) -> None:
    days = [f"2020-{month:02}" for month in range(1, 13)]
    points = [
        {"date": d, "value": 5 + at % 2, "facet": f} for f in "ab" for at, d in enumerate(days)
    ]
    told = command.told(
        {
            "profile": "nhsr",
            "target": {"a": [{"value": 4, "to": "30/06/2020"}, {"value": 9}], "b": 3},
            "rebase": {"b": ["2020-07"]},
            "points": points,
        }
    )
    assert [one["facet"] for one in told] == ["a", "b"]
    assert [point["target"] for point in told[0]["points"]] == [4] * 6 + [9] * 6
    assert [point["partition"] for point in told[1]["points"]] == [0] * 6 + [1] * 6
    assert [point["partition"] for point in told[0]["points"]] == [0] * 12
    assert [part["from"] for part in told[1]["partitions"]] == ["2020-01-01", "2020-07-01"]


def test_a_rebase_on_no_date_of_the_data_is_left_out_with_a_warning(command: Command) -> None:
    (told,) = command.told(
        HEAD + "\n".join(ROWS), "--rebase", "2019-04-15", "--minimum-points", "0"
    )
    assert {point["partition"] for point in told["points"]} == {1}
    assert told["warnings"][0].startswith("Limits are to be recalculated on 15 April 2019, but no")


def test_a_csv_with_everything_in_any_case_and_order(command: Command) -> None:
    text = (
        "Monthly figures;;;;;;\n;;;;;;\n"
        "VALUE;Month;Series;Ghost;Recalc;Target;Notes\n"
        "1,200.5;Apr 2020;b;;;1200;\n[x];01/05/2020;b;;;1200;suppressed\n"
        "7;2020-05-01;a;1;;;\n6;2020-04-01;a;0;;;first\n8;2020-06-01;a;no;yes;;\n"
    )
    told = command.told(text, "--minimum-points", "off", "--improvement", "down")
    assert [one["id"] for one in told] == ["b", "a"]
    b, a = (one["points"] for one in told)
    assert [(p["date"], p["value"], p["target"], p["note"]) for p in b] == [
        ("2020-04-01", 1200.5, 1200, ""),
        ("2020-05-01", None, 1200, "suppressed"),
    ]
    assert [(p["value"], p["ghost"], p["partition"]) for p in a] == [
        (6, False, 1), (7, True, 1), (8, False, 2),
    ]  # fmt: skip
    assert told[0]["settings"]["improvement"] == "down"


def test_flags_go_before_what_the_file_says(command: Command) -> None:
    text = "date,value,target\n" + "\n".join(f"{row},40" for row in ROWS)
    words = ["--target", "file=45", "--shift-points", "6", "--trend-points", "8", "--screening", "on",
             "--conflict-rule", "concern", "--include-astronomical", "--baseline-points", "4",
             "--minimum-points", "10"]  # fmt: skip
    (told,) = command.told(text, *words)
    assert {point["target"] for point in told["points"]} == {45}
    settings = {k: v for k, v in told["settings"].items() if k not in ("profile", "improvement")}
    assert settings == {
        "screening": True, "shift_points": 6, "trend_points": 8, "minimum_points": 10,
        "conflict_rule": "concern", "include_astronomical": True, "baseline_points": 4,
        "baseline_date": None,
    }  # fmt: skip
    (dated,) = command.told(
        text, "--target", "1@2019-03-01..2019-04-30", "--target", "2@2019-12-01"
    )
    assert [p["target"] for p in dated["points"]] == [40, 40, 1, 1, *[40] * 7, 2]


def test_the_table_for_people(command: Command) -> None:
    text = HEAD + "\n".join([*ROWS, "2020-01-01,51", "2020-02-01,50", "2020-03-01,90"])
    code, out, _ = command.run(text, "--target", "60")
    lines = out.splitlines()
    assert code == 0
    assert lines[:2] == ["file", "XmR chart, profile mdc; higher is better; 15 points"]
    table = [re.split(r"  +", line) for line in lines[2:18]]
    assert table[0] == [
        "Date", "Value", "Mean", "Lower", "Upper", "Target", "Special cause", "Type",
    ]  # fmt: skip
    limits = ["53.13", "43.06", "63.20", "60.00"]
    assert table[1] == ["2019-01-01", "51.00", *limits, "7 Points Below CL", "concern"]
    assert table[15] == ["2020-03-01", "90.00", *limits, "Above UCL", "improvement"]
    assert lines[18].startswith("Improving: ") and lines[19].startswith("Hit or miss: ")


def test_unused_columns_are_said_and_numbers_are_written_in_full(command: Command) -> None:
    text = "Date,Value,Colour\n" + "\n".join(f"{row}.1,red" for row in ROWS)
    code, out, _ = command.run(text, "--json", "--minimum-points", "0")
    data = json.loads(out)
    assert (code, data["warnings"]) == (0, ["Columns not used: Colour."])
    assert f'"mean": {data["series"][0]["points"][0]["mean"]!r}' in out


def test_every_fault_of_a_csv_at_once(command: Command) -> None:
    text = "date,value,ghost\n2020-13-01,5,\n2020-01-01,five,\n2020-02-01,95%,perhaps\nsoon,1\n2020-03-01,1\n2020-03-01,2\n,3\n"
    assert command.refused(text, "--target", "z=1") == [
        "row 2, column date: is 2020-13-01, which is no day of the calendar",
        "row 3, column value: should be a number, or empty where it is missing, not five",
        "row 4, column value: is 95%; write the number alone, without a sign of a unit",
        "row 4, column ghost: should be 1 or 0 (or true or false), not perhaps",
        "row 5, column date: should be a date such as 2020-04-30, 30/04/2020 or 2020-04, not soon",
        "row 2: has a value and no date",
        "row 5: has a value and no date",
        "row 7: is dated 2020-03-01, as row 6 is; a series has one point a date",
        "row 8: has a value and no date",
        "--target: names “z”, which is no facet or series here (there: file)",
    ]


def test_every_fault_of_a_json_at_once(command: Command) -> None:
    broken = {
        "profil": "mdc",
        "shift_points": 1,
        "series": [
            {"id": "a", "points": {"date": ["2020-01", "2020-02"], "value": [1]}},
            {"id": "b", "points": [{"date": "2020-01-01", "value": True, "colour": 1}, 7],
             "options": {"improvement": "sideways", "fix_after_n_points": 0, "colour": "red"}},
            {"id": "c", "improvement": "up", "direction": "down", "target": [1, 2]},
            {"points": [{"date": "2020-01-01", "value": 1e200}],
             "target": [{"value": 1, "from": "2021-01-01", "to": "2020-01-01"}]},
            "d",
        ],
    }  # fmt: skip
    assert command.refused(broken) == [
        "shift_points: should be a whole number of points, 2 or more, not 1",
        "profil: is not a field that is known here",
        "series[0].points: has lists of different length (date 2, value 1)",
        "series[1].options.colour: is not a field that is known here",
        "series[1].options.improvement: should be one of up, increase, high, higher, down, decrease, low, lower, neither, neutral, not sideways",
        "series[1].options.fix_after_n_points: should be a number of points, 1 or more, not 0",
        "series[1].points[0].value: should be a number, or null where it is missing, not True",
        "series[1].points: has “colour”, which is not a field of a point",
        "series[1].points[1]: should be a point, not 7",
        "series[2].direction: says again what “improvement” says; write one of them",
        'series[2].target: has several targets; give each with its dates: {"value": 95, "from": …}',
        "series[2].points: is missing: a list of points with date and value",
        "series[3].target: has a target that ends (2020-01-01) before it starts (2021-01-01)",
        "series[3].points[0].value: should be a finite number below 1e100, not 1E+200",
        "series[4]: should be a series, not d",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty; it should have the columns date and value"),
        ("a,b\n1,2\n", "row 1: has no column “date” and “value” (its headings: “a” and “b”)"),
        ("date,value\n", "row 1: has headings and no points below it"),
        ([], "has no series"),
        ({"series": []}, "series: has no series"),
        ({"series": 3}, "series: should be a list of series, not 3"),
        ({"points": 3}, "points: should be a list of points, not 3"),
        ({"points": {"date": ["2020-01"]}}, "points: has no list “value” (or “y”)"),
        ({"points": []}, "points: has no points"),
        ({"points": {"date": [], "value": []}}, "points: has no points"),
        ([{"points": [{}], "options": 3}], "[0].options: should be a table of options, not 3"),
    ],
)
def test_a_file_that_is_no_chart_is_refused(command: Command, content: Any, said: str) -> None:
    assert command.refused(content) == [said]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("{", "x.json", "is not JSON"),
        ('{"points": [{"date": "2020-01", "value": NaN}]}', "x.json", "x.json has 1 fault"),
        ('date,value\n2020-01-01,"5\n', "x.csv", "cannot be read as CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    command: Command, content: str, name: str, said: str
) -> None:
    code, out, err = command.run(content, name=name)
    assert (code, out) == (2, "") and said in err


def test_options_that_cannot_be_used_are_refused_together(command: Command) -> None:
    words = [
        "--profile",
        "q",
        "--minimum-points",
        "few",
        "--rebase",
        "2020-19-01",
        "--baseline-date",
        "x",
    ]
    code, _, err = command.run(HEAD + "\n".join(ROWS), *words)
    assert code == 2
    assert [line.split(":")[0] for line in err.splitlines()[1:]] == [
        "  - --profile", "  - --baseline-date", "  - --minimum-points", "  - --rebase",
    ]  # fmt: skip
    code, _, err = command.run(HEAD, "--target", "5", "--target", "a=6")
    assert code == 2 and "not both" in err


def test_no_file_is_refused(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spc", "nowhere.csv"]) == 2
    assert "there is no such file" in capsys.readouterr().err
