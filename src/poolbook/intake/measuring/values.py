"""Values as a table gives them: a row a measure, area and time, each figure as it is printed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.intake.tables import Line, read_table
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_observing
from poolbook.performance.actions.loads import Value, take_in
from poolbook.performance.models import Area, Definition
from poolbook.performance.queries.series import definitions, meant
from poolbook.rules.measures.figures import FigureError, figure, ratio
from poolbook.rules.measures.kinds import STATUSES, VALUE
from poolbook.rules.measures.periods import Time, time_of
from poolbook.rules.refusal import Refusal

NEEDED = ("measure", "area", "time", "value")
OPTIONAL = ("numerator", "denominator", "count", "status", "note", "source")


@dataclass(frozen=True)
class Entered:
    """How many values were new, were another figure before, and were known."""

    new: int
    changed: int
    same: int


def enter_values(paths: Sequence[Path], *, by: Person, agreement: Agreement) -> Entered:
    """Takes in every file or none; each source of a file is a load. Raises Refusal with every fault."""
    require_observing(by, agreement)
    faults: list[str] = []
    read = [(path, _values(path, agreement, faults)) for path in paths]
    names = ", ".join(path.name for path in paths)
    seen: dict[tuple, str] = {}
    for _, groups in read:
        for value in (value for group in groups.values() for value in group):
            if before := seen.get(value[:4]):
                faults.append(f"{value.where}: {value.measure} of that time is in {before} too")
            seen[value[:4]] = value.where
    if faults:
        raise Refusal(f"{names}: no value was taken in", faults)
    counted = [0, 0, 0]
    with acting(str(by), f"entered values from {names}"):
        for path, groups in read:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            for source, values in groups.items():
                done = take_in(
                    by=by,
                    agreement=agreement,
                    values=values,
                    file_name=path.name,
                    sha256=digest,
                    provenance=source,
                )
                for at, many in enumerate((done.new, done.changed, done.same)):
                    counted[at] += many
    return Entered(*counted)


def _values(path: Path, agreement: Agreement, faults: list[str]) -> dict[str, list[Value]]:
    """The file's values by their source."""
    rows = read_table(path, NEEDED, OPTIONAL, faults)
    known = {row.text("measure") for row in rows}
    found = Definition.objects.filter(measure__agreement=agreement, measure__ref__in=known)
    refs = dict(found.values_list("measure__ref", "measure"))
    versions = definitions(refs.values())
    areas = set(Area.objects.values_list("code", flat=True))
    groups: dict[str, list[Value]] = {}
    if not rows and not faults:
        faults.append(f"{path.name}: has no row")
    for row in rows:
        ref, area = row.text("measure", required=True), row.text("area", required=True)
        time = time_in(row)
        if ref and ref not in refs:
            row.fault("measure", f"there is no measure “{ref}”")
        if area and area not in areas:
            row.fault("area", f"there is no area “{area}”")
        if time and ref in refs:
            value = _value(row, meant(versions[refs[ref]], time.ends), time)
            groups.setdefault(row.text("source"), []).append(value)
    return groups


def time_in(row: Line) -> Time | None:
    """The row's time; a fault where it says none."""
    text = row.text("time", required=True)
    try:
        return time_of(text) if text else None
    except ValueError as reason:
        row.fault("time", str(reason))
        return None


def _value(row: Line, definition: Definition, time: Time) -> Value:
    above, below = _number(row, "numerator"), _number(row, "denominator")
    status, note = row.choice("status", STATUSES, default=VALUE), row.text("note")
    value: Decimal | None = None
    try:
        read = figure(row.text("value"))
    except FigureError as reason:
        row.fault("value", f"{reason}; write a number, or a mark such as n/a")
        read = figure(None)
    if read.percent and definition.unit != "percent":
        row.fault("value", f"is a percentage, and the measure is in {definition.unit}")
    if row.text("status") and status != VALUE:
        if read.value is not None:
            row.fault("value", f"has a figure, and the status is “{status}”; keep one of them")
    elif not row.text("value") and above is not None and below is not None:
        value = ratio(above, below, definition.per)
        if value is None:
            row.fault("denominator", "is 0; a share of nothing is no value")
    else:
        status, value = read.status, read.value
        note = note or read.note
    return Value(
        measure=row.text("measure"),
        area=row.text("area"),
        starts=time.starts,
        ends=time.ends,
        status=status,
        value=value,
        numerator=above,
        denominator=below,
        count=row.whole("count"),
        note=note,
        where=f"{row.file}, row {row.number}",
    )


def _number(row: Line, column: str) -> Decimal | None:
    try:
        return figure(row.text(column)).value
    except FigureError as reason:
        row.fault(column, str(reason))
        return None
