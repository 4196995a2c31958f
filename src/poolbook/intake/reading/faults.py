"""What is wrong with a file: one fault, the list that gathers them all, and how places are named."""

from dataclasses import dataclass, field

LISTED = 200  # faults listed in full; the rest are counted
SHOWN = 80  # characters of an offending value that are repeated to the user
FAULT, WARNING = "fault", "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: what, where, and what to do about it.

    `row` is 1-based in the file, `cell` is as a spreadsheet names it ("F12"), `severity` is
    "fault" (the file cannot be used as it is) or "warning" (look, but it can be).
    """

    code: str
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: str | None = None
    severity: str = FAULT
    what_to_do: str = ""


class RefusedError(Exception):
    """The file cannot be read at all; carries the fault that says why."""

    def __init__(self, code: str, message: str, what_to_do: str = "", sheet: str | None = None):
        super().__init__(message)
        self.fault = Fault(code, message, sheet=sheet, what_to_do=what_to_do)


@dataclass(slots=True)
class Place:
    """Names cells of one sheet for the user: text files by row and column, workbooks by cell."""

    sheet: str | None = None
    first_column: int = 0
    names: list[str] = field(default_factory=list)

    def letter(self, index: int) -> str:
        """The spreadsheet letter of the column at `index` of the grid."""
        return letters(index + self.first_column)

    def name(self, index: int) -> str:
        """The heading of a column, or its letter where it has none."""
        known = self.names[index] if index < len(self.names) else ""
        return known or self.letter(index)

    def where(self, row: int, index: int | None = None) -> str:
        """`Row 12, column Amount` or `Sheet 'Ledger', cell F12 (Amount)`."""
        if index is None:
            return f"Sheet '{self.sheet}', row {row}" if self.sheet else f"Row {row}"
        if self.sheet is None:
            return f"Row {row}, column {self.name(index)}"
        name = self.names[index] if index < len(self.names) else ""
        cell = f"Sheet '{self.sheet}', cell {self.letter(index)}{row}"
        return f"{cell} ({name})" if name else cell


@dataclass(slots=True)
class Faults:
    """Every fault and warning of one file, listed up to a limit and counted beyond it."""

    place: Place = field(default_factory=Place)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    unlisted: int = 0
    unlisted_warnings: int = 0
    listed: int = LISTED

    def put(self, fault: Fault) -> None:
        """Keep a fault already made."""
        if fault.severity == WARNING:
            if len(self.warnings) < self.listed:
                self.warnings.append(fault)
            else:
                self.unlisted_warnings += 1
        elif len(self.faults) < self.listed:
            self.faults.append(fault)
        else:
            self.unlisted += 1

    def file(self, code: str, message: str, do: str = "", severity: str = FAULT) -> None:
        """A fault of the file or sheet as a whole."""
        self.put(Fault(code, message, sheet=self.place.sheet, severity=severity, what_to_do=do))

    def at(
        self,
        code: str,
        row: int,
        index: int | None,
        says: str,
        *,
        value: object = None,
        do: str = "",
        severity: str = FAULT,
    ) -> None:
        """A fault of one row, or of one cell where `index` is given; `says` follows the place."""
        place = self.place
        self.put(
            Fault(
                code,
                f"{place.where(row, index)}: {says}",
                sheet=place.sheet,
                row=row,
                column=None if index is None else place.name(index),
                cell=None if index is None else f"{place.letter(index)}{row}",
                value=None if value is None else clip(value),
                severity=severity,
                what_to_do=do,
            )
        )


def clip(value: object) -> str:
    """A value as shown to the user: one line, not endless."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA, as spreadsheets name columns."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def listed(numbers: list[int], limit: int = 5) -> str:
    """Row numbers as people read them: `4, 7 and 9`, or `4, 5, 6, 7, 8 and 12 more`."""
    if len(numbers) > limit:
        return ", ".join(map(str, numbers[:limit])) + f" and {len(numbers) - limit} more"
    if len(numbers) < 2:
        return "".join(map(str, numbers))
    return ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}"


def rows_text(numbers: list[int]) -> str:
    """`Row 4` or `Rows 4, 7 and 9`."""
    return f"Row{'s' if len(numbers) > 1 else ''} {listed(numbers)}"
