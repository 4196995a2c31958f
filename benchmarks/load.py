"""The site under load: 50 people, 25 requests a second, on a big book, while a long ledger comes in."""

import itertools
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import big_book, book, ledger, traffic, visits
from benchmarks.timing import Figure, seconds

RATE = 25  # requests a second
SECONDS = float(os.environ.get("BENCH_LOAD_SECONDS", "60"))
WARM = 5  # seconds before, uncounted: a site is not measured as it wakes
MOST_QUERIES = 25


def figures(server: str) -> Iterator[Figure]:
    """The slowest twentieth of all requests, and the most queries of a page."""
    name = book.empty()
    print(f"  the book: {seconds(big_book.make):.0f} s to make", flush=True)
    address = server.replace("/poolbook?", f"/{name}?")
    people = visits.visitors()
    queries = _queries()
    path = ledger.file("csv", big_book.YEARS[-1])
    with _site(address) as (port, process), _importing(name, path):
        time.sleep(1)
        traffic.drive("127.0.0.1", port, visits.visits(people, 1), RATE, WARM)
        before, start = _cpu(process), time.perf_counter()
        answers = traffic.drive("127.0.0.1", port, visits.visits(people, 2), RATE, SECONDS)
        took, used = time.perf_counter() - start, _cpu(process) - before
    wrong = traffic.failed(answers)
    print(traffic.table(answers, queries))
    print(
        f"  {len(answers) / took:.1f} requests a second for {took:.0f} s; {len(wrong)} errors"
        f" {sorted({(each.page, each.status) for each in wrong}) or ''}; the site's processors "
        f"{used / took:.0%} of one; {os.cpu_count()} on this machine, load {os.getloadavg()[0]:.1f}"
    )
    many = [f"{page} {count}" for page, count in queries.items() if count > MOST_QUERIES]
    if many:
        print(f"  more than {MOST_QUERIES} queries: {', '.join(many)}")
    name = f"load: 95 of 100 answers, {len(wrong)} errors in {len(answers)}"
    yield Figure(name, traffic.percentile(answers, 95), most_seconds=0.5)


def _queries() -> dict[str, int]:
    """How many queries each page runs in a process that has read nothing yet; of three people the most."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from poolbook.audit import kept
    from poolbook.partners.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.WARNING)
    found: dict[str, int] = {}
    for role in ("pool manager", "partner finance lead", "budget holder"):
        client = Client()
        person = Person.objects.filter(role=role).first()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        for page, (_, pattern) in visits.there().items():
            if page == visits.SAVE:
                continue
            kept.forget()
            with CaptureQueriesContext(connection) as seen:
                client.get(visits.fill(pattern, visits.NOW, "community", 7))
            found[page] = max(found.get(page, 0), len(seen))
    return found


@contextmanager
def _site(database: str) -> Iterator[tuple[int, int]]:
    """`poolbook serve` on that database: its port and its process."""
    from django.conf import settings

    given = {"DATABASE_URL": database, "SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-m", "poolbook", "serve", "--port", "8970", "--no-worker"]
    process = subprocess.Popen(
        command, env=os.environ | given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = next((line for line in process.stdout if "http://" in line), "")
        if not told:
            raise RuntimeError("the site did not start")
        yield int(told.split("/")[2].split(":")[1]), process.pid
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _importing(name: str, path: Path) -> Iterator[None]:
    """The long ledger imported in another process, again and again for as long as the block runs."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.load", name, str(path)]) as process:
        try:
            yield
            if process.poll() is not None:
                raise RuntimeError("the long import ended before the load did")
        finally:
            process.terminate()


def _imports(path: Path) -> None:
    """Imports the ledger, takes it back, and begins again; as far behind the site as the worker is."""
    from poolbook.cli.work import step_back
    from poolbook.finance.actions.postings import withdraw
    from poolbook.finance.models import Period, Source
    from poolbook.intake.extracts import import_extract
    from poolbook.partners.models import Person

    step_back()
    by = Person.objects.filter(role="pool manager").first()
    period, source = Period.objects.last(), Source.objects.get(code="long")
    for at in itertools.count(1):
        done, _ = import_extract(by=by, period=period, source=source, path=path)
        withdraw(by=by, batch=done.batch, why=f"again, for the {at}th time")


def _cpu(process: int) -> float:
    """Seconds of processor that a process and those it started have used so far."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parts = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(parts[1]), []).append(int(folder.name))
        used[int(folder.name)] = (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    found, total = [process], 0.0
    while found:
        each = found.pop()
        total += used.get(each, 0)
        found += parents.get(each, [])
    return total


if __name__ == "__main__":
    book.ready()
    book.use(sys.argv[1])
    _imports(Path(sys.argv[2]))
