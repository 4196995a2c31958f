"""Importing a ledger extract: the file read, every fault at once, and then posted whole."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from poolbook.finance.actions import postings
from poolbook.finance.actions.mappings import OUTSIDE, Places
from poolbook.finance.models import Mapping, Period, Source
from poolbook.intake.reading import Fault, Layout, Reading, read_file
from poolbook.intake.reading.faults import LISTED, WARNING
from poolbook.intake.reading.reader import no_collection
from poolbook.partners.models import Person
from poolbook.rules.calendar import Month, month_of
from poolbook.rules.refusal import Refusal

WRONG_MONTHS = 50  # rows of another month that the command lists in full
Watch = Callable[[str, int, int], None]  # what is being done, rows done, of how many


@dataclass(frozen=True)
class Preview:
    """What an import would do: rows and pence by what would become of them, and the faults."""

    reading: Reading
    rows: dict[str, int]
    pence: dict[str, int]
    unmapped: dict[tuple[str, str], int]
    found: tuple[Fault, ...]
    not_listed: int
    entries: tuple[postings.Entry, ...] = field(repr=False)

    @property
    def faults(self) -> tuple[str, ...]:
        """Every fault as a sentence with what to do."""
        return tuple([told(fault) for fault in self.found] + _more(self.not_listed))


def preview(
    path: Path,
    source: Source,
    period: Period,
    layout: Layout | None = None,
    *,
    listed: int = 0,
    watch: Watch | None = None,
) -> Preview:
    """Reads and maps a file without posting it. Raises Refusal where it cannot be opened.

    `listed` is how many faults are listed in full (0: as many as a screen takes).
    """
    reading = read(path, source, layout, listed=listed or LISTED, watch=watch)
    wrong: list[Fault] = []
    entries = tuple(_entries(reading, period, wrong))
    _of_the_month(reading, entries, period)
    most = listed or WRONG_MONTHS
    faults = [*reading.faults, *wrong[:most]]
    places = Places(source, period)
    rows = {"read": len(entries), "posted": 0, "suspended": 0, "outside": 0}
    pence = {**rows, "read": sum(entry.pence for entry in entries)}
    unmapped: dict[tuple[str, str], int] = {}
    for done, entry in enumerate(entries):
        if watch and not done % 10_000:
            watch("Finding each row’s line", done, len(entries))
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
            Fault(
                "nothing-mapped",
                f"{path.name}: not one of its {len(entries):,} rows has a cost centre that "
                f"{source.name} maps.",
                what_to_do="Check that it is this source's file; map a cost centre first where it is new.",
            )
        )
    not_listed = reading.faults_not_listed + max(len(wrong) - most, 0)
    return Preview(reading, rows, pence, unmapped, tuple(faults), not_listed, entries)


def _of_the_month(reading: Reading, entries: tuple[postings.Entry, ...], period: Period) -> None:
    """Warns where every row is of an earlier month: then it may be last month's file."""
    months = {entry.month for entry in entries}
    # Dates know no closing period: its rows are of March.
    if not months or period.number in months or (period.number == 13 and 12 in months):
        return
    newest = Month(period.month.year, max(months)).name
    reading.warnings.append(
        Fault(
            "no-row-of-period",
            f"No row is of {period.month.name}: the newest is of {newest}.",
            severity=WARNING,
            what_to_do=f"Check that it is the extract of {period.month.name} and not an earlier one.",
        )
    )


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


def read(
    path: Path,
    source: Source,
    layout: Layout | None = None,
    *,
    listed: int = LISTED,
    watch: Watch | None = None,
) -> Reading:
    """Reads a file by the source's saved layout, or by the one given."""
    told_of = partial(watch, "Reading the workbook") if watch else None
    try:
        chosen = layout or Layout.from_dict(source.layout)
        return read_file(path, chosen, listed=listed, watch=told_of)
    except ValueError as error:
        raise Refusal(f"the layout of {source.name} is wrong", [str(error)]) from None
    except OSError as error:
        raise Refusal(f"{path}: cannot be opened ({error.strerror})") from None


def told(fault: Fault) -> str:
    """A fault as a sentence with what to do."""
    return f"{fault.message} {fault.what_to_do}".strip()


def _more(count: int) -> list[str]:
    return [f"… and {count:,} more like these"] if count else []


def _entries(reading: Reading, period: Period, faults: list[Fault]) -> Iterator[postings.Entry]:
    """The rows as the ledger takes them; a row of another year or a later month is a fault."""
    by_period = bool(reading.period_columns) or any(c.role == "period" for c in reading.columns)
    year, last = period.month.year, period.number
    for row in reading.rows:
        month, fault, code, do = row.month or last, "", "", ""
        if row.date and not by_period:
            of = month_of(row.date)
            month = of.number
            if of.year != year:
                fault = f"the date {row.date:%d/%m/%Y} is not in {year}."
                code, do = "another-year", "Check that it is the right file."
        if not fault and month > last:
            said = (
                f"the date {row.date:%d/%m/%Y} is in month {month}"
                if row.date
                else f"month {month}"
            )
            fault, code = f"{said}, after {period}.", "later-month"
            do = "Import the file to the later period, or leave the row out."
        if fault:
            shown = f"{row.date:%d/%m/%Y}" if row.date else str(month)
            says = f"Row {row.number}: {fault}"
            faults.append(Fault(code, says, reading.sheet, row.number, value=shown, what_to_do=do))
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
