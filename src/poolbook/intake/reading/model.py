"""What a reading is: the grid taken from a file, and the columns, rows and counts made of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .faults import Fault

Cell = str | float | int | bool  # "" is an empty cell; dates from workbooks are ISO text


@dataclass(slots=True)
class Grid:
    """One sheet as cells. `rows[0]` is row 1 of the file; column 0 is column `first_column`.

    `merged` holds (first row, first column, last row, last column), 0-based as in the sheet.
    """

    name: str | None
    rows: list[list[Cell]]
    first_column: int = 0
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


class Row(NamedTuple):
    """One posting: `number` is its row in the file, `amount` whole pence, `month` 1 = April.

    A row of period columns gives one Row for each filled period. Month 13 is the closing period.
    """

    number: int
    month: int | None
    date: datetime.date | None
    amount: int
    cost_centre: str
    account: str
    description: str
    reference: str
    supplier: str
    other: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a workbook: its name, whether it is hidden, its rows."""

    name: str
    hidden: bool
    rows: int


@dataclass(slots=True)
class Column:
    """A column as understood. `total_pence` is given for columns of money or numbers, else None.

    `index` is 0-based in the sheet; `kind` is one of money, number, code, date, period, text,
    blank, mixed.
    """

    index: int
    letter: str
    name: str
    role: str = "other"
    kind: str = "blank"
    non_blank: int = 0
    total_pence: int | None = None
    month: int | None = None


@dataclass(slots=True)
class Reading:
    """What was understood of one file; with faults it may hold only some of the rows."""

    file: str
    kind: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: list[SheetInfo] = field(default_factory=list)
    header_row: int | None = None
    header_rows: int = 1
    title_rows: int = 0
    columns: list[Column] = field(default_factory=list)
    rows: Sequence[Row] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    total_pence: int = 0
    negatives: int = 0
    amount_column: str | None = None
    debit_total: int | None = None
    credit_total: int | None = None
    period_columns: dict[str, int] = field(default_factory=dict)
    date_order: str | None = None
    sign: str = "as read"
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    faults_not_listed: int = 0
    warnings_not_listed: int = 0
    refused: bool = False

    @property
    def ok(self) -> bool:
        """True where nothing blocks the use of the file."""
        return not self.faults

    def as_dict(self, rows: bool = False) -> dict[str, Any]:
        """The published form (docs/reference/read.schema.json)."""
        from .describe import describe

        return describe(self, rows=rows)
