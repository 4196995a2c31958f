"""One case being read: its columns, groups and arguments as typed values, faults noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from poolbook.rules.cells import Columns, number, plain_cells
from poolbook.rules.fields import Fault, Fields, shown
from poolbook.rules.indicators import confidence, names
from poolbook.rules.indicators.distributions import Floats, floats
from poolbook.rules.indicators.groups import Groups, groups

OUTPUTS = ("full", "standard", "value", "lower", "upper")
Answer = dict[str, list[Any]]


@dataclass
class Asked:
    """What a case asks, read as it is asked for; `notes` explains nulls and choices."""

    method: str
    fields: Fields
    data: Columns
    groups: Groups
    faults: list[Fault]
    notes: list[str] = field(default_factory=list)

    def fault(self, where: str, message: str) -> None:
        """Notes a fault at a cell."""
        self.faults.append(Fault(where, message))

    def column(self, argument: str, *, required: bool = True) -> str:
        """The name of the column that an argument names, or "" with a fault where there is none."""
        name = self.fields.raw(argument)
        if name is None:
            found = next((n for n in names.column_names(argument) if n in self.data.data), "")
            if required and not found:
                self.fields.fault(argument, "is missing: the name of the column that holds it")
            return found
        if not isinstance(name, str):
            self.fields.fault(argument, f"should be the name of a column, not {shown(name)}")
        elif name not in self.data.data:
            known = ", ".join(self.data.data)
            self.fields.fault(argument, f"names “{name}”, which is no column (columns: {known})")
        else:
            return name
        return ""

    def numbers(
        self,
        argument: str,
        *,
        least: float | None = None,
        above: float | None = None,
        needed: bool = False,
    ) -> Floats:
        """The numbers of the column that an argument names; NaN where one is missing."""
        name = self.column(argument)
        if not name:
            return np.full(self.data.rows, np.nan)
        return self.data.numbers(name, self.faults, least=least, above=above, needed=needed)

    def levels(self, by_row: bool = False) -> tuple[tuple[Any, ...], confidence.Levels]:
        """The levels of confidence: as the methods take them, and those that can be said.

        A column's name gives each row its own level, where the method allows it.
        """
        given = self.fields.raw("confidence", 0.95)
        if given is None or given == "NA":
            return (), ()
        if isinstance(given, str) and by_row and given in self.data.data:
            each = self.data.numbers(given, self.faults, needed=True).tolist()
            for at, one in enumerate(each):
                problem = confidence.levels([one])[1]
                if problem:
                    self.faults.append(Fault(self.data.cell(given, at), problem))
            return (floats([one / 100 if one >= 90 else one for one in each]),), ()
        read = [number(one) for one in (given if isinstance(given, list) else [given])]
        values = [one for one, _ in read if one is not None]
        if len(values) < len(read) or not values:
            self.fields.fault("confidence", f"should be a number such as 0.95, not {shown(given)}")
            return (), ()
        found, problem = confidence.levels(values)
        if problem:
            self.fields.fault("confidence", problem)
        return found, found

    def positive(self, argument: str, default: float | None) -> float:
        """A number above 0; required where there is no default."""
        value, problem = number(self.fields.raw(argument, default, required=default is None))
        if problem or (value is not None and value <= 0):
            self.fields.fault(argument, problem or f"is {value:g}; it should be more than 0")
        return 1.0 if value is None or problem else value

    def output(self, allowed: Sequence[str] = OUTPUTS) -> str:
        """Which columns the answer is to have."""
        return self.fields.choice("output", allowed, "full")

    def flag_column(self, argument: str, default: bool) -> Floats | bool:
        """true or false for every row, or the column that says it of each (1 or 0)."""
        given = self.fields.raw(argument, default)
        if isinstance(given, bool):
            return given
        if not isinstance(given, str) or given not in self.data.data:
            self.fields.fault(argument, f"should be true, false or a column, not {shown(given)}")
            return default
        words = {"true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0}
        found = [words.get(str(one).lower(), -1.0) for one in self.data.data[given]]
        for at, one in enumerate(found):
            if one < 0:
                self.faults.append(Fault(self.data.cell(given, at), "should be true or false"))
        return floats(found)

    def echoed(self) -> Answer:
        """The input's own columns, as an answer of a row for a row repeats them."""
        return {name: plain_cells(cells) for name, cells in self.data.data.items()}


def grouping(case: Mapping[str, Any], data: Columns, where: str, faults: list[Fault]) -> Groups:
    """The groups of a case: one column's name, or several; none is one group of all."""
    given = case.get("groups") or []
    wanted = [given] if isinstance(given, str) else given
    place = f"{where}.groups".lstrip(".")
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        faults.append(Fault(place, f"should be names of columns, not {shown(given)}"))
        wanted = []
    lost = [name for name in wanted if name not in data.data]
    for name in lost:
        faults.append(Fault(place, f"names “{name}”, which is no column"))
    kept = [name for name in wanted if name not in lost]
    return groups(kept, [plain_cells(data.data[name]) for name in kept], data.rows)
