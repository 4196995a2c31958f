"""The seven files of an issued report opened by other people's programs: what the eye would look for."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf

SEEN = "£422,490"  # the autism rule, told as a councillor reads it


def pdf(file: Path) -> None:
    """Its text has the rule's figure and the risk share."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert SEEN in text and "Risk share" in text


def xlsx(file: Path) -> None:
    """Its cells hold the shares as numbers, in pounds."""
    book = openpyxl.load_workbook(file, data_only=True)
    found = {
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, int | float)
    }
    assert {-83470, 193960, 110490} <= found


def docx_(file: Path) -> None:
    """Its words and its tables."""
    document = docx.Document(str(file))
    assert SEEN in "\n".join(each.text for each in document.paragraphs)
    assert len(document.tables) > 5


def pptx_(file: Path) -> None:
    """Its charts are charts, with their numbers behind them."""
    shapes = [shape for slide in pptx.Presentation(str(file)).slides for shape in slide.shapes]
    charts = [shape.chart for shape in shapes if shape.has_chart]
    assert charts
    for chart in charts:
        values = [value for series in chart.plots[0].series for value in series.values]
        assert any(values), chart


def csv_(file: Path) -> None:
    """Its rows, one a figure."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len([row for row in rows if row["record"] == "figure"]) > 500


def json_(file: Path) -> None:
    """It is JSON of the right period."""
    body = json.loads(file.read_text(encoding="utf-8"))
    assert body["state"] == "closed" and "October 2020" in json.dumps(body)


def html(file: Path) -> None:
    """A page of its own, with nothing fetched from elsewhere."""
    text = file.read_text(encoding="utf-8")
    assert SEEN in text and 'src="http' not in text


LOOK: dict[str, Callable[[Path], None]] = {
    "pdf": pdf, "xlsx": xlsx, "docx": docx_, "pptx": pptx_, "csv": csv_, "json": json_, "html": html,
}  # fmt: skip


def every_file(files: dict[str, Path]) -> None:
    """Opens each by its format; a format that nobody looks at fails."""
    assert set(files) == set(LOOK)
    for form, look in LOOK.items():
        look(files[form])
