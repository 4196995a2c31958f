"""What is computed of an area's packages, in order: tables that others share, and tables of facts.

Each is an expression over tables by their names, so that all of them are written once and then asked
of one area after another: people never cross areas, and what one area needs fits the processor's caches.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from poolbook.caseload.schema import SCHEMA

PACKAGES = "packages"  # the name of an area's packages


@dataclass(frozen=True)
class Step:
    """An expression; `kept` as a table of that name for later steps, or facts of that name."""

    name: str
    table: ir.Table
    kept: bool


class Plan:
    """The steps so far."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.steps: list[Step] = []
        self.packages = ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name=PACKAGES)

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """A table that later steps use by its name."""
        self.steps.append(Step(name, table, kept=True))
        return ibis.table(table.schema(), name=name)

    def tell(self, name: str, table: ir.Table) -> None:
        """Facts: the key's columns first, then the sums."""
        self.steps.append(Step(name, table, kept=False))
