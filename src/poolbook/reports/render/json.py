"""The report as JSON, schema `poolbook-report/1` (docs/reference/report.schema.json).

Amounts are whole pence beside their pounds as text; ratios are exact `part/whole` text; every
figure has what is printed and the `ref` that `poolbook explain` takes.
"""

import json
from fractions import Fraction
from typing import Any

from poolbook.reports.model import Cell, Column, Difference, Formula, Report, Row, Sum, Table
from poolbook.reports.render import words
from poolbook.rules import money

SCHEMA = "poolbook-report/1"


def render(report: Report) -> bytes:
    """The report as UTF-8 JSON, ending in a newline."""
    return (json.dumps(as_data(report), ensure_ascii=False, indent=1) + "\n").encode()


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain dicts and lists, in the order and shape of the schema."""
    return {
        "schema": SCHEMA,
        "title": words.clean(report.title),
        "agreement": words.clean(report.agreement),
        "pool": words.clean(report.pool),
        "year": words.clean(report.year),
        "period": words.clean(report.period),
        "state": words.clean(report.state),
        "as_at": report.as_at.isoformat(),
        "head": words.clean(report.head),
        "reading": [words.clean(text) for text in report.reading],
        "sources": [words.clean(text) for text in report.sources],
        "sections": [
            {
                "key": section.key,
                "title": words.clean(section.title),
                "paragraphs": [words.clean(text) for text in section.paragraphs],
                "bullets": [words.clean(text) for text in section.bullets],
                "tables": [table_data(table) for table in section.tables],
            }
            for section in report.sections
        ],
    }


def table_data(table: Table) -> dict[str, Any]:
    """A table in the shape of the schema."""
    return {
        "key": table.key,
        "title": words.clean(table.title),
        "caption": words.clean(table.caption),
        "unit": words.clean(table.unit),
        "label_title": words.clean(table.label_title),
        "columns": [
            {"key": c.key, "title": words.clean(c.title), "kind": c.kind, "over": c.over}
            for c in table.columns
        ],
        "rows": [_row(row, table.columns) for row in table.rows],
        "notes": [words.clean(note) for note in table.notes],
    }


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": words.clean(row.label),
        "kind": row.kind,
        "level": row.level,
        "cells": {c.key: _cell(words.cell_at(row, c), words.printed(row, c), c) for c in columns},
    }


def _cell(cell: Cell, printed: str, column: Column) -> dict[str, Any]:
    data: dict[str, Any] = {"shown": printed}
    if cell.value is None:
        data["type"] = "missing"
    elif isinstance(cell.value, str):
        data["type"] = "text"
    elif column.kind in ("money", "pounds"):
        pence = int(cell.value)
        data |= {"type": "money", "pence": pence, "pounds": str(money.pounds(pence))}
    elif column.kind == "count":
        data |= {"type": "count", "count": int(cell.value)}
    else:
        data |= {"type": "ratio", "ratio": _exact(Fraction(cell.value))}
    if cell.ref:
        data["ref"] = cell.ref
    if cell.formula:
        data["formula"] = _formula(cell.formula)
    return data


def _exact(value: Fraction) -> str:
    """A ratio exactly, always with its whole: `-269/26053`, `1/1`."""
    return f"{value.numerator}/{value.denominator}"


def _formula(formula: Formula) -> dict[str, Any]:
    if isinstance(formula, Sum):
        return {"sum": list(formula.rows)}
    if isinstance(formula, Difference):
        return {"difference": [formula.left, formula.right]}
    return {"ratio": [formula.part, formula.whole]}
