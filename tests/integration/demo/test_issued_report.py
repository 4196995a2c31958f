"""The issued report: its files agree, can be rebuilt byte for byte, and every figure is explained."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from openpyxl import load_workbook

from poolbook.__main__ import main
from poolbook.audit import queries as audit
from poolbook.finance.models import IssuedFile, Period
from poolbook.reports.explain import explain
from poolbook.rules.refusal import Refusal

pytestmark = pytest.mark.usefixtures("demo")
SCHEMAS = Path(__file__).resolve().parents[3] / "docs/reference"


def issued(name: str) -> bytes:
    """The bytes of an issued file."""
    return bytes(IssuedFile.objects.get(name=name).content)


def body() -> dict:
    """The issued JSON of the adults pool, period 7."""
    return json.loads(issued("acsn_2020-21_P7.json"))


def figures() -> list[dict]:
    """Every figure of the report, as JSON has it."""
    return [
        {"table": table["key"], "row": row["key"], "column": column, **cell}
        for section in body()["sections"]
        for table in section["tables"]
        for row in table["rows"]
        for column, cell in row["cells"].items()
    ]


def test_json_is_as_its_schema_says() -> None:
    schema = json.loads((SCHEMAS / "report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(body())


def test_csv_has_every_figure_of_the_json() -> None:
    rows = csv.DictReader(io.StringIO(issued("acsn_2020-21_P7.csv").decode("utf-8-sig")))
    shown = [row for row in rows if row["record"] == "figure"]
    assert len(shown) == len(figures()) > 500


def test_the_workbook_opens_with_live_formulas() -> None:
    book = load_workbook(io.BytesIO(issued("acsn_2020-21_P7.xlsx")))
    formulas = [
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(formulas) > 100
    assert not any(sheet.sheet_state != "visible" for sheet in book.worksheets)


def test_the_report_rebuilds_byte_for_byte_as_at_its_issue(tmp_path: Path) -> None:
    for file in IssuedFile.objects.filter(period__number=6):
        moment = file.at.isoformat()
        form, pool = file.name.rsplit(".", 1)[1], file.name.split("_")[0]
        words = ["report", "2020-21/P6", "--pool", pool, "--format", form, "--out", str(tmp_path)]
        assert main([*words, "--as-at", moment]) == 0
        assert (tmp_path / file.name).read_bytes() == bytes(file.content), file.name


def test_issued_files_are_served_as_they_were(tmp_path: Path) -> None:
    assert main(["report", "2020-21/P7", "--issued", "--out", str(tmp_path)]) == 0
    for file in IssuedFile.objects.filter(period__number=7):
        digest = hashlib.sha256((tmp_path / file.name).read_bytes()).hexdigest()
        assert digest == file.sha256
        assert audit.has_head(file.head)


def test_every_figure_with_a_reference_is_explained() -> None:
    validator = jsonschema.Draft202012Validator(
        json.loads((SCHEMAS / "explain.schema.json").read_text())
    )
    asked = 0
    for figure in figures():
        if not figure.get("ref") or figure["type"] != "money":
            continue
        found = explain(figure["ref"], None)
        validator.validate(found)
        assert round(float(found["value"]) * 100) == figure["pence"], figure["ref"]
        if found["how"] in ("sum", "sum of the groups' shares"):
            parts = sum(round(float(part["value"] or 0) * 100) for part in found["parts"])
            assert parts == figure["pence"], figure["ref"]
        asked += 1
    assert asked > 200


def test_an_actual_goes_down_to_its_postings() -> None:
    found = explain("acsn/ld-care-homes:actual@2020-21/P7", None)
    assert found["value"] == "14942000.00"
    assert found["postings_count"] == len(found["postings"])
    assert sum(round(float(p["value"]) * 100) for p in found["postings"]) == 1_494_200_000
    assert {p["file"] for p in found["postings"]} == {
        "council_general_ledger_p6.csv",
        "council_general_ledger_p7.csv",
    }


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("nonsense", "is not a figure's reference"),
        ("acsn/nothing:budget@2020-21/P7", "there is no line “nothing”"),
        ("nopool/ld:budget@2020-21/P7", "there is no pool “nopool”"),
        ("acsn/ld:colour@2020-21/P7", "is not a column"),
        ("acsn/ld:budget@2020-21/P9", "is not in the book"),
        ("acsn/share/ld-mh/NOBODY:variation@2020-21/P7", "there is no share"),
    ],
)
def test_what_cannot_be_explained_is_said(ref: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        explain(ref, None)


def test_the_record_holds(capsys: pytest.CaptureFixture[str]) -> None:
    head = IssuedFile.objects.first().head
    assert main(["verify", "--head", head]) == 0
    assert "Everything is as recorded." in capsys.readouterr().out
    assert main(["verify", "--head", "f" * 64]) == 1


def test_the_demonstration_again_changes_nothing(demo: Path) -> None:
    before = audit.head()
    assert main(["demo", str(demo), "--quiet"]) == 0
    assert main(["init", str(demo)]) == 0
    assert audit.head() == before


def test_as_at_before_the_close_the_period_is_open() -> None:
    period = Period.objects.get(number=7)
    assert period.closed_at and period.closed_at < datetime.now(UTC)
    assert body()["state"] == "closed"


def test_the_versions_of_a_year_are_compared_line_by_line() -> None:
    found = explain("contributions@2017-18", None)
    jsonschema.Draft202012Validator(
        json.loads((SCHEMAS / "explain.schema.json").read_text())
    ).validate(found)
    hwb, cabinet, board = found["contributions"]
    assert (
        hwb["misprints"]
        == ["bcf, OCC: net printed £94,292,000, parts come to £94,123,000"]
        == board["misprints"]
    )
    assert cabinet["misprints"] == []
    assert "acsn, Mental Health, OCCG: £46,067,000 → £46,555,000 (£488,000)" in cabinet["differs"]
    assert "acsn, Mental Health, OCC: £9,734,000 → £9,683,000 (−£51,000)" in board["differs"]
