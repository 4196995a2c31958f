"""The pass over areas' columns, one area after another on each processor core."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numba
import numpy as np
import pyarrow as pa

from poolbook.caseload import lake
from poolbook.caseload.files import Stored
from poolbook.caseload.kernel import shapes
from poolbook.caseload.kernel.asking import arrays, columns_for
from poolbook.caseload.kernel.bridge import count_bridge, end_bridge
from poolbook.caseload.kernel.person import count_package, end_person
from poolbook.caseload.kernel.shapes import Asked, Columns, Scratch, Sums
from poolbook.caseload.kernel.telling import cost_rows, sum_rows
from poolbook.caseload.kernel.year import count_move, count_year, end_life, end_spell
from poolbook.rules.caseload.facts import CostRow, Question, Row

Read = Callable[[Sequence[str]], pa.Table]  # gives an area's table, of the columns named
PROVIDERS = 512  # places at first


@numba.njit(cache=True, _nrt=False, nogil=True)
def _sweep(c: Columns, asked: Asked, sums: Sums, scratch: Scratch) -> None:
    last = -1  # the row that was seen last
    for i in range(len(c.person)):
        if c.end[i] < asked.first or c.start[i] > asked.latest:
            continue
        if asked.some_groups and not asked.groups[c.group[i]]:
            continue
        if last >= 0:
            new_person = c.person[i] != c.person[last]
            if new_person or c.service[i] != c.service[last]:
                _end_service(asked, sums, scratch, c.service[last])
            if new_person:
                _end_person(c, asked, sums, scratch)
        last = i
        if len(asked.bridge):
            count_bridge(c, asked, scratch, i)
        if c.known_from[i] <= asked.known < c.known_to[i]:
            if asked.ongoing[c.service[i]] and len(asked.days):
                count_package(c, asked, sums, scratch, i)
            if len(asked.segments):
                count_year(c, asked, sums, scratch, i)
            if len(asked.months):
                count_move(c, asked, sums, scratch, i)
    if last >= 0:
        _end_service(asked, sums, scratch, c.service[last])
        _end_person(c, asked, sums, scratch)


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _end_service(asked: Asked, sums: Sums, scratch: Scratch, service: int) -> None:
    end_spell(asked, sums, scratch, service)
    sums.seen[service] += scratch.year[0]
    scratch.year[0] = 0


@numba.njit(cache=True, _nrt=False, forceinline=True)
def _end_person(c: Columns, asked: Asked, sums: Sums, scratch: Scratch) -> None:
    if scratch.holds[0]:
        end_person(c, asked, sums, scratch)
    if asked.lifetimes and len(asked.segments):
        end_life(asked, sums, scratch)
    if scratch.bridged[0]:
        end_bridge(sums, scratch)


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
        scratch.used[0] = 0
        _sweep(columns, asked, sums, scratch)
        yield from cost_rows(scratch.costs[: scratch.used[0]], asked)
    yield from sum_rows(sums, asked)


def _columns(table: pa.Table) -> Columns:
    """The table's columns as arrays, where it can be without copying; empty ones that it does not have."""
    batches = table.to_batches()
    if len(batches) != 1:
        batches = table.combine_chunks().to_batches() or [
            pa.RecordBatch.from_pylist([], table.schema)
        ]
    found = dict(zip(table.column_names, batches[0].columns, strict=True))
    return Columns(*(_array(found.get(name), name) for name in Columns._fields))


def _array(column: pa.Array | None, name: str) -> np.ndarray:
    if column is not None:
        return np.asarray(column.to_numpy(zero_copy_only=False))
    empty = np.zeros(0, dtype=lake.SCHEMA.field(name).type.to_pandas_dtype())
    empty.flags.writeable = False  # as columns are: for the compiler it is the same kind
    return empty
