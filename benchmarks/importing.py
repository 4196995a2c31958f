"""A long ledger imported, mapped and posted; and how long anybody else waits meanwhile."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import book, ledger, peer_import
from benchmarks.timing import Figure, in_turn

PEER = "pandas and openpyxl, cleaned, merged with the mappings and stored by COPY"
ROUNDS = {"streamed": 2, "saved": 2, "csv": 3}


def figures(server: str) -> Iterator[Figure]:
    """The import of each file beside the peer's; `server` is the throwaway server's address."""
    book.use("bench_template")
    maps = [(centre, account, line or "outside") for centre, account, line in book.mappings()]
    for kind, name, least in (
        ("streamed", "200,000 rows × 15, XLSX as a ledger system streams it", 5),
        ("saved", "200,000 rows × 15, XLSX as saved by Excel", 5),
        ("csv", "200,000 rows × 15, CSV", None),
    ):
        path = ledger.file(kind)
        found: list[tuple[int, int, int]] = []

        def peer(path: Path = path, found: list = found) -> None:
            url = server.replace("/poolbook?", f"/{book.current()}?")
            found.append(peer_import.run(path, maps, url))

        def ours(path: Path = path, found: list = found) -> None:
            found.append(import_(path))

        times = in_turn(ours, peer, ROUNDS[kind], before=book.fresh)
        if len(set(found)) != 1:
            raise RuntimeError(f"the two imports of {path.name} differ: {found}")
        yield Figure(f"import: {name}", *times, PEER, least_ratio=least)


def import_(path: Path) -> tuple[int, int, int]:
    """The ledger through Poolbook: (rows read, rows in suspense, pence)."""
    from poolbook.intake.extracts import import_extract

    by, period, source = book.who()
    done, _ = import_extract(by=by, period=period, source=source, path=path)
    return done.rows["read"], done.rows["suspended"], done.pence["read"]


def waits() -> Iterator[Figure]:
    """The longest that a forecast, and another source's small import, took during a long import."""
    path, name = ledger.file("csv"), book.fresh()
    small = Path(tempfile.mkdtemp(prefix="poolbook-bench-"))
    command = [sys.executable, "-m", "benchmarks.importing", name, str(path)]
    forecasts, imports = [_forecast(0)], [_small(small, 0)]
    with subprocess.Popen(command) as child:
        number = 0
        forecasts, imports = [], []
        while child.poll() is None:
            number += 1
            forecasts.append(_forecast(number))
            imports.append(_small(small, number))
    if child.returncode:
        raise RuntimeError("the long import failed")
    yield Figure("longest a forecast takes during a long import", max(forecasts), most_seconds=2)
    yield Figure("longest a small import takes during a long one", max(imports), most_seconds=2)


def _forecast(number: int) -> float:
    from poolbook.agreements.models import BudgetLine
    from poolbook.finance.actions.forecasts import Entry, set_forecasts

    by, period, _ = book.who()
    line = BudgetLine.objects.get(code="ld-care-homes")
    entry = Entry(line, "manual", 2_600_000_000 + number, "A placement more.")
    start = time.perf_counter()
    set_forecasts(by=by, period=period, entries=[entry])
    return time.perf_counter() - start


def _small(folder: Path, number: int) -> float:
    from poolbook.finance.models import Source
    from poolbook.intake.extracts import import_extract

    by, period, _ = book.who()
    nhs, path = Source.objects.get(code="nhs"), ledger.small(folder / "small.csv", number)
    start = time.perf_counter()
    import_extract(by=by, period=period, source=nhs, path=path)
    return time.perf_counter() - start


if __name__ == "__main__":
    book.ready()
    book.use(sys.argv[1])
    import_(Path(sys.argv[2]))
