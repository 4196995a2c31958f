"""Files of cases: JSON as it is, or a CSV table whose numbers are typed column by column."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poolbook.cli.files import once
from poolbook.cli.output import Refused

FIRST_ROW = 2  # of the figures in a CSV file; the headings are row 1
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class CaseFile:
    """What a file holds: a document of cases, or the columns of a table."""

    path: Path
    document: Any = None
    columns: dict[str, list[Any]] | None = None


def load(path: Path) -> CaseFile:
    """A .json file, or a CSV or tab-separated table; raises Refused (code 2) with every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused(f"{path}: there is no such file", code=2) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path}: cannot be read as text ({error})", code=2) from None
    if path.suffix.lower() == ".json" or text.lstrip()[:1] in ("{", "["):
        return CaseFile(path, document=_json(path, text))
    return CaseFile(path, columns=_table(path, text))


def refuse(path: Path, problems: list[str]) -> None:
    """Raises Refused (code 2) with everything that is wrong, if anything is."""
    if problems:
        raise Refused(
            f"{path.name} has {len(problems)} fault{'s' * (len(problems) > 1)}; nothing was done",
            details=[f"{path.name}: {problem}" for problem in problems],
            code=2,
        )


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Refused(f"{path}: is not JSON: {error.msg} at line {error.lineno}", code=2) from None
    except RecursionError:
        raise Refused(f"{path}: has lists within lists too deep to read", code=2) from None
    except ValueError as error:
        raise Refused(f"{path}: cannot be read: {error}", code=2) from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number; write null where there is none")


def _table(path: Path, text: str) -> dict[str, list[Any]]:
    tabs = path.suffix.lower() in (".tsv", ".tab")
    try:
        rows = list(csv.reader(text.splitlines(True), delimiter="\t" if tabs else ",", strict=True))
    except csv.Error as error:
        raise Refused(f"{path}: is not a CSV table: {error}", code=2) from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise Refused(f"{path}: has no rows below its headings", code=2)
    names = [name.strip() for name in rows[0]]
    problems = [f"row 1: column {at} has no heading" for at, n in enumerate(names, 1) if not n]
    twice = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    problems += [f"row 1: “{name}” heads more than one column" for name in twice]
    for at, row in enumerate(rows[1:], FIRST_ROW):
        if len(row) != len(names):
            problems.append(f"row {at}: has {len(row)} cells for {len(names)} headings")
    refuse(path, problems)
    return {name: _typed([row[at] for row in rows[1:]]) for at, name in enumerate(names)}


def _typed(cells: list[str]) -> list[Any]:
    """A column as numbers where each cell is one as a program writes it; else as it stands.

    Codes with leading zeros stay text, so that groups keep their names.
    """
    stripped = [cell.strip() for cell in cells]
    known = [cell for cell in stripped if cell not in ("", "NA")]
    if not all(_NUMBER.fullmatch(cell) and len(cell) < 40 for cell in known):
        return [cell or None for cell in stripped]
    return [None if cell in ("", "NA") else _number(cell) for cell in stripped]


def _number(cell: str) -> int | float:
    return int(cell) if cell.lstrip("-").isdigit() else float(cell)
