"""Importing a ledger extract: the file read, every fault at once, and then posted whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from poolbook.finance.actions import postings
from poolbook.finance.actions.mappings import OUTSIDE, Places
from poolbook.finance.models import Mapping, Period, Source
from poolbook.intake.reading import Fault, Layout, Reading, read_file
from poolbook.intake.reading.reader import no_collection
from poolbook.partners.models import Person
from poolbook.rules.calendar import month_of
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Preview:
    """What an import would do: rows and pence by what would become of them, and the faults."""

    reading: Reading
    rows: dict[str, int]
    pence: dict[str, int]
    unmapped: dict[tuple[str, str], int]
    faults: tuple[str, ...]
    entries: tuple[postings.Entry, ...] = field(repr=False)


def preview(path: Path, source: Source, period: Period, layout: Layout | None = None) -> Preview:
    """Reads and maps a file without posting it. Raises Refusal where it cannot be opened."""
    reading = read(path, source, layout)
    faults = [told(fault) for fault in reading.faults]
    faults += _more(reading.faults_not_listed)
    entries = tuple(_entries(reading, period, faults))
    places = Places(source, period)
    rows = {"read": len(entries), "posted": 0, "suspended": 0, "outside": 0}
    pence = {**rows, "read": sum(entry.pence for entry in entries)}
    unmapped: dict[tuple[str, str], int] = {}
    for entry in entries:
        place = places(entry.cost_centre, entry.account, entry.month)
        kind = "suspended" if place is None else "outside" if place == OUTSIDE else "posted"
        rows[kind] += 1
        pence[kind] += entry.pence
        if place is None:
            key = (entry.cost_centre, entry.account)
            unmapped[key] = unmapped.get(key, 0) + entry.pence
    if (
        entries
        and rows["suspended"] == len(entries)
        and Mapping.objects.filter(source=source).exists()
    ):
        faults.append(
            f"{path.name}: not one of its {len(entries):,} rows has a cost centre that {source.name} "
            "maps. Check that it is this source's file; map a cost centre first where it is new."
        )
    return Preview(reading, rows, pence, unmapped, tuple(faults), entries)


def import_extract(
    *,
    by: Person,
    period: Period,
    source: Source,
    path: Path,
    layout: Layout | None = None,
    skip_repeated: bool = False,
) -> tuple[postings.Posted, Reading]:
    """Reads a file and posts it to an open period, whole. Raises Refusal with every fault at once."""
    with no_collection():
        seen = preview(path, source, period, layout)
        if seen.faults:
            raise Refusal(f"{path.name} was not imported; nothing was posted", seen.faults)
        extract = postings.Extract(
            file_name=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            entries=seen.entries,
        )
        done = postings.post(
            by=by, period=period, source=source, extract=extract, skip_repeated=skip_repeated
        )
        return done, seen.reading


def read(path: Path, source: Source, layout: Layout | None = None) -> Reading:
    """Reads a file by the source's saved layout, or by the one given."""
    try:
        return read_file(path, layout or Layout.from_dict(source.layout))
    except ValueError as error:
        raise Refusal(f"the layout of {source.name} is wrong", [str(error)]) from None
    except OSError as error:
        raise Refusal(f"{path}: cannot be opened ({error.strerror})") from None


def told(fault: Fault) -> str:
    """A fault as a sentence with what to do."""
    return f"{fault.message} {fault.what_to_do}".strip()


def _more(count: int) -> list[str]:
    return [f"… and {count:,} more like these"] if count else []


def _entries(reading: Reading, period: Period, faults: list[str]) -> Iterator[postings.Entry]:
    """The rows as the ledger takes them; a row of another year or a later month is a fault."""
    by_period = bool(reading.period_columns) or any(c.role == "period" for c in reading.columns)
    year, last, wrong = period.month.year, period.number, 0
    for row in reading.rows:
        month, fault = row.month or last, ""
        if row.date and not by_period:
            of = month_of(row.date)
            month = of.number
            if of.year != year:
                fault = f"the date {row.date:%d/%m/%Y} is not in {year}. Check that it is the right file"
        if not fault and month > last:
            said = (
                f"the date {row.date:%d/%m/%Y} is in month {month}"
                if row.date
                else f"month {month}"
            )
            fault = (
                f"{said}, after {period}. Import the file to the later period, or leave the row out"
            )
        if fault:
            wrong += 1
            if wrong <= 50:
                faults.append(f"Row {row.number}: {fault}.")
            continue
        yield postings.Entry(
            row.number,
            month,
            row.date,
            row.cost_centre,
            row.account,
            row.reference,
            row.description or row.supplier,
            row.amount,
        )
    faults.extend(_more(wrong - 50) if wrong > 50 else [])
