"""All facts of a table of packages: each part of the question as one or more expressions."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from poolbook.caseload.files import Stored, verify_once
from poolbook.caseload.reference import bridge, snapshot, year
from poolbook.rules.caseload.facts import TABLES, CostRow, Question, Row


def rows_of(folder: Path, files: Sequence[Stored], question: Question) -> list[Row | CostRow]:
    """The facts of several areas' files together, read in one scan: people never cross areas."""
    for file in files:
        verify_once(folder, file)
    paths = [str(folder / file.path) for file in files]
    return _answered(lambda engine: engine.read_parquet(paths), question) if paths else []


def area_rows(table: pa.Table, question: Question) -> list[Row | CostRow]:
    """The facts of one area's table."""
    return _answered(lambda engine: engine.create_table("packages", table, temp=True), question)


def _answered(packages: Callable[[Any], ir.Table], question: Question) -> list[Row | CostRow]:
    with warnings.catch_warnings():
        # Ibis 12 still calls what its database names otherwise by now; the answer is the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        engine = ibis.duckdb.connect()
        found = list(rows(packages(engine), question))
        engine.disconnect()
    return found


def rows(packages: ir.Table, question: Question) -> Iterator[Row | CostRow]:
    """The facts of any table of packages that Ibis can read."""
    if question.groups:
        packages = packages.filter(packages["group"].isin(question.groups))
    known = known_at(packages, question.known)
    if question.days:
        yield from _told(snapshot.parts(known, question))
    if question.segments:
        yield from _told(year.parts(known, question))
    if question.months:
        yield from _told(year.moves(known, question))
    if question.bridge:
        yield from _told(bridge.parts(packages, question))


def known_at(packages: ir.Table, moment: int) -> ir.Table:
    """The packages as they were known at a moment: later word of them is not used."""
    return packages.filter(packages.known_from <= moment, packages.known_to > moment)


def _told(parts: Iterator[tuple[str, ir.Table]]) -> Iterator[Row | CostRow]:
    """Each expression's rows: the key's columns first, then the sums."""
    for name, table in parts:
        if name == "costs":
            yield from _costs(table)
            continue
        width = len(TABLES[name][0]._fields)  # type: ignore[attr-defined]
        columns = [column.to_pylist() for column in table.to_pyarrow().columns]
        for cells in zip(*columns, strict=True):
            whole = tuple(int(cell) for cell in cells)
            yield name, whole[:width], whole[width:]


def _costs(table: ir.Table) -> Iterator[CostRow]:
    """Single costs, the pence of one key side by side."""
    found = table.order_by("day", "cut", "value").to_pyarrow()
    *keys, pence = (column.to_numpy() for column in found.columns)
    heads, first = np.unique(np.array(keys), axis=1, return_index=True)
    for key, part in zip(heads.T.tolist(), np.split(pence, first[1:]), strict=False):
        yield "costs", tuple(key), part
