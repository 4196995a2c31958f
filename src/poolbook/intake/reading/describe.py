"""A reading as plain data for JSON: the published form `poolbook-read/1`."""

from dataclasses import asdict
from typing import Any

from poolbook.rules.money import pounds

from .model import Column, Reading, Row

SCHEMA = "poolbook-read/1"


def describe(reading: Reading, rows: bool = False) -> dict[str, Any]:
    """The published form; money is text in pounds ("1234.50"), rows only where asked for."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "file": reading.file,
        "kind": reading.kind,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "sheet": reading.sheet,
        "sheets": [asdict(sheet) for sheet in reading.sheets],
        "header_row": reading.header_row,
        "header_rows": reading.header_rows,
        "title_rows": reading.title_rows,
        "columns": [_column(column) for column in reading.columns],
        "rows": len(reading.rows),
        "counts": dict(reading.counts),
        "amount_column": reading.amount_column,
        "sign": reading.sign,
        "total": money(reading.total_pence),
        "negatives": reading.negatives,
        "debit_total": money(reading.debit_total),
        "credit_total": money(reading.credit_total),
        "period_columns": dict(reading.period_columns),
        "date_order": reading.date_order,
        "faults": [asdict(fault) for fault in reading.faults],
        "faults_not_listed": reading.faults_not_listed,
        "warnings": [asdict(fault) for fault in reading.warnings],
        "warnings_not_listed": reading.warnings_not_listed,
        "refused": reading.refused,
        "ok": reading.ok,
    }
    if rows:
        data["typed_rows"] = [_row(row) for row in reading.rows]
    return data


def money(pence: int | None) -> str | None:
    """Pence as text in pounds: 123450 → "1234.50"."""
    return None if pence is None else str(pounds(pence))


def _column(column: Column) -> dict[str, Any]:
    return {
        "index": column.index,
        "letter": column.letter,
        "name": column.name,
        "role": column.role,
        "kind": column.kind,
        "non_blank": column.non_blank,
        "total": money(column.total_pence),
        "month": column.month,
    }


def _row(row: Row) -> dict[str, Any]:
    data = row._asdict()
    data["date"] = row.date.isoformat() if row.date else None
    data["amount"] = money(row.amount)
    return data
