"""The financial month of each row from a period column, whatever way the periods are written."""

from collections.abc import Sequence

from .amounts import is_error
from .faults import WARNING, Faults, clip
from .model import Cell
from .periods import financial, month_of_cell
from .roles import plain

Months = list[int | None]


def months_of(
    index: int,
    column: Sequence[Cell],
    numbers: list[int],
    from_dates: Months,
    heading: str,
    faults: Faults,
) -> Months:
    """Months 1–13 (April = 1); where the period is blank, the date's month.

    A bare number, or the last part of 202004, is a financial period, unless the dates of the
    rows agree better with calendar months; a heading of "month" without dates is warned of.
    """
    known = {cell: month_of_cell(cell) for cell in set(column) if str(cell).strip()}
    numbered = {cell for cell, each in known.items() if each and each[1] != "month"}
    calendar = _is_calendar(column, known, numbered, from_dates)
    if calendar is None and numbered and "month" in plain(heading):
        faults.file(
            "month-or-period",
            f"Nothing shows whether month 1 in column {heading} is April or January: taken as April.",
            "Check one posting, and ask for a date column if it is January.",
            WARNING,
        )
    for number, cell in zip(numbers, column, strict=True):
        if known.get(cell, ()) is None:
            _say_bad(index, number, cell, faults)
    months = {cell: _month(each, bool(calendar)) for cell, each in known.items() if each}
    return [months.get(cell, month) for cell, month in zip(column, from_dates, strict=True)]


def _month(each: tuple[int, str], calendar: bool) -> int:
    month, form = each
    return financial(month) if calendar and form != "month" and month <= 12 else month


def _is_calendar(column: Sequence[Cell], known: dict, numbered: set, dates: Months) -> bool | None:
    """True or False by the dates beside the numbers; None without evidence."""
    as_period = as_calendar = 0
    for cell, date in zip(column, dates, strict=True):
        if date is None or cell not in numbered:
            continue
        number = known[cell][0]
        as_period += number == date
        as_calendar += number <= 12 and financial(number) == date
    if not as_period and not as_calendar:
        return None
    return as_calendar > as_period


def _say_bad(index: int, number: int, cell: Cell, faults: Faults) -> None:
    error = is_error(cell)
    faults.at(
        "excel-error" if error else "bad-period",
        number,
        index,
        f"Excel error {clip(cell)}." if error else f"'{clip(cell)}' is not a period or a month.",
        value=cell,
        do="Write the period as 1 to 13 (April is 1) or as a month such as Apr-20.",
    )
