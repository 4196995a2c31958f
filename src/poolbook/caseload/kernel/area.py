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
from poolbook.caseload.kernel.shapes import Columns
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
    turn = iter(reads)
    cores = min(len(reads), os.cpu_count() or 1)
    if cores < 2:
        return list(_counted(turn, question))
    with ThreadPoolExecutor(cores) as pool:
        parts = pool.map(lambda _: list(_counted(turn, question)), range(cores))
        return [row for part in parts for row in part]


def _counted(turn: Iterator[Read], question: Question) -> Iterator[Row | CostRow]:
    asked, names = arrays(question), columns_for(question)
    providers, room = PROVIDERS, 0
    sums, scratch = shapes.sums(asked, providers), shapes.scratch(asked, providers, room)
    for read in turn:
        table = read(names)
        columns = _columns(table)
        most = int(columns.provider.max(initial=0)) + 1
        if most > providers or table.num_rows > room:
            if most > providers:  # what was counted so far, and wider arrays from here on
                yield from sum_rows(sums, asked)
                providers = 2 * most
                sums = shapes.sums(asked, providers)
            room = max(room, table.num_rows)
            scratch = shapes.scratch(asked, providers, room)
        sweep(columns, asked, sums, scratch)
        yield from cost_rows(scratch, asked)
    yield from sum_rows(sums, asked)


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
