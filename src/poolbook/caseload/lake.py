"""The lake: a Parquet file for each area and load, in a folder of its month of knowledge; never changed.

A file holds everything that was known of an area up to its load, with the moments from and to which
each row was known. So the newest file answers for any earlier moment, and an earlier report can be
made again from the very file it was made from.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from poolbook.caseload.files import Stored, digest, settle, verify_once
from poolbook.caseload.schema import SCHEMA, TOLD, sorted_table
from poolbook.rules.caseload.codes import FOREVER
from poolbook.rules.refusal import Refusal

START = datetime(1970, 1, 1, tzinfo=UTC)
ROW_GROUP = 1_048_576


@dataclass(frozen=True)
class Changed:
    """What a load does to what is known: rows that are new, that replace another, that were known
    already, and rows that are not known to hold any more."""

    table: pa.Table
    new: int
    changed: int
    same: int
    ended: int


def micros(moment: datetime) -> int:
    """A moment as microseconds since 1970, exactly."""
    return (moment - START) // timedelta(microseconds=1)


def empty() -> pa.Table:
    """A table without rows."""
    return SCHEMA.empty_table()


def write(folder: Path, area: str, at: datetime, table: pa.Table) -> Stored:
    """Writes a file whole or not at all: under another name first, to the disk, then renamed."""
    place = Path(f"area={area}", f"known={at:%Y-%m}")
    (folder / place).mkdir(parents=True, exist_ok=True)
    making = folder / place / f".{secrets.token_hex(6)}.making"
    try:
        pq.write_table(
            table.cast(SCHEMA), making, row_group_size=ROW_GROUP, compression="lz4",
            write_statistics=True, store_schema=True,
        )  # fmt: skip
        sha256 = digest(making)
        path = place / f"{micros(at):020d}-{sha256[:12]}.parquet"
        settle(making, folder / path)
    finally:
        making.unlink(missing_ok=True)
    return Stored(path.as_posix(), sha256, table.num_rows)


def read(folder: Path, stored: Stored, columns: Sequence[str] | None = None) -> pa.Table:
    """A file's rows (some columns of them), if it still is what was written. Raises Refusal."""
    verify_once(folder, stored)
    file = pq.ParquetFile(folder / stored.path, memory_map=True)
    table = file.read(columns=columns, use_threads=False)  # cores are busy with other areas' files
    if table.num_rows != stored.rows:
        raise Refusal(f"{stored.path} has {table.num_rows} rows where {stored.rows} were written")
    return table.combine_chunks()


def loaded(known: pa.Table, told: pa.Table, at: int, whole: bool) -> Changed:
    """What is known after a load at a moment: nothing is erased, what no longer holds is known to then.

    A package that the load names is told anew: rows of it that the load does not repeat hold no more.
    Where the load is `whole`, packages that it does not name hold no more either.
    """
    current = pc.field("known_to") == FOREVER
    open_rows, closed = known.filter(current), known.filter(~current)
    was, told_rows = _rows(open_rows), _rows(told)
    told_set, was_set = set(told_rows), set(was)
    named = set(told.column("package").to_pylist())
    at_package = TOLD.index("package")
    stays = np.array(
        [row in told_set or (not whole and row[at_package] not in named) for row in was], dtype=bool
    )
    comes = np.array([row not in was_set for row in told_rows], dtype=bool)
    known_packages = {row[at_package] for row in was}
    ending, coming = open_rows.filter(pa.array(~stays)), told.filter(pa.array(comes))
    replaced = sum(1 for p in coming.column("package").to_pylist() if p in known_packages)
    table = sorted_table(
        pa.concat_tables(
            [closed, open_rows.filter(pa.array(stays)), stamped(ending, known_to=at),
             stamped(coming, known_from=at, known_to=FOREVER)]
        )
    )  # fmt: skip
    return Changed(
        table,
        coming.num_rows - replaced,
        replaced,
        len(told_rows) - coming.num_rows,
        ending.num_rows,
    )


def taken_back(known: pa.Table, load: int, at: int) -> pa.Table:
    """What is known once the newest load (its moment) counts no more: its rows are known to `at`, and
    what it had ended is known again from then on."""
    came = (pc.field("known_from") == load) & (pc.field("known_to") == FOREVER)
    went = pc.field("known_to") == load
    rest = known.filter(~came)
    back = stamped(known.filter(went), known_from=at, known_to=FOREVER)
    return sorted_table(pa.concat_tables([rest, stamped(known.filter(came), known_to=at), back]))


def stamped(table: pa.Table, **moments: int) -> pa.Table:
    """The table with a moment put into a column."""
    for name, moment in moments.items():
        at = SCHEMA.get_field_index(name)
        column = pa.array(np.full(table.num_rows, moment, dtype=np.int64))
        table = table.set_column(at, SCHEMA.field(at), column)
    return table


def _rows(table: pa.Table) -> Sequence[tuple[int, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in TOLD), strict=True))
