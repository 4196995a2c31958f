"""What was made of a file, as it is kept with its upload and shown before anything is posted."""

from dataclasses import asdict
from typing import Any

from poolbook.finance.actions.postings import Tried
from poolbook.intake.extracts import Preview
from poolbook.intake.reading import Fault

SAMPLE = 8  # first rows that are shown
UNMAPPED = 100  # cost centres that no mapping knows, the largest first


def understood(seen: Preview, trial: Tried | None) -> dict[str, Any]:
    """The preview as plain values; amounts are pence."""
    reading = seen.reading
    counts = {name: count for name, count in reading.counts.items() if count}
    months = sorted({entry.month for entry in seen.entries})
    return {
        "kind": reading.kind or "",
        "encoding": reading.encoding or "",
        "delimiter": reading.delimiter or "",
        "sheet": reading.sheet or "",
        "sheets": [asdict(sheet) for sheet in reading.sheets],
        "header_row": reading.header_row,
        "date_order": reading.date_order or "",
        "sign": reading.sign,
        "columns": [
            {
                "letter": column.letter,
                "name": column.name,
                "role": column.role,
                "kind": column.kind,
                "filled": column.non_blank,
                "pence": column.total_pence,
                "month": column.month,
            }
            for column in reading.columns
        ],
        "months": [months[0], months[-1]] if months else [],
        "sample": [
            entry._asdict() | {"date": f"{entry.date:%d/%m/%Y}" if entry.date else ""}
            for entry in seen.entries[:SAMPLE]
        ],
        "counts": counts,
        "negatives": reading.negatives,
        "rows": trial.rows if trial else seen.rows | {"repeated": 0},
        "pence": trial.pence if trial else seen.pence | {"repeated": 0},
        "unmapped": _unmapped(seen),
        "unmapped_count": len(seen.unmapped),
        "repeated": [[name, rows] for name, rows in trial.repeated] if trial else [],
        "already": trial.already.pk if trial and trial.already else None,
    }


def faults_of(seen: Preview) -> dict[str, Any]:
    """Every fault and warning with its place, value and what to do."""
    return {
        "faults": [_fault(fault) for fault in seen.found],
        "not_listed": seen.not_listed,
        "warnings": [_fault(warning) for warning in seen.reading.warnings],
        "warnings_not_listed": seen.reading.warnings_not_listed,
    }


def _unmapped(seen: Preview) -> list[list[Any]]:
    found = sorted(seen.unmapped.items(), key=lambda item: -abs(item[1]))
    return [[centre, account, pence] for (centre, account), pence in found[:UNMAPPED]]


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "sheet": fault.sheet or "",
        "cell": fault.cell or "",
        "row": fault.row,
        "column": fault.column or "",
        "value": fault.value or "",
        "message": fault.message,
        "do": fault.what_to_do,
    }
