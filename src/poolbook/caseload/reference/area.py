"""All facts of areas' packages: each part of the question as expressions, asked of one area after another."""

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from poolbook.caseload.files import Stored, verify_once
from poolbook.caseload.reference import bridge, snapshot, year
from poolbook.caseload.reference.plan import PACKAGES, Plan
from poolbook.rules.caseload.facts import CONDITION, PROVIDER, TABLES, CostRow, Question, Row

Give = Callable[[Any], None]  # gives a database an area's packages, under their name
Asked = list[tuple[str, bool, str]]  # each step's name, whether it is kept, and what is asked
COSTS = "costs"
AT_ONCE = 1_000_000  # rows


def rows_of(folder: Path, files: Sequence[Stored], question: Question) -> list[Row | CostRow]:
    """The facts of several areas' files together; each core takes the next one, until none is left."""

    def give(some: Sequence[Stored]) -> Give:
        def read(engine: Any) -> None:
            for file in some:
                verify_once(folder, file)
            engine.read_parquet([str(folder / file.path) for file in some], table_name=PACKAGES)

        return read

    return _over([give(some) for some in _together(files)], question)


def _together(files: Sequence[Stored]) -> list[list[Stored]]:
    """Areas that are asked as one: planning a question costs as much as a hundred thousand rows."""
    found: list[list[Stored]] = []
    for file in files:
        if not found or sum(each.rows for each in found[-1]) + file.rows > AT_ONCE:
            found.append([])
        found[-1].append(file)
    return found


def area_rows(table: pa.Table, question: Question) -> list[Row | CostRow]:
    """The facts of one area's table."""
    return _over([lambda engine: engine.con.register(PACKAGES, table)], question)


def plan_of(question: Question) -> Plan:
    """Everything that is asked of an area's packages."""
    plan = Plan()
    packages = plan.keep("about", about(plan.packages, question))
    known = known_at(packages, question.known)
    if question.days:
        snapshot.ask(plan, known, question)
    if question.segments:
        year.ask(plan, known, question)
    if question.months:
        year.ask_moves(plan, known, question)
    if question.bridge:
        bridge.ask(plan, packages, question)
    return plan


def about(packages: ir.Table, question: Question) -> ir.Table:
    """The packages that the question is about, with the columns that some step asks for."""
    first, latest = question.horizon
    found = packages.filter(packages.end >= first, packages.start <= latest)
    if question.groups:
        found = found.filter(found["group"].isin(question.groups))
    asked = {"package": question.months, "authorised": False,
             "provider": PROVIDER in question.cuts, "conditions": CONDITION in question.cuts}  # fmt: skip
    return found.drop(*(name for name, wanted in asked.items() if not wanted))


def known_at(packages: ir.Table, moment: int) -> ir.Table:
    """The packages as they were known at a moment: later word of them is not used."""
    return packages.filter(packages.known_from <= moment, packages.known_to > moment)


def _over(areas: Sequence[Give], question: Question) -> list[Row | CostRow]:
    turn, cores = iter(areas), min(len(areas), os.cpu_count() or 1)
    if not cores:
        return []
    with warnings.catch_warnings():
        # Ibis 12 still calls what its database names otherwise by now; the answer is the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        asked = [
            (step.name, step.kept, str(ibis.to_sql(step.table, dialect="duckdb")))
            for step in plan_of(question).steps
        ]
        with ThreadPoolExecutor(cores) as pool:
            parts = pool.map(lambda _: list(_answered(turn, asked)), range(cores))
            return [row for part in parts for row in part]


def _answered(turn: Iterator[Give], asked: Asked) -> Iterator[Row | CostRow]:
    """The facts of the areas that come in turn, each step's sums of all of them together."""
    engine = ibis.duckdb.connect(threads=1)
    told: dict[int, list[pa.Table]] = {}
    for give in turn:
        give(engine)
        for at, (name, kept, sql) in enumerate(asked):
            if kept:
                engine.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
            else:
                found = engine.con.sql(sql).to_arrow_table()
                if name == COSTS:
                    yield from _costs(found)
                else:
                    told.setdefault(at, []).append(found)
    for at, tables in told.items():
        yield from _told(asked[at][0], pa.concat_tables(tables))
    engine.disconnect()


def _told(name: str, table: pa.Table) -> Iterator[Row]:
    """Areas' facts of one name as rows, added up: the key's columns first, then the sums."""
    width = len(TABLES[name][0]._fields)  # type: ignore[attr-defined]
    keys, sums = table.column_names[:width], table.column_names[width:]
    whole = table.group_by(keys).aggregate([(column, "sum") for column in sums])
    columns = [whole.column(column).to_pylist() for column in keys]
    columns += [whole.column(f"{column}_sum").to_pylist() for column in sums]
    for cells in zip(*columns, strict=True):
        numbers = tuple(int(cell) for cell in cells)
        yield name, numbers[:width], numbers[width:]


def _costs(table: pa.Table) -> Iterator[CostRow]:
    """Single costs, the pence of one key side by side."""
    for day, cut, value, pence in zip(*table.columns, strict=True):
        key = (day.as_py(), cut.as_py(), value.as_py())
        yield COSTS, key, pence.values.cast(pa.int64()).to_numpy()
