"""The pass over areas' columns, one area after another on each processor core."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from poolbook.caseload import lake
from poolbook.caseload.files import Stored
from poolbook.caseload.kernel import shapes
from poolbook.caseload.kernel.asking import arrays, columns_for
from poolbook.caseload.kernel.shapes import Asked, Columns, Sums
from poolbook.caseload.kernel.sweep import sweep
from poolbook.caseload.kernel.telling import cost_rows, sum_rows
from poolbook.rules.caseload.facts import CostRow, Question, Row

Read = Callable[[Sequence[str]], pa.Table]  # gives an area's table, of the columns named
PROVIDERS = 512  # places at first
# Not to be written to, as columns are not: for the compiler it is the same kind of array.
EMPTY = {field.name: np.frombuffer(b"", field.type.to_pandas_dtype()) for field in lake.SCHEMA}


def area_rows(table: pa.Table, question: Question) -> list[Row | CostRow]:
    """The facts of one area's table, which is in the lake's order."""
    return over([table.select], question)


def rows_of(folder: Path, files: Sequence[Stored], question: Question) -> list[Row | CostRow]:
    """The facts of several areas' files together, each read only when its turn comes."""
    return over([partial(lake.read, folder, file) for file in files], question)


def over(reads: Sequence[Read], question: Question) -> list[Row | CostRow]:
    """The facts of areas together; each core takes the next area, until none is left."""
    turn, asked = iter(reads), arrays(question)
    cores = min(len(reads), os.cpu_count() or 1)
    found: list[Row | CostRow] = []
    totals: dict[int, Sums] = {}  # of so many providers
    with ThreadPoolExecutor(max(cores, 1)) as pool:
        for costs, counted in pool.map(lambda _: _counted(turn, question, asked), range(cores)):
            found += costs
            for sums in counted:
                known = totals.get(len(sums.cells))
                totals[len(sums.cells)] = shapes.added(known, sums) if known else sums
    for sums in totals.values():
        found += sum_rows(sums, asked)
    return found


def _counted(
    turn: Iterator[Read], question: Question, asked: Asked
) -> tuple[list[CostRow], list[Sums]]:
    """Single costs and sums of the areas that come in turn."""
    names, providers, room = columns_for(question), PROVIDERS, 0
    costs: list[CostRow] = []
    counted = [shapes.sums(asked, providers)]
    scratch = shapes.scratch(asked, providers, room)
    for read in turn:
        table = read(names)
        columns = _columns(table)
        most = int(columns.provider.max(initial=0)) + 1
        if most > providers or table.num_rows > room:
            if most > providers:  # wider sums from here on
                providers = 2 * most
                counted.append(shapes.sums(asked, providers))
            room = max(room, table.num_rows)
            scratch = shapes.scratch(asked, providers, room)
        sweep(columns, asked, counted[-1], scratch)
        costs += cost_rows(scratch, asked)
    return costs, counted


def _columns(table: pa.Table) -> Columns:
    """The table's columns as arrays, where it can be without copying; empty ones that it does not have."""
    names = frozenset(table.column_names)
    return Columns(
        *(_array(table, name) if name in names else EMPTY[name] for name in Columns._fields)
    )


def _array(table: pa.Table, name: str) -> np.ndarray:
    column = table.column(name)
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return np.asarray(whole.to_numpy(zero_copy_only=False))
