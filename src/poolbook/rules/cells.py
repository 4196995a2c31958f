"""Numbers in the cells of a table that people or programs wrote, each fault at its own place."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolbook.rules.fields import Fault, as_decimal, shown

Floats = NDArray[np.float64]
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MISSING = ("", "NA")  # how a missing number is written in a file
_MOST_FAULTS = 25  # of one column; the rest are counted


def number(value: Any) -> tuple[float | None, str]:
    """A cell as a finite number, None where it is missing; and what is wrong with it, if anything."""
    if value is None or (isinstance(value, str) and value.strip() in MISSING):
        return None, ""
    found: float | None = None
    try:
        if isinstance(value, bool):
            pass
        elif isinstance(value, int | float | Decimal):
            found = float(value)
        elif isinstance(value, str):
            exact = as_decimal(value)  # also with commas between thousands
            if _NUMBER.fullmatch(value.strip()):
                found = float(value)
            elif exact is not None:
                found = float(exact)
    except (OverflowError, ValueError):
        found = math.inf
    if found is None:
        return None, f"is {shown(value)}; it should be a number"
    if not math.isfinite(found):
        return None, "is too large a number, or not one"
    return found, ""


@dataclass(frozen=True)
class Columns:
    """Columns of one length, and how a cell of them is called in a message."""

    data: Mapping[str, Sequence[Any]]
    where: str
    rows: int
    numbered_from: int | None = None  # the row in a file of the first; None: places in JSON

    def cell(self, name: str, at: int) -> str:
        """Where a cell stands: `data.rate[3]`, or `row 4, rate` of a file."""
        if self.numbered_from is not None:
            return f"row {at + self.numbered_from}, {name}"
        return f"{self.where}.{name}[{at + 1}]".lstrip(".")

    def numbers(
        self,
        name: str,
        faults: list[Fault],
        *,
        least: float | None = None,
        above: float | None = None,
        needed: bool = False,
    ) -> Floats:
        """A column as numbers, NaN where missing; each cell that may not be is a fault."""
        quick = _all_good(self.data[name], least, above)
        if quick is not None:
            return quick
        found: list[float] = []
        bad = 0
        for at, value in enumerate(self.data[name]):
            if type(value) is float and math.isfinite(value):
                each, problem = value, ""
            else:
                read, problem = number(value)
                each = math.nan if read is None else read
                if needed and read is None and not problem:
                    problem = "is missing; it is needed in every row"
            if least is not None and each < least:
                problem = f"is {each:g}; it should be {least:g} or more"
            if above is not None and each <= above:
                problem = f"is {each:g}; it should be more than {above:g}"
            if problem:
                bad += 1
                if bad <= _MOST_FAULTS:
                    faults.append(Fault(self.cell(name, at), problem))
            found.append(each)
        if bad > _MOST_FAULTS:
            faults.append(Fault(f"{self.where}.{name}".lstrip("."), f"{bad:,} cells are wrong"))
        return np.array(found, dtype=np.float64)


def _all_good(cells: Sequence[Any], least: float | None, above: float | None) -> Floats | None:
    """A column without a gap or a fault, at once; None where each cell has to be looked at."""
    if not set(map(type, cells)) <= {int, float}:
        return None
    try:
        found = np.array(cells, dtype=np.float64)
    except OverflowError:
        return None
    low = -math.inf if least is None else least
    good = np.isfinite(found) & (found >= low) & (found > (-math.inf if above is None else above))
    return found if bool(good.all()) else None


def columns(
    data: Any, where: str, faults: list[Fault], numbered_from: int | None = None
) -> Columns | None:
    """Columns from a table of lists, or from a list of rows; None where they are neither."""
    if isinstance(data, list) and all(isinstance(row, Mapping) for row in data):
        names = dict.fromkeys(name for row in data for name in row)
        data = {name: [row.get(name) for row in data] for name in names}
    if not isinstance(data, Mapping):
        faults.append(Fault(where, "should be columns (name: list), or a list of rows"))
        return None
    found = {str(name): values for name, values in data.items()}
    wrong = [name for name, values in found.items() if not isinstance(values, list | tuple)]
    for name in wrong:
        faults.append(Fault(f"{where}.{name}", "should be a list of the column’s cells"))
    if wrong:
        return None
    lengths = {name: len(values) for name, values in found.items()}
    if not lengths or not max(lengths.values()):
        faults.append(Fault(where, "has no rows"))
        return None
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        faults.append(Fault(where, f"should have columns of one length; {said}"))
        return None
    return Columns(found, where, next(iter(lengths.values())), numbered_from)


def plain_cells(cells: Sequence[Any]) -> list[Any]:
    """A column's cells for the answer, each as `plain` says."""
    if set(map(type, cells)) <= {int, str, bool, type(None)}:
        return list(cells)
    return [plain(one) for one in cells]


def plain(value: Any) -> Any:
    """A cell for the answer: a Decimal as the number it was, anything that JSON lacks as text."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
