"""Extracts of care packages: named columns → rows of the lake, pseudonymised here, with every fault."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from poolbook.caseload.keys import Pseudonyms
from poolbook.intake.tables import Line, read_table
from poolbook.rules.caseload.codes import (
    CONDITIONS,
    FOREVER,
    FUNDERS,
    GROUPS,
    OPEN,
    SERVICE_BY_NAME,
    SERVICES,
    UNKNOWN_BORN,
    day_number,
)  # fmt: skip
from poolbook.rules.caseload.extract import Fault, Told, faults
from poolbook.rules.money import show_pounds
from poolbook.rules.refusal import Refusal

NEEDED = ("person", "package", "service", "client group", "start", "weekly cost")
OPTIONAL = (
    "funder", "provider", "out of county", "conditions", "date of birth", "end", "planned end",
    "units", "authorised",
)  # fmt: skip
PRIVATE = ("person", "package", "date of birth", "conditions")  # never repeated in a message
YES = {"yes": 1, "y": 1, "true": 1, "1": 1, "out": 1, "no": 0, "n": 0, "false": 0, "0": 0, "in": 0, "": 0}  # fmt: skip
BIT = {name.lower(): 2**bit for bit, name in CONDITIONS.items()}


class NotTakenIn(Refusal):
    """An extract with faults: of the file, and of its rows."""

    def __init__(self, message: str, of_file: Sequence[str], rows: Sequence[Fault]) -> None:
        super().__init__(message, [*of_file, *map(str, rows)])
        self.of_file, self.rows = tuple(of_file), tuple(rows)


@dataclass
class Extract:
    """What was read: columns for the lake, the providers they number from 1, faults, and totals.

    `pence` is the weekly cost of every row that says one, `pence_at_fault` of those with a fault.
    """

    columns: dict[str, list[int]]
    providers: tuple[str, ...]
    faults: list[Fault]
    other_faults: list[str] = field(default_factory=list)
    rows: int = 0
    rows_at_fault: int = 0
    pence: int = 0
    pence_at_fault: int = 0

    def refuse(self, name: str) -> None:
        """Raises Refusal with every fault and the totals, where there is any fault."""
        if not (self.other_faults or self.faults):
            return
        totals = (
            f"{self.rows_at_fault:,} of {self.rows:,} rows, {show_pounds(self.pence_at_fault)} of "
            f"{show_pounds(self.pence)} a week"
        )
        message = f"{name} was not taken in: faults in {totals}; nothing was changed"
        raise NotTakenIn(message, self.other_faults, self.faults)


def read(path: Path, area: str, names: Pseudonyms, today: date) -> Extract:
    """Reads an extract. Raises Refusal where the file cannot be read at all."""
    heading: list[str] = []
    lines = read_table(path, NEEDED, OPTIONAL, heading)
    found: list[Fault] = []
    told: list[tuple[Told, dict[str, Any]]] = []
    pence: dict[int, int] = {}
    for line in lines:
        row = _row(line, found, day_number(today))
        pence[line.number] = row[0].weekly if row else _weekly(line)
        if row:
            told.append(row)
    found += faults([row for row, _ in told], day_number(today))
    providers = tuple(sorted({more["provider"] for _, more in told if more["provider"]}))
    at_fault = {fault.row for fault in found}
    return Extract(
        columns=_columns(told, area, names, providers),
        providers=providers,
        faults=sorted(set(found)),
        other_faults=heading,
        rows=len(lines),
        rows_at_fault=len(at_fault),
        pence=sum(pence.values()),
        pence_at_fault=sum(pence[row] for row in at_fault),
    )


def _weekly(line: Line) -> int:
    return replace(line, faults=[]).pence("weekly cost") or 0


def _row(line: Line, found: list[Fault], today: int) -> tuple[Told, dict[str, Any]] | None:
    """A row as told, or None where it cannot be read; its faults are added."""
    quiet = replace(line, faults=[])
    service = _code(quiet, "service", SERVICE_BY_NAME, required=True)
    group = _code(quiet, "client group", _by_name(GROUPS), required=True)
    funder = _code(quiet, "funder", _by_name(FUNDERS)) or 1
    days = {
        name: _day(quiet, name) for name in ("start", "end", "planned end", "date of birth", "authorised")
    }  # fmt: skip
    weekly, units = quiet.pence("weekly cost", required=True), quiet.pence("units") or 0
    person, package = (quiet.text(name, required=True) for name in ("person", "package"))
    if days["start"] is None and not quiet.text("start"):
        quiet.fault("start", "is empty; it is needed")
    out = YES.get(quiet.text("out of county").lower())
    if out is None:
        quiet.fault("out of county", f"“{quiet.text('out of county')}” should be yes or no")
    if units < 0:
        quiet.fault("units", "are negative")
    bits = _conditions(quiet)
    if quiet.faults:
        found.extend(_shown(line.number, said) for said in quiet.faults)
        return None
    start = days["start"] or 0
    born = days["date of birth"]
    told = Told(
        line.number, person.upper(), package.upper(), service,
        start, _or(days["end"], OPEN), weekly or 0, _or(born, UNKNOWN_BORN),
        _or(days["authorised"], min(start, today)),
    )  # fmt: skip
    more = {
        "group": group, "funder": funder, "provider": quiet.text("provider"), "units": units,
        "out_of_county": out, "conditions": bits, "planned_end": _or(days["planned end"], OPEN),
    }  # fmt: skip
    return told, more


def _or(day: int | None, otherwise: int) -> int:
    return otherwise if day is None else day


def _by_name(codes: dict[int, str]) -> dict[str, int]:
    return {name.lower(): code for code, name in codes.items()}


def _code(line: Line, column: str, known: dict[str, int], required: bool = False) -> int:
    word = line.text(column, required)
    if word and word.lower() not in known:
        line.fault(column, f"“{word}” is not known; known are {', '.join(known)}")
    return known.get(word.lower(), 0)


def _day(line: Line, column: str) -> int | None:
    day = line.day(column)
    return None if day is None else day_number(day)


def _conditions(line: Line) -> int:
    bits = 0
    for word in line.text("conditions").split(";"):
        name = word.strip().lower()
        if name and name not in BIT:
            line.fault("conditions", f"hold one that is not known; known are {', '.join(BIT)}")
        bits |= BIT.get(name, 0)
    return bits


def _shown(row: int, said: str) -> Fault:
    """A fault of a cell without the file and row, and without what a private cell holds."""
    _, _, message = said.partition("column ")
    column, _, reason = message.partition(": ")
    if column in PRIVATE and "“" in reason:
        reason = "is not a date" if column == "date of birth" else "cannot be read"
    return Fault(row, reason, column)


def _columns(
    told: Sequence[tuple[Told, dict[str, Any]]],
    area: str,
    names: Pseudonyms,
    providers: Sequence[str],
) -> dict[str, list[int]]:
    people = _pseudonyms("person", area, names, {row.person for row, _ in told})
    packages = _pseudonyms("package", area, names, {row.package for row, _ in told})
    number = {name: at for at, name in enumerate(providers, 1)}
    same = ("service", "start", "end", "weekly", "born", "authorised")
    columns: dict[str, list[int]] = {name: [getattr(row, name) for row, _ in told] for name in same}
    for name in ("group", "funder", "units", "out_of_county", "conditions", "planned_end"):
        columns[name] = [more[name] for _, more in told]
    columns["person"] = [people[row.person] for row, _ in told]
    columns["package"] = [packages[row.package] for row, _ in told]
    columns["setting"] = [SERVICES[row.service].setting for row, _ in told]
    columns["provider"] = [number.get(more["provider"], 0) for _, more in told]
    columns["known_from"] = [0] * len(told)
    columns["known_to"] = [FOREVER] * len(told)
    return columns


def _pseudonyms(kind: str, area: str, names: Pseudonyms, given: set[str]) -> dict[str, int]:
    """Each reference's pseudonym; two of one pseudonym are never taken for one."""
    made = {reference: names.of(kind, area, reference) for reference in given}
    if len(set(made.values())) < len(made):
        raise Refusal(f"two {kind} references give one pseudonym; ask for another key")
    return made
