"""More than one machine: the kernel's function of one area, run over the areas' files by executors.

A task carries areas' paths and hashes; its executor reads and verifies the files itself, and sends
back rows of integers. Nothing else is computed there, so the answer is the kernel's, int for int. The
library is not among Poolbook's own requirements: who wants a cluster installs it (docs/adr/0018-caseload.md).
"""

import os
import pickle
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from poolbook.caseload.files import Stored
from poolbook.caseload.kernel import rows_of
from poolbook.rules.caseload.facts import CostRow, Question, Row
from poolbook.rules.refusal import Refusal

HERE = "local-cluster[2,1,1024]"  # two executors of one core and 1 GiB each, on this machine
ANSWER = "table string, key array<bigint>, sums array<bigint>"


def rows(folder: Path, files: Sequence[Stored], question: Question) -> list[Row | CostRow]:
    """The facts of every file, computed by the executors. Raises Refusal where there is no Spark."""
    if not files:
        return []
    session = open_session()
    try:
        return over(session, folder, files, question)
    finally:
        session.stop()


def over(
    session: Any, folder: Path, files: Sequence[Stored], question: Question
) -> list[Row | CostRow]:
    """The same in a session that the caller opens and stops: for several questions."""
    tasks = min(len(files), session.sparkContext.defaultParallelism)  # one for each core
    shares = [list(files[task::tasks]) for task in range(tasks)]
    with warnings.catch_warnings():
        # Spark warns of newer versions of a library that is not used here.
        warnings.simplefilter("ignore")
        work = _worker(str(folder), pickle.dumps((shares, question)))
        answer = session.range(0, tasks, 1, tasks).mapInArrow(work, ANSWER).toArrow()
    names, keys = answer.column("table").to_pylist(), answer.column("key").to_pylist()
    sums = (each.values.to_numpy() for each in answer.column("sums"))
    return [
        (name, tuple(key), each if name == "costs" else tuple(each.tolist()))
        for name, key, each in zip(names, keys, sums, strict=True)
    ]


def _worker(folder: str, asked: bytes) -> Any:
    """What an executor does with the numbers of tasks."""

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        shares, question = pickle.loads(asked)  # made by this program, for this program
        for batch in batches:
            for task in batch.column("id").to_pylist():
                yield _batch(rows_of(Path(folder), shares[task], question))

    return work


def _batch(found: list[Row | CostRow]) -> pa.RecordBatch:
    names, keys, sums = zip(*found, strict=True) if found else ((), (), ())
    many = pa.list_(pa.int64())
    return pa.RecordBatch.from_arrays(
        [pa.array(names, pa.string()), pa.array(keys, many), pa.array(sums, many)],
        names=["table", "key", "sums"],
    )


def open_session() -> Any:
    """A session; the caller stops it. Raises Refusal where there is no Spark."""
    try:
        sql = import_module("pyspark.sql")
    except ImportError:
        raise Refusal(
            "POOLBOOK_ENGINE is spark, and Spark is not installed",
            ["install pyspark 4 and Java 17, or choose the kernel"],
        ) from None
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master(os.environ.get("POOLBOOK_SPARK_MASTER", HERE))
    source = str(Path(__file__).resolve().parents[2])
    session = (
        builder.appName("poolbook-caseload")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", source)
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session
