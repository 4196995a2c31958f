"""National series taken in: the whole history of delayed transfers and of A&E, into an empty book."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import book
from benchmarks.timing import Figure

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = ("dtoc/DTOC-England-timeseries-Aug2010-Feb2020.xls", "ae/england_ae_2019_to_2026.csv")
VALUES = 9_890 + 64_416


def figures() -> Iterator[Figure]:
    """Both files recognised, read, checked and stored, with the measures and areas that they bring."""
    missing = [name for name in FILES if not (DATA / name).exists()]
    if missing:
        print(f"not measured: the files are not beside this checkout ({', '.join(missing)})")
        return
    best = min(_once() for _ in range(3))
    yield Figure(
        f"measures: delayed transfers and A&E, {VALUES:,} values taken in", best, most_seconds=10
    )


def _once() -> float:
    from poolbook.agreements.models import Agreement
    from poolbook.intake.feeding.taking import bring

    book.fresh()
    by, period, _ = book.who()
    agreement = Agreement.objects.get(pk=period.agreement_id)
    started = time.perf_counter()
    values = 0
    for name in FILES:
        done, _ = bring(by=by, agreement=agreement, path=DATA / name, new_areas=True)
        values += done.new
    took = time.perf_counter() - started
    if values != VALUES:
        raise RuntimeError(f"{values:,} values were taken in, and not {VALUES:,}")
    return took
