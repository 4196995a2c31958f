"""All facts of a table of packages: each part of the question as one or more expressions."""

import warnings
from collections.abc import Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from poolbook.caseload.reference import bridge, snapshot, year
from poolbook.rules.caseload.facts import TABLES, Question, Row


def area_rows(table: pa.Table, question: Question) -> list[Row]:
    """The facts of one area's table, or of several areas': people never cross areas."""
    with warnings.catch_warnings():
        # Ibis 12 still calls what its database names otherwise by now; the answer is the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        engine = ibis.duckdb.connect()
        found = list(rows(engine.create_table("packages", table, temp=True), question))
        engine.disconnect()
    return found


def rows(packages: ir.Table, question: Question) -> Iterator[Row]:
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


def _told(parts: Iterator[tuple[str, ir.Table]]) -> Iterator[Row]:
    """Each expression's rows: the key's columns first, then the sums."""
    for name, table in parts:
        width = len(TABLES[name][0]._fields)  # type: ignore[attr-defined]
        columns = [column.to_pylist() for column in table.to_pyarrow().columns]
        for cells in zip(*columns, strict=True):
            whole = tuple(int(cell) for cell in cells)
            yield name, whole[:width], whole[width:]
