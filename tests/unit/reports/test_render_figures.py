"""The same figures in every format, exactly, and the same bytes from the same report."""

import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from poolbook.reports.model import shown
from poolbook.reports.render import FORMATS, glyphs, render, words
from tests.unit.reports import reading
from tests.unit.reports.sample import sample_report

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def report():
    return sample_report()


@pytest.fixture(scope="module")
def files(report):
    return {kind: render(report, kind) for kind in FORMATS}


@pytest.fixture(scope="module")
def expected(report):
    return [reading.printed(table) for table in reading.tables(report)]


def test_the_sample_is_worth_testing(expected):
    flat = {text for lines in expected for line in lines for text in line}
    assert {"0", "n/a", "NR", "", "−75.22%", "−83"} <= flat
    assert max(len(lines) for lines in expected) > 60


def test_html_shows_the_figures(files, report, expected):
    assert reading.from_html(files["html"], report) == expected


def test_csv_shows_the_figures(files, report, expected):
    assert reading.from_csv(files["csv"], report) == expected


def test_json_shows_the_figures(files, expected):
    assert reading.from_json(files["json"]) == expected


def test_xlsx_holds_the_figures(files, report, expected):
    assert reading.from_xlsx(files["xlsx"], report) == expected


def test_docx_holds_the_figures(files, expected):
    assert reading.from_docx(files["docx"]) == expected


def test_pptx_holds_the_figures(files, report, expected):
    assert reading.from_pptx(files["pptx"], report) == expected


def test_pdf_shows_the_figures_in_reading_order(files, expected):
    text = reading.squeezed(reading.pdf_text(files["pdf"]))
    place = 0
    for lines in expected:
        for line in lines:
            wanted = reading.squeezed(glyphs.printable("".join(line)))
            found = text.find(wanted, place)
            assert found >= 0, line
            place = found


def test_exact_values_agree_in_csv_json_and_the_model(files, report):
    records = iter(r for r in reading.csv_records(files["csv"]) if r["record"] == "figure")
    data = json.loads(files["json"])
    parsed = [t for s in data["sections"] for t in s["tables"]]
    for table, other in zip(reading.tables(report), parsed, strict=True):
        for row, line in zip(table.rows, other["rows"], strict=True):
            for column in table.columns:
                cell, record = words.cell_at(row, column), next(records)
                json_cell = line["cells"][column.key]
                assert json_cell["shown"] == words.clean(shown(cell, column))
                if json_cell["type"] == "money":
                    assert json_cell["pence"] == cell.value == int(Decimal(record["value"]) * 100)
                    assert Decimal(json_cell["pounds"]) == Decimal(record["value"])
                elif json_cell["type"] == "ratio":
                    numbers = Fraction(int(record["numerator"]), int(record["denominator"]))
                    assert Fraction(json_cell["ratio"]) == cell.value == numbers
                    assert abs(Fraction(record["value"]) - numbers) <= Fraction(1, 10**12)
                else:
                    assert record["value"] == ""


def test_json_fits_its_schema(files):
    schema = json.loads((ROOT / "docs/reference/report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    data = json.loads(files["json"])
    assert list(validator.iter_errors(data)) == []
    data["sections"][1]["tables"][0]["rows"][1]["cells"]["budget"]["pence"] = 1.5
    assert list(validator.iter_errors(data)), "the schema must refuse part of a penny"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_report_gives_the_same_bytes(files, kind):
    assert render(sample_report(), kind) == files[kind]


def test_another_process_on_another_day_gives_the_same_bytes(files, tmp_path):
    code = (
        "import sys; from pathlib import Path; from poolbook.reports.render import FORMATS, render\n"
        "from tests.unit.reports.sample import sample_report\n"
        "[Path(sys.argv[1], k).write_bytes(render(sample_report(), k)) for k in FORMATS]"
    )
    env = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, cwd=ROOT, check=True)
    for kind in FORMATS:
        assert (tmp_path / kind).read_bytes() == files[kind], kind


def test_an_unknown_format_is_refused_by_name(report):
    with pytest.raises(
        ValueError, match="no report format 'doc'; choose one of html, pdf, xlsx, docx, pptx"
    ):
        render(report, "doc")
