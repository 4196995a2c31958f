"""What a column holds, by looking at its cells: money, numbers, codes, dates, text."""

import re
from collections.abc import Sequence

from .amounts import AmountError, is_error, to_pence
from .dates import looks_like_date
from .model import Cell

SAMPLE = 1500  # filled cells looked at in each column
MONEY = re.compile(r"[£(,]|\.[0-9]{1,2}\)?-?\s*$|-\s*$|(CR|DR)\.?$", re.IGNORECASE)


def sample_of(cells: Sequence[Cell]) -> list[Cell]:
    """Filled cells spread over a column, without Excel errors."""
    step = max(1, len(cells) // (SAMPLE * 2))
    found = [c for c in cells[::step] if c != "" and not is_error(c) and str(c).strip()]
    return found[:SAMPLE] or [c for c in cells if c != "" and not is_error(c)][:SAMPLE]


def share_of_figures(cells: Sequence[Cell]) -> float:
    """The share of filled cells that are amounts; 0 for a blank column."""
    sample = sample_of(cells)
    return sum(map(_is_amount, sample)) / len(sample) if sample else 0.0


def kind_of(cells: Sequence[Cell], role: str) -> str:
    """money, number, code, date, period, text, mixed or blank."""
    sample = sample_of(cells)
    if not sample:
        return "blank"
    if role in ("amount", "debit", "credit", "month"):
        return "money"
    if role in ("date", "period"):
        return role
    if sum(map(looks_like_date, sample)) > 0.8 * len(sample):
        return "date"
    figures = sum(map(_is_amount, sample))
    if figures == len(sample):
        if role in ("account", "cost_centre", "reference", "supplier"):
            return "code"
        return "money" if any(map(_money_like, sample)) else _number_or_code(sample)
    if figures > 0.9 * len(sample) and any(map(_money_like, sample)):
        return "mixed"
    codes = sum(1 for cell in sample if _code_like(str(cell).strip()))
    return "code" if codes > 0.8 * len(sample) else "text"


def _is_amount(cell: Cell) -> bool:
    try:
        return to_pence(cell) is not None
    except AmountError:
        return False


def _money_like(cell: Cell) -> bool:
    if isinstance(cell, float):
        return not cell.is_integer()
    return isinstance(cell, str) and bool(MONEY.search(cell))


def _number_or_code(sample: list[Cell]) -> str:
    """Leading zeros, and long numbers, are codes."""
    texts = [str(cell).strip() for cell in sample if isinstance(cell, str)]
    zero = any(len(text) > 1 and text[0] == "0" for text in texts)
    return "code" if zero or (texts and all(len(text) >= 5 for text in texts)) else "number"


def _code_like(text: str) -> bool:
    return len(text) <= 20 and " " not in text and any(map(str.isdigit, text))
