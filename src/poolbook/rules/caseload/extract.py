"""What is wrong with an extract of packages, row by row: no row is dropped without a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poolbook.rules.caseload.codes import MOST_WEEKLY, OPEN, UNKNOWN_BORN, day_of
from poolbook.rules.money import show_pounds


@dataclass(frozen=True)
class Told:
    """One row as the extract tells it: references as written, days as numbers, pence a week."""

    row: int
    person: str
    package: str
    service: int
    start: int
    end: int
    weekly: int
    born: int
    authorised: int


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a row, without a reference or a date of birth; `column` where it is one cell."""

    row: int
    message: str
    column: str = ""

    def __str__(self) -> str:
        """As said in a line: `row 6: weekly cost: …`."""
        where = f"row {self.row}: {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.message}"


FIRST_YEAR, FIRST_BORN = 1990, 1901


def faults(rows: Sequence[Told], today: int) -> list[Fault]:
    """Every fault of rows that could be read, in the order of the file."""
    found = [fault for row in rows for fault in _of_one(row, today)]
    found += _overlaps(rows)
    found += _contradictions(rows)
    return sorted(set(found))


def _of_one(row: Told, today: int) -> Iterator[Fault]:
    if row.end < row.start:
        yield Fault(row.row, f"ends on {day_of(row.end)}, before it starts on {day_of(row.start)}")
    if row.weekly < 0:
        yield Fault(row.row, f"costs {show_pounds(row.weekly)} a week: a cost cannot be negative")
    if row.weekly > MOST_WEEKLY:
        most = show_pounds(MOST_WEEKLY)
        yield Fault(row.row, f"costs {show_pounds(row.weekly)} a week, more than {most}")
    for name, day in (("start", row.start), ("end", row.end), ("authorised", row.authorised)):
        date = day_of(day)
        said = name != "authorised" or day != row.start  # who says nothing of it says the start
        if date and date.year < FIRST_YEAR and said:
            yield Fault(row.row, f"{name} is in {date.year}: an empty date of a spreadsheet")
    born = day_of(row.born) if row.born != UNKNOWN_BORN else None
    if born and born.year < FIRST_BORN:
        yield Fault(row.row, "born before 1901: an empty date of a spreadsheet")
    if row.born != UNKNOWN_BORN and row.born > row.start:
        yield Fault(row.row, "starts before the person is born")
    if row.authorised > today:
        yield Fault(row.row, f"authorised on {day_of(row.authorised)}, which is still to come")


def _overlaps(rows: Sequence[Told]) -> Iterator[Fault]:
    by_service: dict[tuple[str, int], list[Told]] = {}
    for row in rows:
        by_service.setdefault((row.person, row.service), []).append(row)
    for mine in by_service.values():
        mine.sort(key=lambda row: (row.start, row.end, row.row))
        last = mine[0]
        for row in mine[1:]:
            if row.start <= last.end:
                until = "has no end" if last.end == OPEN else f"ends on {day_of(last.end)}"
                yield Fault(
                    row.row,
                    f"starts on {day_of(row.start)}, while the same person’s package of the same "
                    f"service in row {last.row} {until}",
                )
            last = row if row.end > last.end else last


def _contradictions(rows: Sequence[Told]) -> Iterator[Fault]:
    """One reference for two people, or one package of two people."""
    born: dict[str, Told] = {}
    owner: dict[str, Told] = {}
    for row in rows:
        first = born.setdefault(row.person, row)
        if first.born != row.born:
            yield Fault(
                row.row, f"the person has another date of birth in row {first.row}: one key for two people"
            )  # fmt: skip
        first = owner.setdefault(row.package, row)
        if first.person != row.person:
            yield Fault(row.row, f"the package is another person’s in row {first.row}")
