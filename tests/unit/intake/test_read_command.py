"""`poolbook read`: what it prints, its JSON against the published schema, its exit codes."""

import json
from pathlib import Path

import jsonschema
import pytest

from poolbook.__main__ import main
from tests.broken import workbooks

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs/reference/read.schema.json").read_text(encoding="utf-8"))
GOOD = "Cost centre,Account,Date,Gross,Net\nC1,4001,13/04/2020,12.00,10.00\nC1,4001,14/04/2020,(1.20),(1.00)\n"


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    return str(path)


def printed_json(capsys: pytest.CaptureFixture[str]) -> dict:
    data = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data


def test_page(good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", good]) == 0
    out = capsys.readouterr().out
    assert "Total      £9.00, of which 1 negative" in out
    assert "E  Net          amount" in out
    assert "The amount is taken from 'Net'; also there: 'Gross' (£10.80)." in out
    assert out.endswith("Read with no faults.\n")


def test_json(good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", good, "--json", "--rows"]) == 0
    data = printed_json(capsys)
    assert (data["total"], data["rows"], data["negatives"]) == ("9.00", 2, 1)
    assert data["typed_rows"][1]["amount"] == "-1.00"
    assert data["typed_rows"][0]["date"] == "2020-04-13"


def test_amount_and_layout(good: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout = tmp_path / "layout.json"
    layout.write_text(json.dumps({"sign": "reversed"}))
    assert main(["read", good, "--json", "--amount", "Gross", "--layout", str(layout)]) == 0
    data = printed_json(capsys)
    assert (data["total"], data["amount_column"], data["sign"]) == ("-10.80", "Gross", "reversed")


def test_faults_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("Cost centre,Amount\nC1,1.00\nC2,oops 1\n")
    assert main(["read", str(path)]) == 1
    out = capsys.readouterr().out
    assert "- Row 3, column Amount: 'oops 1' is not an amount, so the row is left out." in out
    assert main(["read", str(path), "--json"]) == 1
    assert printed_json(capsys)["faults"][0]["cell"] == "B3"


def test_refused_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bomb.xlsx"
    workbooks.entity_bomb(path)
    assert main(["read", str(path)]) == 2
    assert "Refused: nothing was read." in capsys.readouterr().out
    assert main(["read", str(path), "--json"]) == 2
    assert printed_json(capsys)["refused"] is True


def test_what_cannot_be_opened_ends_with_2(
    good: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = tmp_path / "layout.json"
    assert main(["read", str(tmp_path / "none.csv")]) == 2
    assert "none.csv: cannot be opened" in capsys.readouterr().err
    layout.write_text("{")
    assert main(["read", good, "--layout", str(layout)]) == 2
    layout.write_text('{"sign": "up", "colour": 1}')
    assert main(["read", good, "--layout", str(layout)]) == 2
    assert "'colour' is not a part of a layout; sign must be" in capsys.readouterr().err
    assert main(["read", good, "--header-row", "0"]) == 2


def test_every_broken_file_fits_the_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbooks.make_all(tmp_path)
    text = [path for path in (ROOT / "tests/broken").iterdir() if path.suffix in (".csv", ".xls")]
    for path in [*sorted(tmp_path.iterdir()), *sorted(text)]:
        code = main(["read", str(path), "--json", "--rows"])
        data = printed_json(capsys)
        assert code == (2 if data["refused"] else 0 if data["ok"] else 1)
        counts = {k: v for k, v in data["counts"].items() if k not in ("rows", "repeated_rows")}
        if len(counts) > 1:
            assert sum(counts.values()) == 2 * counts["lines"]
