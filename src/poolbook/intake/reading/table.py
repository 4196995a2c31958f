"""The columns below the headings, and the same columns as pence, each worked out once."""

from collections.abc import Sequence
from itertools import zip_longest

from .amounts import AmountError, to_pence
from .model import Cell

BAD = object()  # in place of an amount that could not be read


class Cells(list[tuple[Cell, ...]]):
    """Columns of cells, by position; `rows` are padded to the headings before."""

    def __init__(self, rows: Sequence[list[Cell]]) -> None:
        super().__init__(zip_longest(*rows, fillvalue=""))
        self._pence: dict[int, list] = {}

    def pence(self, index: int) -> list:
        """A column as pence, None (blank) or BAD (not an amount), one for each row."""
        if index not in self._pence:
            self._pence[index] = [pence_or_bad(cell) for cell in self[index]]
        return self._pence[index]

    def total(self, index: int) -> int:
        """The sum in pence of the cells of a column that are amounts."""
        return sum(figure for figure in self.pence(index) if type(figure) is int)


def pence_or_bad(cell: Cell) -> object:
    """A cell as pence, None or BAD."""
    try:
        return to_pence(cell)
    except AmountError:
        return BAD
