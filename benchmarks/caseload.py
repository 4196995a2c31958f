"""The caseload's five questions by each engine and each peer: wall, processor time, peak memory.

`python -m benchmarks caseload`; 20 million rows with POOLBOOK_BENCH_ROWS=20000000. Each way runs in a
process of its own, after its imports and a small first run; PostgreSQL has its rows loaded already.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import packages
from benchmarks.timing import Figure

WAYS = ("kernel", "mapped", "reference", "pandas", "postgresql", "openpyxl")


def figures(server: str) -> list[Figure]:
    """A table of each size is printed; the figures with targets are returned."""
    sizes = [20_000, 1_000_000]
    if more := os.environ.get("POOLBOOK_BENCH_ROWS"):
        sizes.append(int(more))
    found: list[Figure] = []
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _prepare(Path(folder), rows)
            told = {way: _run(way, folder, server) for way in WAYS if _fits(way, rows)}
        print(f"\n{rows:,} rows | wall s | processor s | peak MB")
        for way, one in told.items():
            print(f"  {way:<11}| {one['wall']:.3f} | {one['cpu']:.3f} | {one['peak']:,.0f}")
        answers = {json.dumps(one["answer"][:5]) for one in told.values()}
        answers |= {json.dumps(t["answer"][5:13]) for w, t in told.items() if w != "openpyxl"}
        print("  difference between any two:", "none" if len(answers) == 2 else answers)
        if "openpyxl" in told:
            found.append(_figure(rows, told, "kernel", "openpyxl", 25))
            continue
        found += [
            _figure(rows, told, "reference", "pandas", 4), _figure(rows, told, "reference", "postgresql", 10),
            _figure(rows, told, "kernel", "pandas", 9), _figure(rows, told, "kernel", "postgresql", 20),
            _figure(rows, told, "mapped", "postgresql", 180),
        ]  # fmt: skip
    return found


def _fits(way: str, rows: int) -> bool:
    return way != "openpyxl" or rows <= 20_000


def _figure(rows: int, told: dict[str, dict], ours: str, peer: str, least: float) -> Figure:
    what = f"caseload, {rows:,} rows: {ours}"
    return Figure(what, told[ours]["wall"], told[peer]["wall"], peer, least_ratio=least)


def _prepare(folder: Path, rows: int) -> None:
    """Files of 150 areas (one for a county), the same as memory-mapped columns, and a workbook."""
    import pyarrow as pa

    from poolbook.caseload import lake
    from poolbook.caseload.generator import england

    for code, table in england(rows, areas=150 if rows > 20_000 else 1):
        stored = lake.write(folder, code, lake.START, table)
        with (
            pa.OSFile(f"{folder}/{code}.arrow", "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as to,
        ):
            to.write_table(table)
        with (folder / "files.jsonl").open("a") as listed:
            listed.write(json.dumps([stored.path, stored.sha256, stored.rows]) + "\n")
        if rows <= 20_000:
            import openpyxl

            book = openpyxl.Workbook(write_only=True)
            sheet = book.create_sheet()
            sheet.append(list(packages.COLUMNS))
            for row in zip(*(table.column(n).to_pylist() for n in packages.COLUMNS), strict=True):
                sheet.append([str(row[0]), *row[1:8], *map(str, row[8:])])
            book.save(folder / "packages.xlsx")


def _run(way: str, folder: str, server: str) -> dict:
    command = [sys.executable, "-m", "benchmarks.caseload", way, folder, server]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(way: str, folder: str, server: str) -> None:
    """One way, timed; a line of JSON."""
    work = _work(way, Path(folder), server)
    work(True)
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work(False)
    told = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answer": answer,
    }
    print(json.dumps(told))


def _work(way: str, folder: Path, server: str) -> Callable[[bool], list[int]]:
    """The work of one way: with True on one area only, to be warm."""
    from poolbook.caseload import engine
    from poolbook.caseload.lake import Stored

    lines = (folder / "files.jsonl").read_text().splitlines()
    files = [Stored(*json.loads(line)) for line in lines]
    paths = [folder / each.path for each in files]
    if way in engine.BY_AREA:
        return lambda warm: packages.of_facts(
            engine.answer(folder, files[:1] if warm else files, packages.QUESTION, way)
        )
    if way == "mapped":
        return lambda warm: _mapped(sorted(folder.glob("*.arrow"))[: 1 if warm else None])
    if way == "pandas":
        return lambda warm: packages.with_pandas(paths[:1] if warm else paths)
    if way == "openpyxl":
        return lambda warm: [] if warm else packages.with_openpyxl(folder / "packages.xlsx")
    import psycopg

    connection = psycopg.connect(server)
    packages.into_postgres(connection, paths)
    return lambda warm: [int(v or 0) for v in connection.execute(packages.SQL).fetchone()[:13]]


def _mapped(paths: list[Path]) -> list[int]:
    import pyarrow as pa

    from poolbook.caseload.kernel import area_rows
    from poolbook.rules.caseload.facts import gather

    rows = (
        row
        for path in paths
        for row in area_rows(
            pa.ipc.open_file(pa.memory_map(str(path))).read_all(), packages.QUESTION
        )
    )
    return packages.of_facts(gather(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
