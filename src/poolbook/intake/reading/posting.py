"""From cells to rows: amounts in pence, dates, months and texts, column by column."""

import datetime
from collections.abc import Sequence
from operator import itemgetter

from .amounts import AmountError, is_error, to_pence
from .columns import Plan
from .dates import DateColumn, read_dates
from .faults import WARNING, Faults, clip
from .layout import Layout
from .model import Cell, Reading, Row
from .money_columns import money_text
from .month_column import months_of
from .periods import financial
from .sorting import Sorted
from .table import BAD, Cells

TEXTS = ("cost_centre", "account", "description", "reference", "supplier")


def row_amounts(plan: Plan, cells: Cells, height: int) -> tuple[list, dict[int, list]]:
    """The amount of each row (None blank, BAD unreadable), and each money column's own figures."""
    columns = {index: cells.pence(index) for index in plan.money}
    if not columns:
        return [None] * height, columns
    if len(columns) == 1:
        return next(iter(columns.values())), columns
    signs = [-1 if index == plan.credit else 1 for index in columns]
    sums = []
    for figures in zip(*columns.values(), strict=True):
        if any(figure is BAD for figure in figures):
            sums.append(BAD)
        elif all(figure is None for figure in figures):
            sums.append(None)
        else:
            sums.append(sum((f or 0) * s for f, s in zip(figures, signs, strict=True)))
    return sums, columns


def post(
    reading: Reading,
    plan: Plan,
    found: Sorted,
    cells: Cells,
    money: tuple[list, dict[int, list]],
    offset: int,
    layout: Layout,
    faults: Faults,
) -> None:
    """Fill the reading's rows and totals from the rows found to be data."""
    amounts, columns = money
    data = found.data
    if not data:
        return
    pick = itemgetter(*data) if len(data) > 1 else lambda column: (column[data[0]],)
    numbers = [offset + at for at in data]
    taken = list(pick(amounts))
    _apply_sides(plan, taken, cells, pick, numbers, faults)
    flip = -1 if layout.sign == "reversed" else 1
    if flip < 0:
        taken = [-amount for amount in taken]
    dates = _dates(plan, cells, pick, numbers, layout, faults, reading)
    months = _months(plan, cells, pick, numbers, dates, faults)
    texts = [
        _texts(plan.roles.get(role), cells, pick, numbers, faults, len(data)) for role in TEXTS
    ]
    own = _own(plan, cells, pick, len(data))
    if plan.months:
        figures = {index: pick(columns[index]) for index in plan.months}
        _check_row_totals(plan, cells, pick, numbers, taken, flip, faults)
        reading.rows = _unpivoted(plan, figures, flip, numbers, dates, texts, own)
    else:
        reading.rows = list(
            map(Row._make, zip(numbers, months, dates, taken, *texts, own, strict=True))
        )
    reading.total_pence = sum(row.amount for row in reading.rows)
    reading.negatives = sum(1 for row in reading.rows if row.amount < 0)
    if plan.debit is not None and plan.credit is not None and plan.amount is None:
        reading.debit_total = sum(f or 0 for f in pick(columns[plan.debit]))
        reading.credit_total = sum(f or 0 for f in pick(columns[plan.credit]))


def as_text(cell: Cell) -> str:
    """A cell as text: 40012.0 from a workbook is the code 40012."""
    if type(cell) is str:
        return cell.strip()
    if type(cell) is float and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _texts(
    index: int | None, cells: Cells, pick, numbers: list[int], faults: Faults, height: int
) -> list[str]:
    if index is None:
        return [""] * height
    column = pick(cells[index])
    known = {cell: as_text(cell) for cell in set(column)}
    wrong = {cell for cell in known if is_error(cell)}
    if wrong:
        say_errors(index, column, numbers, wrong, faults)
    return [known[cell] for cell in column]


def say_errors(
    index: int, column: Sequence[Cell], numbers: list[int], wrong: set, faults: Faults
) -> None:
    """A fault for each Excel error in a column that is used."""
    for number, cell in zip(numbers, column, strict=True):
        if cell in wrong:
            formula = cell == "#UNCALCULATED"
            faults.at(
                "excel-error",
                number,
                index,
                "the formula was saved without its result."
                if formula
                else f"Excel error {clip(cell)}.",
                value=cell,
                do="Correct the formula in the workbook.",
            )


def _own(plan: Plan, cells: Cells, pick, height: int) -> list[dict[str, str] | None]:
    """Columns that the layout names by a word of its own, as a dict for each row."""
    if not plan.own:
        return [None] * height
    columns = {name: [pick(cells[index]) for index in where] for name, where in plan.own.items()}
    return [
        {name: " ".join(as_text(c[at]) for c in parts) for name, parts in columns.items()}
        for at in range(height)
    ]


def _apply_sides(
    plan: Plan, taken: list, cells: Cells, pick, numbers: list[int], faults: Faults
) -> None:
    """Where a column says D or C beside an unsigned amount, credits are negative."""
    index = plan.roles.get("debit_or_credit")
    if index is None or plan.amount is None:
        return
    sides = [as_text(cell).lower()[:1] for cell in pick(cells[index])]
    if set(sides) - {"d", "c", ""} or "c" not in sides:
        return
    if any(amount < 0 for amount, side in zip(taken, sides, strict=True) if side == "c"):
        return  # the sign is in the amounts already
    for at, side in enumerate(sides):
        if side == "c":
            taken[at] = -taken[at]


def _dates(
    plan: Plan,
    cells: Cells,
    pick,
    numbers: list[int],
    layout: Layout,
    faults: Faults,
    reading: Reading,
) -> list[datetime.date | None]:
    index = plan.roles.get("date")
    if index is None:
        return [None] * len(numbers)
    column = pick(cells[index])
    distinct = set(column)
    wrong = {cell for cell in distinct if is_error(cell)}
    if wrong:
        say_errors(index, column, numbers, wrong, faults)
    found = read_dates(distinct - wrong, layout.date_order)
    reading.date_order = found.order
    say_dates(found, index, column, numbers, faults)
    return [found.dates.get(cell) for cell in column]


def say_dates(
    found: DateColumn, index: int, column: Sequence[Cell], numbers: list[int], faults: Faults
) -> None:
    """Faults and warnings of a date column."""
    name = faults.place.name(index)
    for number, cell in zip(numbers, column, strict=True) if found.bad or found.clash else ():
        if cell in found.bad:
            reason = found.bad[cell]
            code = (
                "date-out-of-range"
                if "is a date in" in reason and "cal" not in reason
                else "bad-date"
            )
            faults.at(
                code, number, index, f"'{clip(cell)}' {reason}.", value=cell, do="Correct the date."
            )
        elif cell in found.clash:
            other = "month" if found.order == "dmy" else "day"
            faults.at(
                "mixed-dates",
                number,
                index,
                f"'{clip(cell)}' has the {other} first, but the other dates of the column do not.",
                value=cell,
                do="Make all dates of the column day/month/year.",
            )
    if found.time_only:
        faults.file(
            "time-only",
            f"Column {name} holds only a time of day ('{clip(next(iter(found.time_only)))}') where "
            "a date is expected: those rows have no date.",
            "Ask for the extract with its dates, or give the period when importing.",
            WARNING,
        )
    if found.ambiguous:
        faults.file(
            "ambiguous-dates",
            f"Nothing in column {name} shows whether 1/4/2020 is 1 April or 4 January: "
            "taken as day/month/year.",
            "If it is month/day/year, say so: date_order 'mdy' in the layout.",
            WARNING,
        )


def _months(
    plan: Plan, cells: Cells, pick, numbers: list[int], dates: list, faults: Faults
) -> list[int | None]:
    index = plan.roles.get("period")
    by_date = {date: financial(date.month) if date else None for date in set(dates)}
    from_dates = [by_date[date] for date in dates]
    if index is None:
        return from_dates
    return months_of(
        index, pick(cells[index]), numbers, from_dates, plan.columns[index].name, faults
    )


def _unpivoted(
    plan: Plan, figures: dict[int, Sequence], flip: int, numbers, dates, texts, own
) -> list[Row]:
    """One row for each filled period cell, in the order of the file."""
    months = list(plan.months.values())
    rows = []
    for number, date, *rest in zip(
        numbers, dates, *texts, own, *(figures[index] for index in plan.months), strict=True
    ):
        words, amounts = rest[: len(TEXTS) + 1], rest[len(TEXTS) + 1 :]
        for month, amount in zip(months, amounts, strict=True):
            if amount is not None:
                rows.append(Row(number, month, date, amount * flip, *words))
    return rows


def _check_row_totals(
    plan: Plan, cells: Cells, pick, numbers: list[int], sums: list[int], flip: int, faults: Faults
) -> None:
    """A Total column must be the sum of the row's periods."""
    if plan.row_total is None:
        return
    for number, cell, amount in zip(numbers, pick(cells[plan.row_total]), sums, strict=True):
        try:
            said = to_pence(cell)
        except AmountError:
            continue
        if said is not None and said != amount * flip:
            faults.at(
                "row-total-mismatch",
                number,
                plan.row_total,
                f"the total says {money_text(said)}, but the row's periods add up to "
                f"{money_text(amount * flip)}.",
                value=cell,
                do="A period may be missing: run the extract again.",
            )
