"""Where the headings are: under title rows, over one row or two, or nowhere."""

import re
from dataclasses import dataclass

from .amounts import AmountError, from_text
from .dates import looks_like_date
from .model import Cell
from .periods import month_of_heading
from .roles import role_of

SEARCHED = 80  # rows from the top in which headings are looked for
AHEAD = 30  # rows below, taken as evidence
SURE = 8.0  # the score of an amount heading with figures under it


@dataclass(slots=True)
class Header:
    """The headings: their 0-based last row, how many rows they take, and the names."""

    last: int
    height: int
    names: list[str]
    score: float


def find_header(rows: list[list[Cell]], settled: int | None = None) -> Header | None:
    """The best row (or pair of rows) of headings; `settled` is a 1-based row chosen by a person."""
    if settled is not None:
        ends = [settled - 1] if settled <= len(rows) else []
    else:
        ends = range(min(len(rows), SEARCHED))
    best: Header | None = None
    for last in ends:
        if best and best.score >= SURE and best.last < last and _is_data(rows[last]):
            break  # the table has begun: headings further down are those of another one
        for header in (_single(rows, last, bool(settled)), _pair(rows, last)):
            if header and (best is None or header.score > best.score + 0.001):
                best = header
    return best


def first_table_row(rows: list[list[Cell]]) -> int | None:
    """The first row (0-based) that holds an amount or a date among other cells, if any."""
    for at, row in enumerate(rows[:SEARCHED]):
        if _is_data(row):
            return at
    return None


def _is_data(row: list[Cell]) -> bool:
    filled = [cell for cell in row if str(cell).strip()]
    return len(filled) >= 2 and any(map(is_figure, filled))


def clean(cell: Cell) -> str:
    """A heading cell as one line of text."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\ufeff", "").split())


def is_figure(cell: Cell) -> bool:
    """Is the cell an amount or a date (as no heading is, but for months and years)?"""
    if type(cell) in (float, int):
        return True
    if type(cell) is not str or not cell.strip():
        return False
    if looks_like_date(cell):
        return True
    try:
        return from_text(cell) is not None
    except AmountError:
        return False


def _single(rows: list[list[Cell]], at: int, settled: bool) -> Header | None:
    names = [clean(cell) for cell in rows[at]]
    if not _can_be_names(rows[at], names) and not settled:
        return None
    return Header(at, 1, names, _score(names, rows, at))


def _can_be_names(cells: list[Cell], names: list[str]) -> bool:
    filled = [name for name in names if name]
    if len(filled) < 2 or any(len(name) > 120 for name in filled):
        return False
    figures = [cell for cell in cells if is_figure(cell) and not _is_month_date(cell)]
    return not figures or (_period_numbers(figures) and len(filled) > len(figures))


def _is_month_date(cell: Cell) -> bool:
    """A first of a month, as Excel turns a heading such as Apr-20 into."""
    return isinstance(cell, str) and bool(re.fullmatch(r"20[0-9]{2}-[01][0-9]-01", cell))


def _period_numbers(cells: list[Cell]) -> bool:
    """1, 2, 3 … 12 as headings of periods."""
    try:
        numbers = [int(float(cell)) for cell in cells]
    except ValueError:
        return False
    return len(numbers) >= 6 and numbers == list(range(1, len(numbers) + 1)) and len(numbers) <= 13


def _pair(rows: list[list[Cell]], last: int) -> Header | None:
    """Two rows of headings: the upper spreads to the right over the blanks that follow it."""
    if last == 0:
        return None
    above, below = [[clean(cell) for cell in rows[at]] for at in (last - 1, last)]
    if sum(map(bool, above)) < 2 or any(map(is_figure, rows[last - 1])):
        return None
    if not _can_be_names(rows[last], below) or _single_is_enough(above, below):
        return None
    names, carried = [], ""
    for at in range(max(len(above), len(below))):
        upper = above[at] if at < len(above) else ""
        lower = below[at] if at < len(below) else ""
        carried = upper or (carried if lower else "")
        alone = lower and not upper and _role_or_month(lower) and not month_of_heading(lower)
        names.append(" ".join(filter(None, (upper if alone else carried, lower))))
    score = _score(names, rows, last)
    return Header(last, 2, names, score - 0.5) if _adds(score, above, below, rows, last) else None


def _single_is_enough(above: list[str], below: list[str]) -> bool:
    """Is the upper row a full row of headings by itself (so the lower one is data or a repeat)?"""
    if sum(1 for name in below if name and month_of_heading(name)) > 1:
        return False
    known = [role[0] for role in map(role_of, filter(None, above)) if role]
    return "amount" in known and len(known) > 3


def _adds(
    score: float, above: list[str], below: list[str], rows: list[list[Cell]], last: int
) -> bool:
    return score > 0.6 + max(_score(above, rows, last), _score(below, rows, last))


def _role_or_month(name: str) -> bool:
    return bool(role_of(name)) or bool(month_of_heading(name))


def _score(names: list[str], rows: list[list[Cell]], last: int) -> float:
    """More for headings that are known, and for figures found below where they promise them."""
    filled = [name for name in names if name]
    known = [(at, role_of(name)) for at, name in enumerate(names) if name]
    months = [at for at, name in enumerate(names) if name and month_of_heading(name)]
    money = [at for at, role in known if role and role[0] in ("amount", "debit", "credit")]
    score = 3.0 * sum(1 for _, role in known if role) + 0.1 * len(filled)
    score += 2.0 * len(months) if len(months) > 1 else 0
    score -= 1.0 * (len(filled) - len({name.lower() for name in filled}))
    below = rows[last + 1 : last + 1 + AHEAD]
    promised = (money + months) if money or len(months) > 1 else []
    return score + 5.0 * _agreement(below, promised)


def _agreement(below: list[list[Cell]], columns: list[int]) -> float:
    """The share of filled cells under the money headings that are figures."""
    cells = [row[at] for row in below for at in columns if at < len(row)]
    filled = [cell for cell in cells if str(cell).strip()]
    return sum(map(is_figure, filled)) / len(filled) if filled else 0.0
